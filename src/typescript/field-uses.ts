import { ts } from 'ts-morph'
import type { Span } from '../text/span'
import { type KeyUse, listKeyUses } from './key-uses'
import type { FieldDeprecation, FieldUse, RenameEdit } from './typescript-facts'
import type { ProgramFile, TypescriptProgram } from './typescript-project'

/** A use together with the file that it stands in. */
export interface PlacedFieldUse extends FieldUse {
  readonly path: string
}

export interface UntypedRead {
  readonly path: string
  readonly span: Span
  readonly reason: string
}

/** Find every place that names a deprecated field, by type: from the declarations of the field, through the language service's references. */
export function findFieldUses(
  program: TypescriptProgram,
  deprecations: readonly FieldDeprecation[],
): { uses: PlacedFieldUse[]; untyped: UntypedRead[] } {
  const uses = new Map<string, PlacedFieldUse>()
  for (const deprecation of deprecations) {
    for (const file of program.files) {
      for (const declaration of listDeclarations(file, deprecation)) {
        if (isPublicContract(declaration)) continue
        for (const use of listUses(program, file, declaration, deprecation)) {
          const key = `${use.path}:${use.span.start}`
          if (!uses.has(key)) uses.set(key, use)
        }
      }
    }
  }
  const untyped = uses.size === 0 ? [] : listUntyped(program, deprecations, uses)
  return { uses: [...uses.values()], untyped }
}

type FieldNode = ts.PropertySignature | ts.PropertyDeclaration

/** `interface MarketplaceJob { batch_id: string }`, the same as a type alias or a class, also inside a namespace. */
function listDeclarations(file: ProgramFile, { type, field }: FieldDeprecation): FieldNode[] {
  const found: FieldNode[] = []
  const visit = (node: ts.Node): void => {
    if ((ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)) && node.name?.text === type) collect(node.members)
    else if (ts.isTypeAliasDeclaration(node) && node.name.text === type) visitType(node.type)
    else if (ts.isModuleDeclaration(node) || ts.isModuleBlock(node) || ts.isSourceFile(node)) ts.forEachChild(node, visit)
  }
  const visitType = (node: ts.TypeNode): void => {
    if (ts.isTypeLiteralNode(node)) collect(node.members)
    else if (ts.isIntersectionTypeNode(node) || ts.isUnionTypeNode(node)) for (const part of node.types) visitType(part)
    else if (ts.isTypeReferenceNode(node)) for (const part of node.typeArguments ?? []) visitType(part)
    else if (ts.isParenthesizedTypeNode(node)) visitType(node.type)
  }
  const collect = (members: readonly (ts.TypeElement | ts.ClassElement)[]): void => {
    for (const member of members) {
      if ((ts.isPropertySignature(member) || ts.isPropertyDeclaration(member)) && nameText(member.name) === field) found.push(member)
    }
  }
  visit(file.source)
  return found
}

/** A field that a team keeps on purpose says so in its comment: `@public`, or "public contract". */
function isPublicContract(declaration: FieldNode): boolean {
  const text = declaration.getSourceFile().text
  const from = declaration.getFullStart()
  const lineEnd = text.slice(declaration.end).search(/[\r\n]|$/)
  const comments = [...(ts.getLeadingCommentRanges(text, from) ?? []), ...(ts.getTrailingCommentRanges(text, declaration.end) ?? [])]
  return comments
    .filter((comment) => comment.pos < declaration.end + lineEnd)
    .some((comment) => /@public\b|public[ _-]+(?:API[ _-]+)?contract/i.test(text.slice(comment.pos, comment.end)))
}

function listUses(program: TypescriptProgram, file: ProgramFile, declaration: FieldNode, deprecation: FieldDeprecation): PlacedFieldUse[] {
  const at = declaration.name.getStart(file.source)
  const declarationSpan = file.toSource({ start: at, end: declaration.name.end })
  if (!declarationSpan) return []
  const entries = (program.service.findReferences(file.source.fileName, at) ?? []).flatMap((group) => group.references)
  const keys = listKeyUses(program, declaration, deprecation.field)
  const owner = declaration.parent
  const replacementExists =
    deprecation.replacement !== undefined &&
    (ts.isInterfaceDeclaration(owner) || ts.isClassDeclaration(owner) || ts.isTypeLiteralNode(owner)) &&
    [...owner.members].some((member) => member.name !== undefined && nameText(member.name) === deprecation.replacement)
  const rename = deprecation.replacement && !replacementExists ? listRename(program, file, at, deprecation.replacement, keys) : []
  const toUse = (path: string, span: Span, use: FieldUse['use']): PlacedFieldUse => ({
    path,
    span,
    type: deprecation.type,
    field: deprecation.field,
    ...(deprecation.replacement === undefined ? {} : { replacement: deprecation.replacement }),
    use,
    declaration: { path: file.path, span: declarationSpan },
    rename,
    replacementExists,
  })
  const uses = entries.flatMap(({ fileName, textSpan }): PlacedFieldUse[] => {
    const host = program.fileOf(fileName)
    const span = host?.toSource({ start: textSpan.start, end: textSpan.start + textSpan.length })
    if (!host || !span || host.text.slice(span.start, span.end).replace(/^['"`]|['"`]$/g, '') !== deprecation.field) return []
    const node = nodeAt(host.source, textSpan.start)
    return [toUse(host.path, span, node ? useOf(node) : 'name')]
  })
  return [...uses, ...keys.map((key) => toUse(key.file.path, key.span, 'key'))]
}

/** All edits of a rename, or none when one of them would land in generated text. */
function listRename(program: TypescriptProgram, file: ProgramFile, at: number, replacement: string, keys: readonly KeyUse[]): RenameEdit[] {
  const options = { providePrefixAndSuffixTextForRename: true }
  const locations = program.service.findRenameLocations(file.source.fileName, at, false, false, options) ?? []
  const edits: RenameEdit[] = []
  for (const { fileName, textSpan, prefixText = '', suffixText = '' } of locations) {
    const host = program.fileOf(fileName)
    const span = host?.toSource({ start: textSpan.start, end: textSpan.start + textSpan.length })
    if (!host || !span) return []
    edits.push({ path: host.path, ...span, text: `${prefixText}${replacement}${suffixText}` })
  }
  for (const key of keys) {
    const isKnown = edits.some((edit) => edit.path === key.file.path && edit.start === key.span.start)
    if (!isKnown) edits.push({ path: key.file.path, ...key.span, text: replacement })
  }
  return edits.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.start - b.start))
}

function useOf(node: ts.Node): FieldUse['use'] {
  const { parent } = node
  if (ts.isPropertySignature(parent) || ts.isPropertyDeclaration(parent)) return 'declaration'
  if (ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent)) return 'literal'
  if (ts.isBindingElement(parent)) return 'destructuring'
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) {
    const outer = parent.parent
    const assigned = ts.isBinaryExpression(outer) && outer.left === parent && outer.operatorToken.kind === ts.SyntaxKind.EqualsToken
    return assigned ? 'write' : 'read'
  }
  return 'name'
}

/** `something.batch_id` where the type of `something` is not known: could be the deprecated field, could be another. */
function listUntyped(
  program: TypescriptProgram,
  deprecations: readonly FieldDeprecation[],
  known: ReadonlyMap<string, unknown>,
): UntypedRead[] {
  const fields = new Set(deprecations.map(({ field }) => field))
  const found: UntypedRead[] = []
  for (const file of program.files) {
    const visit = (node: ts.Node): void => {
      if (ts.isPropertyAccessExpression(node) && fields.has(node.name.text)) {
        const span = file.toSource({ start: node.name.getStart(file.source), end: node.name.end })
        const type = program.checker.getTypeAtLocation(node.expression)
        if (span && !known.has(`${file.path}:${span.start}`) && (type.flags & ts.TypeFlags.Any) !== 0) {
          const receiver = node.expression.getText(file.source)
          found.push({
            path: file.path,
            span,
            reason: `the type of \`${receiver}\` is not known, so \`${node.name.text}\` could not be judged`,
          })
        }
      }
      ts.forEachChild(node, visit)
    }
    visit(file.source)
  }
  return found
}

function nodeAt(source: ts.SourceFile, position: number): ts.Node | undefined {
  const visit = (node: ts.Node): ts.Node | undefined => {
    if (position < node.getStart(source) || position >= node.end) return undefined
    return ts.forEachChild(node, visit) ?? node
  }
  return visit(source)
}

const nameText = (name: ts.PropertyName): string | undefined =>
  ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isNoSubstitutionTemplateLiteral(name) ? name.text : undefined

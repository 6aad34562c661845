import { type ElementNode, ElementTypes, NodeTypes, parse, type SimpleExpressionNode, type TemplateChildNode } from '@vue/compiler-dom'
import { ts } from 'ts-morph'
import type { Span } from '../text/span'

/** A TypeScript file made from a Vue single-file component. Its script stands at its own offsets; the template follows as a function. */
export interface VirtualScript {
  readonly extension: '.ts' | '.tsx' | '.js' | '.jsx'
  readonly text: string
  /** A span of the virtual text in the component, or undefined when it stands in glue that nobody wrote. */
  toSource(span: Span): Span | undefined
}

/**
 * Make a component's scripts and template readable for the compiler. Everything but the scripts becomes blanks, so offsets in them stay;
 * expressions of the template are copied behind them, inside the loops and slots that bind their names.
 */
export function toVirtualScript(source: string): VirtualScript | undefined {
  const root = parse(source, { parseMode: 'sfc', onError: () => undefined, onWarn: () => undefined, comments: false })
  const blocks = root.children.filter((node): node is ElementNode => node.type === NodeTypes.ELEMENT)
  const scripts = blocks.filter((block) => block.tag === 'script' && block.innerLoc)
  if (scripts.length === 0) return undefined
  const languages = scripts.map((script) => attributeOf(script, 'lang'))
  const extension = languages.includes('tsx') ? '.tsx' : languages.includes('ts') ? '.ts' : languages.includes('jsx') ? '.jsx' : '.js'
  const spans = scripts.map((script) => innerSpan(script, source))
  const kept = blankOutside(source, spans)
  const setup = scripts.some((script) => script.props.some((prop) => prop.name === 'setup'))
  const template = blocks.find((block) => block.tag === 'template')
  const writer = createWriter(source, kept)
  const typed = extension === '.ts' || extension === '.tsx'
  const options = typed && !setup ? findOptions(kept, extension) : undefined
  if (options) writeOptions(writer, options)
  else writer.script(0, kept.length)
  if (template && typed && (setup || options)) writeTemplate(writer, template, kept, options !== undefined)
  const { text, pieces } = writer.finish()
  return {
    extension,
    text,
    toSource({ start, end }) {
      const piece = pieces.find((candidate) => candidate.at <= start && end <= candidate.at + candidate.length)
      if (!piece) return undefined
      const span = { start: start - piece.at + piece.source, end: end - piece.at + piece.source }
      // Between the scripts there are blanks only, and nobody's code.
      return piece.template || spans.some((script) => script.start <= span.start && span.end <= script.end) ? span : undefined
    },
  }
}

interface Piece {
  readonly at: number
  readonly length: number
  readonly source: number
  readonly template: boolean
}

interface Writer {
  /** Where the scripts end. */
  readonly end: number
  glue(text: string): void
  /** A stretch of the scripts, which stand at their own offsets in the component. */
  script(start: number, end: number): void
  copy(expression: Expression): void
  finish(): { text: string; pieces: readonly Piece[] }
}

type Expression = { readonly content: string; readonly loc: { readonly start: { readonly offset: number } } }

function createWriter(source: string, scripts: string): Writer {
  let text = ''
  const pieces: Piece[] = []
  return {
    end: scripts.length,
    glue(more) {
      text += more
    },
    script(start, end) {
      pieces.push({ at: text.length, length: end - start, source: start, template: false })
      text += scripts.slice(start, end)
    },
    copy({ content, loc }) {
      for (const { at, length, offset } of alignContent(content, source, loc.start.offset))
        pieces.push({ at: text.length + at, length, source: offset, template: true })
      text += content
    },
    finish: () => ({ text, pieces }),
  }
}

/** Runs of an expression that stand in the source letter by letter: `&amp;&amp;` in an attribute is `&&`, and has no offsets. */
function alignContent(content: string, source: string, start: number): { at: number; length: number; offset: number }[] {
  const runs: { at: number; length: number; offset: number }[] = []
  let at = 0
  let offset = start
  while (at < content.length) {
    const from = at
    while (at < content.length && content[at] === source[offset + at - from] && !isEntity(source, offset + at - from)) at++
    if (at > from) runs.push({ at: from, length: at - from, offset })
    offset += at - from
    if (at === content.length) break
    const entity = /^&(?:#\d+|#x[\da-f]+|\w+);/i.exec(source.slice(offset, offset + 12))?.[0]
    // What follows cannot be told apart.
    if (!entity) return runs
    at++
    offset += entity.length
  }
  return runs
}

/** `&&` is written as it is too. */
const isEntity = (source: string, at: number): boolean =>
  source[at] === '&' && /^&(?:#\d+|#x[\da-f]+|\w+);/i.test(source.slice(at, at + 12))

// A template sees references unwrapped and the component's properties by name.
const glueTypes = `
;declare function __unrefAll<T>(values: T): { [K in keyof T]: T[K] extends { readonly value: infer V; readonly __v_isRef?: unknown } ? V : T[K] }
;declare function __each<T>(list: readonly T[] | Iterable<T> | undefined | null, body: (value: T, key: any, index: any) => void): void
;declare function __each<T>(list: Record<string, T>, body: (value: T, key: any, index: any) => void): void
;declare function __each(list: number, body: (value: number, key: any, index: any) => void): void
`

function writeTemplate(writer: Writer, template: ElementNode, script: string, isOptions: boolean): void {
  const { variables, declared, properties } = listBindings(script)
  const names = namesInTemplate(template).filter((name) => !declared.has(name))
  const from = names.length > 0 ? `const { ${names.join(', ')} } = ` : undefined
  writer.glue(`${glueTypes};function __template() {`)
  if (isOptions) writer.glue(`let __i!: InstanceType<typeof __component>; ${from ? `${from}__i; ` : ''}{{`)
  else {
    writer.glue(properties ? `let __p!: ${properties}; {${from ? `${from}__p;` : ''}` : '{')
    if (variables.length > 0) writer.glue(`const __v = __unrefAll({ ${variables.join(', ')} }); { const { ${variables.join(', ')} } = __v;`)
    else writer.glue('{')
  }
  for (const child of template.children) writeNode(writer, child)
  writer.glue('}}}')
}

/** Where the component of a script without `setup` stands. */
interface ComponentOptions {
  readonly statement: Span
  readonly expression: Span
  /** `export default { … }` means what `defineComponent({ … })` says. */
  readonly plain: boolean
}

function findOptions(script: string, extension: string): ComponentOptions | undefined {
  const file = ts.createSourceFile(`component${extension}`, script, ts.ScriptTarget.Latest, true)
  const exported = file.statements.find((statement): statement is ts.ExportAssignment => ts.isExportAssignment(statement))
  const expression = exported?.expression
  if (!expression) return undefined
  const plain = ts.isObjectLiteralExpression(expression)
  const isDefined =
    ts.isCallExpression(expression) && ts.isIdentifier(expression.expression) && expression.expression.text === 'defineComponent'
  if (!plain && !isDefined) return undefined
  const span = (node: ts.Node): Span => ({ start: node.getStart(file), end: node.end })
  return { statement: span(exported), expression: span(expression), plain }
}

/** The same script with its component under a name, so that the template can ask for its type. */
function writeOptions(writer: Writer, { statement, expression, plain }: ComponentOptions): void {
  writer.script(0, statement.start)
  writer.glue(plain ? 'const __component = __define(' : 'const __component = ')
  writer.script(expression.start, expression.end)
  writer.glue(plain ? ');' : ';')
  writer.script(statement.end, writer.end)
  writer.glue(";export default __component;import { defineComponent as __define } from 'vue';")
}

function writeNode(writer: Writer, node: TemplateChildNode): void {
  if (node.type === NodeTypes.INTERPOLATION && node.content.type === NodeTypes.SIMPLE_EXPRESSION) writeExpression(writer, node.content)
  if (node.type !== NodeTypes.ELEMENT) return
  let closing = ''
  const directives = node.props.flatMap((prop) => (prop.type === NodeTypes.DIRECTIVE ? [prop] : []))
  for (const directive of directives) {
    const loop = directive.forParseResult
    if (directive.name === 'for' && loop) {
      const names = [loop.value, loop.key, loop.index].flatMap((part) => (part?.type === NodeTypes.SIMPLE_EXPRESSION ? [part] : []))
      if (loop.source.type !== NodeTypes.SIMPLE_EXPRESSION) continue
      writer.glue('__each(')
      writer.copy(loop.source)
      writer.glue(', (')
      for (const name of names) {
        writer.copy(name)
        writer.glue(', ')
      }
      writer.glue(') => {')
      closing = `});${closing}`
    } else if (directive.name === 'slot' && directive.exp?.type === NodeTypes.SIMPLE_EXPRESSION) {
      writer.glue(';((')
      writer.copy(directive.exp)
      writer.glue(': any) => {')
      closing = `});${closing}`
    }
  }
  for (const directive of directives) {
    if (directive.name === 'for' || directive.name === 'slot' || directive.exp?.type !== NodeTypes.SIMPLE_EXPRESSION) continue
    if (directive.name === 'on') {
      writer.glue(';(($event: any) => {')
      writer.copy(directive.exp)
      writer.glue('});')
    } else writeExpression(writer, directive.exp)
  }
  if (node.tagType !== ElementTypes.SLOT || node.children.length > 0) for (const child of node.children) writeNode(writer, child)
  writer.glue(closing)
}

function writeExpression(writer: Writer, expression: SimpleExpressionNode): void {
  writer.glue(';(')
  writer.copy(expression)
  writer.glue(');')
}

interface Bindings {
  readonly variables: readonly string[]
  /** Everything that has a name at the top of the script. */
  readonly declared: ReadonlySet<string>
  /** The type of the properties. */
  readonly properties: string | undefined
}

/** What `<script setup>` gives its template: what is declared at its top, and the properties with their type. */
function listBindings(script: string): Bindings {
  const file = ts.createSourceFile('component.ts', script, ts.ScriptTarget.Latest, true)
  const variables: string[] = []
  const others: string[] = []
  let properties: string | undefined
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) variables.push(...namesOf(name))
    } else if (ts.isImportDeclaration(statement)) others.push(...importedNames(statement))
    else if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement)) && statement.name)
      others.push(statement.name.text)
    const call = findCall(statement, 'defineProps')
    if (call) properties = propertiesOf(call, file)
  }
  return { variables, declared: new Set([...variables, ...others]), properties }
}

function importedNames({ importClause }: ts.ImportDeclaration): string[] {
  const bindings = importClause?.namedBindings
  const named = bindings && ts.isNamedImports(bindings) ? bindings.elements.map(({ name }) => name.text) : []
  const namespace = bindings && ts.isNamespaceImport(bindings) ? [bindings.name.text] : []
  return [...(importClause?.name ? [importClause.name.text] : []), ...named, ...namespace]
}

function propertiesOf(call: ts.CallExpression, file: ts.SourceFile): string | undefined {
  const [type] = call.typeArguments ?? []
  if (type) return type.getText(file)
  const [object] = call.arguments
  if (!object || !ts.isObjectLiteralExpression(object)) return undefined
  const members: string[] = []
  for (const property of object.properties) {
    if (!ts.isPropertyAssignment(property) || !ts.isIdentifier(property.name)) continue
    members.push(`${property.name.text}: ${findPropType(property.initializer)?.getText(file) ?? 'any'}`)
  }
  return `{ ${members.join('; ')} }`
}

function findPropType(node: ts.Node): ts.TypeNode | undefined {
  if (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName) && node.typeName.text === 'PropType') return node.typeArguments?.[0]
  return ts.forEachChild(node, findPropType)
}

function findCall(node: ts.Node, name: string): ts.CallExpression | undefined {
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name) return node
  return ts.isFunctionLike(node) ? undefined : ts.forEachChild(node, (child) => findCall(child, name))
}

function namesOf(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text]
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesOf(element.name) : []))
}

/** Names that the expressions of a template begin with; a name too many costs nothing, for a component that has it not. */
function namesInTemplate(template: ElementNode): string[] {
  const names = new Set<string>()
  const read = (expression: { readonly content: string }): void => {
    const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, expression.content)
    let before: ts.SyntaxKind | undefined
    for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
      const isMember = before === ts.SyntaxKind.DotToken || before === ts.SyntaxKind.QuestionDotToken
      if (kind === ts.SyntaxKind.Identifier && !isMember && !globals.has(scanner.getTokenText())) names.add(scanner.getTokenText())
      before = kind
    }
  }
  const visit = (node: TemplateChildNode): void => {
    if (node.type === NodeTypes.INTERPOLATION && node.content.type === NodeTypes.SIMPLE_EXPRESSION) read(node.content)
    if (node.type !== NodeTypes.ELEMENT) return
    for (const prop of node.props) {
      if (prop.type !== NodeTypes.DIRECTIVE) continue
      const source = prop.forParseResult?.source ?? prop.exp
      if (source?.type === NodeTypes.SIMPLE_EXPRESSION) read(source)
    }
    for (const child of node.children) visit(child)
  }
  for (const child of template.children) visit(child)
  return [...names]
}

const globals = new Set(
  'undefined NaN Infinity Math Date JSON Number String Boolean Object Array Map Set Symbol BigInt Intl console'.split(' '),
)

function attributeOf(element: ElementNode, name: string): string | undefined {
  for (const prop of element.props) if (prop.type === NodeTypes.ATTRIBUTE && prop.name === name) return prop.value?.content
  return undefined
}

const innerSpan = (element: ElementNode, source: string): Span => ({
  start: element.innerLoc?.start.offset ?? source.length,
  end: element.innerLoc?.end.offset ?? source.length,
})

function blankOutside(source: string, spans: readonly Span[]): string {
  let result = ''
  let at = 0
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    result += source.slice(at, start).replace(/[^\r\n]/g, ' ') + source.slice(start, end)
    at = end
  }
  return result + source.slice(at).replace(/[^\r\n]/g, ' ')
}

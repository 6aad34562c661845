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
  const writer = createWriter(kept)
  if (template && setup && extension === '.ts') writeTemplate(writer, template, kept)
  const { text, pieces } = writer.finish()
  return {
    extension,
    text,
    toSource({ start, end }) {
      if (spans.some((span) => span.start <= start && end <= span.end)) return { start, end }
      const piece = pieces.find((candidate) => candidate.at <= start && end <= candidate.at + candidate.length)
      return piece ? { start: start - piece.at + piece.source, end: end - piece.at + piece.source } : undefined
    },
  }
}

interface Writer {
  glue(text: string): void
  copy(expression: { readonly content: string; readonly loc: { readonly start: { readonly offset: number } } }): void
  finish(): { text: string; pieces: readonly { at: number; length: number; source: number }[] }
}

function createWriter(initial: string): Writer {
  let text = initial
  const pieces: { at: number; length: number; source: number }[] = []
  return {
    glue(more) {
      text += more
    },
    copy({ content, loc }) {
      pieces.push({ at: text.length, length: content.length, source: loc.start.offset })
      text += content
    },
    finish: () => ({ text, pieces }),
  }
}

// A template sees references unwrapped and the component's properties by name.
const glueTypes = `
;declare function __unrefAll<T>(values: T): { [K in keyof T]: T[K] extends { readonly value: infer V; readonly __v_isRef?: unknown } ? V : T[K] }
;declare function __each<T>(list: readonly T[] | Iterable<T> | undefined | null, body: (value: T, key: any, index: any) => void): void
;declare function __each<T>(list: Record<string, T>, body: (value: T, key: any, index: any) => void): void
;declare function __each(list: number, body: (value: number, key: any, index: any) => void): void
`

function writeTemplate(writer: Writer, template: ElementNode, script: string): void {
  const { variables, properties } = listBindings(script)
  writer.glue(`${glueTypes};function __template() {`)
  if (properties) {
    writer.glue(`let __p!: ${properties.type}; {`)
    if (properties.names.length > 0) writer.glue(`const { ${properties.names.join(', ')} } = __p;`)
  } else writer.glue('{')
  if (variables.length > 0) writer.glue(`const __v = __unrefAll({ ${variables.join(', ')} }); { const { ${variables.join(', ')} } = __v;`)
  else writer.glue('{')
  for (const child of template.children) writeNode(writer, child)
  writer.glue('}}}')
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

/** What `<script setup>` gives its template: its top-level variables, and the properties with their type. */
function listBindings(script: string): { variables: string[]; properties?: { type: string; names: string[] } } {
  const file = ts.createSourceFile('component.ts', script, ts.ScriptTarget.Latest, true)
  const variables: string[] = []
  let properties: { type: string; names: string[] } | undefined
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) variables.push(...namesOf(name))
    }
    const call = findCall(statement, 'defineProps')
    if (call) properties = propertiesOf(call, file)
  }
  return {
    variables,
    ...(properties ? { properties: { ...properties, names: properties.names.filter((name) => !variables.includes(name)) } } : {}),
  }
}

function propertiesOf(call: ts.CallExpression, file: ts.SourceFile): { type: string; names: string[] } | undefined {
  const [type] = call.typeArguments ?? []
  if (type) return { type: type.getText(file), names: memberNames(type, file) }
  const [object] = call.arguments
  if (!object || !ts.isObjectLiteralExpression(object)) return undefined
  const members: { name: string; type: string }[] = []
  for (const property of object.properties) {
    if (!ts.isPropertyAssignment(property) || !ts.isIdentifier(property.name)) continue
    members.push({ name: property.name.text, type: findPropType(property.initializer)?.getText(file) ?? 'any' })
  }
  return { type: `{ ${members.map(({ name, type: of }) => `${name}: ${of}`).join('; ')} }`, names: members.map(({ name }) => name) }
}

function memberNames(type: ts.TypeNode, file: ts.SourceFile): string[] {
  if (ts.isTypeLiteralNode(type))
    return type.members.flatMap((member) => (member.name && ts.isIdentifier(member.name) ? [member.name.text] : []))
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return []
  const name = type.typeName.text
  for (const statement of file.statements) {
    if (ts.isInterfaceDeclaration(statement) && statement.name.text === name) {
      return statement.members.flatMap((member) => (member.name && ts.isIdentifier(member.name) ? [member.name.text] : []))
    }
    if (ts.isTypeAliasDeclaration(statement) && statement.name.text === name) return memberNames(statement.type, file)
  }
  return []
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

import { modelFacts } from '../../models/model-facts'
import { placeOf } from '../../project/place-of'
import { provenanceOf } from '../../project/provenance/provenance'
import { isHarmless } from '../../project/provenance/provenance-kind'
import { functionAround } from '../../project/sessions/bindings'
import type { SessionEvent } from '../../project/sessions/events'
import { partSource, type SchemaTemplate } from '../../project/sessions/schema-template'
import type { FunctionDef, Node, PythonModule, Str, StringPiece } from '../../python/ast'
import type { SqlTable } from '../../sql/analysis'
import type { TextEdit } from '../../text/apply-edits'
import type { Rewrite } from './plan'

export interface Qualified {
  readonly edits: readonly TextEdit[]
  readonly tables: readonly string[]
  /** Nothing shows that the schema's name was checked: it is quoted where it is put in. */
  readonly quoted: boolean
}

/**
 * `SELECT … FROM products` -> `SELECT … FROM {schema}.products` for every tenant table without schema in the raw SQL of the
 * function, with the schema's name checked before, or quoted by the dialect. A reason where that cannot be written.
 */
export function qualifyTables(rewrite: Rewrite, schema: SchemaTemplate & { kind: 'template' }): Qualified | string {
  const { workspace, module, fn, effect } = rewrite
  const edits: TextEdit[] = []
  const tables = new Set<string>()
  const checked = schema.parts.every((part) => part.kind === 'text' || isHarmless(provenanceOf(workspace, part.path, part.expr)))
  const framed = new Set<StringPiece>()
  for (const { path, event } of effect.raw) {
    if (event.kind !== 'raw') continue
    const { execution } = event
    const found = execution.analysis.statements.flatMap((statement) => statement.tables.filter((table) => isTenants(rewrite, table)))
    const uses = execution.analysis.statements.flatMap(({ pathUses }) => pathUses)
    if (uses.some(({ kind }) => kind === 'current-schema'))
      return `\`current_schema()\` at ${placeOf(workspace, path, event.node)} asks for the path itself`
    if (found.length === 0) continue
    const place = placeOf(workspace, path, event.node)
    if (path !== module.path || !isInside(fn, event.node)) return `the raw SQL at ${place} stands in another function`
    if (execution.textPath !== path || functionAround(execution.site) !== functionAround(event.node) || execution.site.kind !== 'Str')
      return `the raw SQL at ${place} is not written there`
    const receiver = receiverOf(module, event)
    for (const table of found) {
      const at = table.name.editable
      const piece = at && pieceAround(execution.site, at.start)
      const name = piece && prefixIn(rewrite, piece, schema, checked, receiver)
      if (!at || !piece || name === undefined) return `how the SQL at ${place} is put together leaves no place for the schema`
      if (!framed.has(piece)) edits.push(...asFormatted(module.text, piece))
      framed.add(piece)
      edits.push({ start: table.name.span.start, end: table.name.span.start, text: name })
      tables.add(table.name.text ?? table.name.pattern)
    }
  }
  if (tables.size === 0) return 'no statement of this function names a table that could be qualified'
  return { edits, tables: [...tables], quoted: !checked }
}

function isTenants({ workspace }: Rewrite, table: SqlTable): boolean {
  const name = table.name.text
  return !table.schema && !table.system && name !== undefined && modelFacts(workspace).scopeOfTable(name) === 'tenant'
}

const isInside = (fn: FunctionDef, node: Node) => fn.start <= node.start && node.end <= fn.end

function receiverOf(module: PythonModule, event: SessionEvent & { kind: 'raw' }): string | undefined {
  const { receiver } = event.execution
  return event.ref.type === 'session' && receiver?.kind === 'Name' ? module.text.slice(receiver.start, receiver.end) : undefined
}

const pieceAround = (site: Str, at: number): StringPiece | undefined =>
  site.pieces.find((piece) => piece.contentStart <= at && at < piece.contentEnd && (piece.prefix === '' || piece.prefix === 'f'))

/** `{schema}.`, `user_{user_id}.`, with quotes where the path had them. */
function prefixIn(
  { workspace }: Rewrite,
  piece: StringPiece,
  schema: SchemaTemplate & { kind: 'template' },
  checked: boolean,
  receiver: string | undefined,
): string | undefined {
  const parts = schema.parts.map((part) => partSource(workspace, part))
  // Quotes inside of a hole end the string around it before Python 3.12.
  if (parts.some((part) => part === '' || /[\r\n\\{}#]/.test(part) || part.includes(piece.quote[0] ?? '"'))) return undefined
  const holes = schema.parts.filter(({ kind }) => kind === 'expr')
  if (checked) {
    const name = schema.parts.map(({ kind }, index) => (kind === 'text' ? parts[index] : `{${parts[index]}}`)).join('')
    const plain = schema.parts.every((part, index) => part.kind !== 'text' || /^[a-z0-9_]*$/.test(parts[index] ?? ''))
    return plain ? `${name}.` : undefined
  }
  const [only] = parts
  return holes.length === 1 && parts.length === 1 && receiver !== undefined
    ? `{${receiver}.get_bind().dialect.identifier_preparer.quote(${only})}.`
    : undefined
}

/** A plain literal becomes an f-string: its braces are doubled. */
function asFormatted(text: string, piece: StringPiece): readonly TextEdit[] {
  if (piece.prefix === 'f') return []
  const edits: TextEdit[] = [{ start: piece.start, end: piece.start, text: 'f' }]
  for (let at = piece.contentStart; at < piece.contentEnd; at++) {
    const brace = text[at]
    if (brace === '{' || brace === '}') edits.push({ start: at, end: at, text: brace })
  }
  return edits
}

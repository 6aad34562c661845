import { type DdlEffect, ifExists, ifNotExists, type Reader } from './ddl-reader'
import type { FlatSql } from './flat-sql'
import type { ConstraintDefinition, ConstraintKind, Effect, NameRef, TableRef } from './operation'

/** `ALTER TABLE t action, action`: one effect for each action. The words ALTER TABLE have been taken. */
export function readAlterTable(reader: Reader, flat: FlatSql, opaque: () => DdlEffect[]): DdlEffect[] {
  const tableGuarded = reader.take(...ifExists)
  reader.take('only')
  const found = reader.name()
  if (!found) return opaque()
  const table: TableRef = { name: found.name, schema: found.schema }
  const effects: DdlEffect[] = []
  for (;;) {
    const start = reader.peek()?.start ?? reader.end
    const action = readAction(reader)
    const depthZeroEnd = skipAction(reader)
    const end = reader.tokens[depthZeroEnd - 1]?.end ?? reader.end
    const guarded = action.guarded || (tableGuarded && (action.effect.kind === 'rename-table' || action.effect.kind === 'drop-table'))
    effects.push({ effect: action.effect, table, span: flat.sourceOf(start, end), guarded, start: reader.start, end: reader.end })
    if (!reader.take(',')) return effects
  }
}

/** To the comma that ends this action. */
function skipAction(reader: Reader): number {
  while (reader.at < reader.tokens.length && reader.peek()?.text !== ',') {
    if (reader.peek()?.text === '(') reader.skipBracket()
    else reader.at++
  }
  return reader.at
}

function readAction(reader: Reader): { readonly effect: Effect; readonly guarded: boolean } {
  const none: NameRef = { kind: 'none', span: reader.span }
  if (reader.take('drop', 'constraint')) {
    const guarded = reader.take(...ifExists)
    return { effect: { kind: 'drop-constraint', name: reader.name()?.name ?? none, constraintKind: undefined }, guarded }
  }
  if (reader.take('drop')) {
    if (!reader.take('column') && reader.peek(1)?.text === 'expression') return { effect: { kind: 'data' }, guarded: false }
    const guarded = reader.take(...ifExists)
    return { effect: { kind: 'drop-column', name: reader.name()?.name ?? none }, guarded }
  }
  if (reader.take('rename', 'constraint')) return readRename(reader, 'rename-constraint')
  if (reader.take('rename', 'to')) return { effect: { kind: 'rename-table', to: reader.name()?.name ?? none }, guarded: false }
  if (reader.take('rename')) {
    reader.take('column')
    const name = reader.name()?.name ?? none
    reader.take('to')
    return { effect: { kind: 'alter-column', name, to: reader.name()?.name ?? none }, guarded: false }
  }
  if (reader.take('add')) {
    const name = reader.take('constraint') ? (reader.name()?.name ?? none) : none
    const constraint = readConstraint(reader, name)
    if (constraint) return { effect: { kind: 'create-constraint', constraint }, guarded: false }
    reader.take('column')
    const guarded = reader.take(...ifNotExists)
    const column = reader.name()?.name ?? none
    const rest = reader.tokens.slice(reader.at).map(({ text }) => text.toLowerCase())
    const clause = rest.slice(0, rest.indexOf(',') < 0 ? undefined : rest.indexOf(','))
    const name_ = column.kind === 'text' ? column.value : undefined
    const foreign =
      clause.includes('references') && name_ !== undefined
        ? [{ kind: 'foreign' as const, name: none, columns: [name_], span: reader.span }]
        : []
    return {
      effect: {
        kind: 'add-column',
        column: {
          name: name_,
          span: column.span,
          primary: clause.includes('primary'),
          unique: clause.includes('unique'),
          index: false,
          foreign,
          type: clause[0] ?? '',
        },
      },
      guarded,
    }
  }
  return { effect: { kind: 'data' }, guarded: false }
}

function readRename(reader: Reader, kind: 'rename-constraint'): { effect: Effect; guarded: boolean } {
  const none: NameRef = { kind: 'none', span: reader.span }
  const name = reader.name()?.name ?? none
  reader.take('to')
  return { effect: { kind, name, to: reader.name()?.name ?? none }, guarded: false }
}

function readConstraint(reader: Reader, name: NameRef): ConstraintDefinition | undefined {
  const words: readonly (readonly [ConstraintKind, readonly string[]])[] = [
    ['unique', ['unique']],
    ['primary', ['primary', 'key']],
    ['foreign', ['foreign', 'key']],
    ['check', ['check']],
    ['exclude', ['exclude']],
  ]
  const found = words.find(([, keywords]) => reader.take(...keywords))
  if (!found) return undefined
  const [kind] = found
  if (kind === 'unique') reader.take('nulls', 'not', 'distinct')
  const columns = kind === 'check' || kind === 'exclude' ? undefined : reader.columns()
  return { kind, name, columns, span: reader.span }
}

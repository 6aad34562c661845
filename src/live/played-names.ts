import type { Operation } from '../alembic/operation'
import { nameIn } from './live-places'
import type { ObjectKind, Shape } from './snapshot'

/** What an operation is about, by name. */
export interface WantedName {
  readonly kind: 'table' | 'column' | 'constraint' | 'index'
  readonly table?: string
  readonly name: string
}

/** Names that stand in a schema while revisions are played against it. */
export interface PlayedNames {
  readonly tables: Set<string>
  readonly columns: Set<string>
  readonly constraints: Set<string>
  readonly indexes: Set<string>
  opaque: string
  uncertain: boolean
}

/** The names of a schema before anything has run. */
export function toNames(shape: Shape, schema: string): PlayedNames {
  const state: PlayedNames = {
    tables: new Set(),
    columns: new Set(),
    constraints: new Set(),
    indexes: new Set(),
    opaque: '',
    uncertain: false,
  }
  for (const object of shape.objects) {
    const name = nameIn(object.name, schema)
    if (object.kind === 'table' || object.kind.endsWith('view')) state.tables.add(name)
    else if (object.kind === 'column') state.columns.add(`${object.table}.${name}`)
    else if (object.kind === 'index') state.indexes.add(name)
    else if (isConstraint(object.kind)) {
      state.constraints.add(`${object.table}.${name}`)
      if (object.kind !== 'foreign key' && object.kind !== 'check constraint') state.indexes.add(name)
    }
  }
  return state
}

export const isThere = ({ kind, table, name }: WantedName, state: PlayedNames): boolean =>
  kind === 'table'
    ? state.tables.has(name)
    : kind === 'column'
      ? state.columns.has(`${table}.${name}`)
      : kind === 'index'
        ? state.indexes.has(name)
        : state.constraints.has(`${table}.${name}`)

/** Run one operation: what is there afterwards. */
export function applyOperation({ effect, table }: Operation, state: PlayedNames): void {
  const name = table?.name.kind === 'text' ? table.name.value : undefined
  const text = (ref: { readonly kind: string; readonly value?: unknown }): string | undefined =>
    ref.kind === 'text' && typeof ref.value === 'string' ? ref.value : undefined
  switch (effect.kind) {
    case 'create-table':
      if (name === undefined) break
      state.tables.add(name)
      for (const column of effect.columns) if (column.name !== undefined) state.columns.add(`${name}.${column.name}`)
      // Names that nobody wrote are PostgreSQL's or a convention's: what is dropped from this table later is not judged.
      state.opaque += ` ${effect.constraints.map((constraint) => text(constraint.name) ?? '').join(' ')} ${effect.indexes.map((index) => text(index.name) ?? '').join(' ')}`
      break
    case 'drop-table':
      if (name !== undefined) state.tables.delete(name)
      break
    case 'rename-table': {
      const to = text(effect.to)
      if (name === undefined || to === undefined) break
      state.tables.delete(name)
      state.tables.add(to)
      for (const set of [state.columns, state.constraints]) {
        for (const entry of [...set]) {
          if (!entry.startsWith(`${name}.`)) continue
          set.delete(entry)
          set.add(`${to}.${entry.slice(name.length + 1)}`)
        }
      }
      break
    }
    case 'add-column':
      if (effect.column.name !== undefined) state.columns.add(`${name}.${effect.column.name}`)
      break
    case 'drop-column':
      state.columns.delete(`${name}.${text(effect.name)}`)
      break
    case 'alter-column':
      if (effect.to) {
        state.columns.delete(`${name}.${text(effect.name)}`)
        state.columns.add(`${name}.${text(effect.to)}`)
      }
      break
    case 'create-index':
      state.indexes.add(text(effect.index.name) ?? '')
      break
    case 'drop-index':
      state.indexes.delete(text(effect.name) ?? '')
      break
    case 'create-constraint':
      state.constraints.add(`${name}.${text(effect.constraint.name)}`)
      state.indexes.add(text(effect.constraint.name) ?? '')
      break
    case 'drop-constraint':
      state.constraints.delete(`${name}.${text(effect.name)}`)
      break
    case 'rename-index':
      state.indexes.add(text(effect.to) ?? '')
      break
    case 'rename-constraint':
      state.constraints.add(`${name}.${text(effect.to)}`)
      break
    case 'opaque':
      state.opaque += ` ${effect.text}`
      break
    default:
  }
}

/** The same columns in any order. */
export const sameColumns = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
  a !== undefined && b !== undefined && a.length === b.length && [...a].sort().join('\0') === [...b].sort().join('\0')

export const isConstraint = (kind: ObjectKind): boolean => kind === 'primary key' || kind === 'foreign key' || kind.endsWith('constraint')

import type { Operation } from '../alembic/operation'
import type { Span } from '../text/span'
import type { RevisionFacts } from './live-world'
import type { CatalogObject } from './snapshot'

/** Who made an object: the revision and the place in it, and what in it may keep the object from reaching every tenant. */
export interface Maker {
  readonly revision: string
  readonly path: string
  readonly span: Span
  readonly hazard?: Hazard
}

export interface Hazard {
  readonly message: string
  readonly span: Span
}

export interface RevisionHistory {
  makerOf(object: Pick<CatalogObject, 'kind' | 'table' | 'name' | 'columns'>): Maker | undefined
  /** The last revision that dropped it, for objects that are still there. */
  dropperOf(object: Pick<CatalogObject, 'kind' | 'table' | 'name'>): Maker | undefined
}

type Family = 'table' | 'column' | 'constraint' | 'index' | 'other'

/** Follow the chain from its bases and remember who made and who dropped each table, column, constraint and index, under its last name. */
export function createRevisionHistory({ graph, operationsOf, runsOnce }: RevisionFacts): RevisionHistory {
  const makers = new Map<string, Maker>()
  const droppers = new Map<string, Maker>()
  const byColumns = new Map<string, Maker>()
  for (const revision of graph.order) {
    const { upgrade } = operationsOf(revision.path)
    for (const operation of upgrade) {
      const maker: Maker = { revision: revision.id, path: revision.path, span: operation.span, ...hazardOf(operation, upgrade, runsOnce) }
      record(operation, maker, { makers, droppers, byColumns })
    }
  }
  return {
    makerOf: (object) =>
      makers.get(keyOf(familyOf(object.kind), object.table, object.name)) ??
      (object.columns && object.table !== undefined
        ? byColumns.get(columnsKey(familyOf(object.kind), object.table, object.columns))
        : undefined),
    dropperOf: (object) => droppers.get(keyOf(familyOf(object.kind), object.table, object.name)),
  }
}

interface Memory {
  readonly makers: Map<string, Maker>
  readonly droppers: Map<string, Maker>
  readonly byColumns: Map<string, Maker>
}

function record({ effect, table }: Operation, maker: Maker, memory: Memory): void {
  const name = table?.name.kind === 'text' ? table.name.value : undefined
  const make = (family: Family, object: string | undefined): void => {
    if (object === undefined || (family !== 'table' && name === undefined)) return
    memory.makers.set(keyOf(family, name, object), maker)
    memory.droppers.delete(keyOf(family, name, object))
  }
  const drop = (family: Family, object: string | undefined): void => {
    if (object === undefined) return
    memory.makers.delete(keyOf(family, name, object))
    memory.droppers.set(keyOf(family, name, object), maker)
  }
  const byColumns = (family: Family, columns: readonly string[] | undefined): void => {
    if (columns && name !== undefined) memory.byColumns.set(columnsKey(family, name, columns), maker)
  }
  switch (effect.kind) {
    case 'create-table':
      make('table', name)
      for (const column of effect.columns) make('column', column.name)
      for (const constraint of effect.constraints) {
        make('constraint', textOf(constraint.name))
        byColumns('constraint', constraint.columns)
      }
      for (const index of effect.indexes) make('index', textOf(index.name))
      break
    case 'drop-table':
      drop('table', name)
      break
    case 'rename-table':
      if (effect.to.kind === 'text' && name !== undefined) renameTable(memory, name, effect.to.value, maker)
      break
    case 'add-column':
      make('column', effect.column.name)
      break
    case 'drop-column':
      drop('column', textOf(effect.name))
      break
    case 'alter-column':
      if (effect.to?.kind === 'text') {
        drop('column', textOf(effect.name))
        make('column', effect.to.value)
      } else make('column', textOf(effect.name))
      break
    case 'create-index':
      make('index', textOf(effect.index.name))
      byColumns('index', effect.index.columns)
      break
    case 'drop-index':
      drop('index', textOf(effect.name))
      break
    case 'create-constraint':
      make('constraint', textOf(effect.constraint.name))
      byColumns('constraint', effect.constraint.columns)
      break
    case 'drop-constraint':
      drop('constraint', textOf(effect.name))
      break
    case 'rename-index':
    case 'rename-constraint': {
      const family = effect.kind === 'rename-index' ? 'index' : 'constraint'
      drop(family, textOf(effect.name))
      make(family, textOf(effect.to))
      break
    }
    default:
  }
}

/** Everything that hangs on the table moves along; the table itself is the renaming revision's from now on. */
function renameTable({ makers, byColumns }: Memory, from: string, to: string, maker: Maker): void {
  for (const map of [makers, byColumns]) {
    for (const [key, entry] of [...map]) {
      const [family = '', table = '', ...rest] = key.split('\0')
      if (table !== from || family === 'table') continue
      map.delete(key)
      map.set([family, to, ...rest].join('\0'), entry)
    }
  }
  makers.delete(keyOf('table', from, from))
  makers.set(keyOf('table', to, to), maker)
}

/** Why an object may be in one schema only although its revision ran. The first that holds. */
function hazardOf(operation: Operation, upgrade: readonly Operation[], runsOnce: boolean): { readonly hazard?: Hazard } {
  const ends = upgrade.find(({ effect }) => effect.kind === 'end-transaction' && effect.receiver === 'connection')
  if (ends)
    return {
      hazard: { message: 'this ends the transaction that Alembic records the revision in, so what follows may be lost', span: ends.span },
    }
  if (operation.tried)
    return { hazard: { message: 'a failure here is swallowed, so a tenant where it failed counts as migrated', span: operation.statement } }
  const schema = operation.table?.schema
  if (schema?.kind === 'literal' && schema.span) return { hazard: { message: `this changes \`${schema.value}\` only`, span: schema.span } }
  if (operation.loop?.template === false) return { hazard: { message: 'the loop leaves the template out', span: operation.statement } }
  if (runsOnce && !operation.loop && schema?.kind === 'default')
    return {
      hazard: {
        message: 'this runs once, where env.py sends unqualified names, and in no loop over the tenants',
        span: operation.statement,
      },
    }
  return {}
}

const textOf = (name: { readonly kind: string; readonly value?: unknown }): string | undefined =>
  name.kind === 'text' && typeof name.value === 'string' ? name.value : undefined

function familyOf(kind: CatalogObject['kind']): Family {
  if (kind === 'table' || kind === 'column' || kind === 'index') return kind
  return kind === 'primary key' || kind.endsWith('constraint') || kind === 'foreign key' ? 'constraint' : 'other'
}

const keyOf = (family: Family, table: string | undefined, name: string): string =>
  family === 'index' ? `index\0\0${name}` : family === 'table' ? `table\0${name}\0${name}` : `${family}\0${table ?? ''}\0${name}`
const columnsKey = (family: Family, table: string, columns: readonly string[]): string => `${family}\0${table}\0(${columns.join(',')})`

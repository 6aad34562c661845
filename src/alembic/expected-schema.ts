import type { Config } from '../contract/config'
import type { ConstraintKind, NameRef, Operation, SchemaRef } from './operation'
import type { NamingConvention } from './postgres-names'
import { isTenantName } from './tenant-name'

/** A constraint or index that the chain of revisions creates. */
export interface ExpectedObject {
  readonly kind: ConstraintKind | 'index'
  /** Every name it may have in a database: one, or two where a naming convention may have come later. Undefined when it is put together at run time. */
  readonly names: readonly string[] | undefined
  /** Nobody named it: PostgreSQL or the naming convention did. */
  readonly auto: boolean
  readonly columns: readonly string[] | undefined
  readonly unique: boolean
  readonly revision: string
}

export interface ExpectedTable {
  readonly name: string
  /** '' = where env.py sends unqualified names, and the tenants; else the literal schema. */
  readonly schema: string
  readonly columns: ReadonlySet<string>
  readonly objects: readonly ExpectedObject[]
  /** False when a part of its definition could not be read: what is not listed may still be there. */
  readonly complete: boolean
  readonly revision: string
}

/** `created`: the chain makes exactly this name before it is dropped. `absent`: it certainly does not. */
export interface Existence {
  readonly kind: 'created' | 'absent' | 'unknown'
  /** Other objects of the same kind on the same table: what the name may have been meant for. */
  readonly candidates: readonly ExpectedObject[]
  /** The table, when the chain creates it. */
  readonly table: ExpectedTable | undefined
}

/** A table while the chain is replayed. Never changed in place once it stands in a state: see `own`. */
export interface Table {
  name: string
  readonly schema: string
  readonly columns: Set<string>
  objects: ExpectedObject[]
  complete: boolean
  readonly revision: string
  /** The chain changes it and does not create it. */
  readonly met?: true
}

export interface State {
  readonly tables: Map<string, Table>
  /** Text of what could not be followed; a name in it may exist. */
  readonly opaque: string[]
  /** Tables that the chain has dropped or renamed: what comes after cannot change them. */
  readonly gone: Set<string>
  /** Constraints and indexes that a rename made of something unknown. */
  readonly renamed: Set<string>
  /** Something ran that may have created anything. */
  uncertain: boolean
}

export interface ReplayOptions {
  readonly convention: NamingConvention
  readonly config: Config
}

export function schemaKey(schema: SchemaRef, { tenancy }: Config): string {
  if (schema.kind !== 'literal') return ''
  const { value } = schema
  if (value === tenancy.placeholder || value === tenancy.template || isTenantName(value, tenancy)) return ''
  return value
}

export const nameOf = (name: NameRef | undefined): string | undefined => (name?.kind === 'text' ? name.value : undefined)
export const hasName = (object: ExpectedObject, name: string | undefined): boolean =>
  name !== undefined && (object.names?.includes(name) ?? false)

export function findTable(operation: Operation, state: State, config: Config): Table | undefined {
  const name = nameOf(operation.table?.name)
  if (name === undefined || !operation.table) return undefined
  const exact = state.tables.get(`${schemaKey(operation.table.schema, config)}.${name}`)
  if (exact) return exact
  const same = [...state.tables.values()].filter((table) => table.name === name)
  return same.length === 1 ? same[0] : undefined
}

import type { Difference } from './compare-shapes'
import { quoteIfNeeded as id } from './quote-if-needed'
import type { CatalogObject, ObjectKind } from './snapshot'
import { objectLabel } from './snapshot'

/**
 * One step of a repair. `sql` says `~.` for the tenant's schema. `concurrent` may not run in a transaction; `shared` takes a lock on a table
 * outside the tenant; `manual` is for a person: nothing runs, the text says what to do.
 */
export interface RepairStep {
  readonly order: number
  readonly kind: 'transaction' | 'concurrent' | 'shared' | 'manual'
  readonly sql: string
  /** For `concurrent`: the name of the index, and how the one to drop is defined. Undefined: it is made, and must not be there yet. */
  readonly index?: { readonly name: string; readonly is?: string }
  /** What is as in the template after all steps that say so: see `rowsOf`. */
  readonly rows?: readonly string[]
}

/** What has to stand before what. */
export const orders = {
  rename: 10,
  drop: 20,
  type: 30,
  sequence: 40,
  table: 50,
  column: 60,
  alter: 70,
  function: 80,
  key: 90,
  foreign: 100,
  view: 110,
  index: 115,
  trigger: 120,
  policy: 130,
  concurrent: 200,
  manual: 300,
} as const

export const run = (order: number, sql: string): RepairStep => ({ order, kind: 'transaction', sql })
export const manual = (sql: string): RepairStep => ({ order: orders.manual, kind: 'manual', sql })
/** The rows of the catalogue that a difference is about, as the script's guards call them. */
export const rowsOf = ({ template, here }: Pick<Difference, 'template' | 'here'>): readonly string[] => [
  ...new Set([template, here].flatMap((object) => (object ? [`${object.kind} ${object.table ?? ''} ${object.name}`] : []))),
]

export const table = (object: CatalogObject): string => `~.${id(object.table ?? object.name)}`
export const labelOf = (difference: Pick<Difference, 'template' | 'here'>): string => {
  const object: { readonly kind: ObjectKind; readonly name: string; readonly table?: string } | undefined =
    difference.template ?? difference.here
  return object ? `${object.kind} ${objectLabel(object)}` : ''
}

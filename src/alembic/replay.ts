import { applyOperation } from './apply-operation'
import { type Existence, type ExpectedTable, nameOf, type ReplayOptions, type State } from './expected-schema'
import type { Revision } from './graph'
import { judgeExistence } from './judge-existence'
import type { Operation, RevisionOperations } from './operation'

export interface Replay {
  /** What the chain knows about the object that an operation drops or renames, just before it does. Undefined for other operations. */
  existenceOf(operation: Operation): Existence | undefined
  /** The schema after the last revision, as far as the chain creates it. */
  readonly tables: readonly ExpectedTable[]
}

/** What a replay leaves for the next one over the same revisions: it begins where the first of them changed. */
export interface ReplayHistory {
  readonly convention: string
  readonly operations: RevisionOperations[]
  /** The state before every so many revisions. */
  readonly states: State[]
  readonly existence: WeakMap<Operation, Existence>
}

const stride = 16

/**
 * Run the chain symbolically, parents first, and remember for every drop and rename whether its object exists by then. `history` is that of the same
 * revisions in the same order, and is brought up to date.
 */
export function replayRevisions(
  revisions: readonly Revision[],
  operationsOf: (path: string) => RevisionOperations,
  options: ReplayOptions,
  history: ReplayHistory = createHistory(options),
  /** Files whose id another file carries, which Alembic reads instead: judged where they stand, and changing nothing for those that follow. */
  copies: ReadonlySet<Revision> = new Set(),
): Replay {
  const { operations, states, existence } = history
  const current = revisions.map(({ path }) => operationsOf(path))
  const changed = current.findIndex((each, index) => each !== operations[index])
  const from = Math.floor((changed < 0 ? current.length : changed) / stride)
  states.length = Math.min(states.length, from + 1)
  const first = Math.max(0, states.length - 1) * stride
  const state = copyState(states.pop() ?? { tables: new Map(), opaque: [], gone: new Set(), renamed: new Set(), uncertain: false })
  for (const [index, revision] of revisions.entries()) {
    const each = current[index]
    if (index < first || !each) continue
    if (index % stride === 0) states.push(copyState(state))
    operations[index] = each
    replayRevision(revision, each, copies.has(revision) ? copyState(state) : state, options, existence)
  }
  return { existenceOf: (operation) => existence.get(operation), tables: [...state.tables.values()].filter(({ met }) => !met) }
}

export const createHistory = ({ convention }: ReplayOptions): ReplayHistory => ({
  convention: JSON.stringify(convention),
  operations: [],
  states: [],
  existence: new WeakMap(),
})

function replayRevision(
  { id }: Revision,
  { upgrade, downgrade }: RevisionOperations,
  state: State,
  options: ReplayOptions,
  existence: WeakMap<Operation, Existence>,
): void {
  /** What this revision has dropped, and where: tenants and template are one here, and each loses it. */
  const dropped = new Map<string, { readonly places: Set<string>; readonly judged: Existence }>()
  for (const operation of upgrade) {
    const found = judgeExistence(operation, state, options)
    const { effect, table, loop } = operation
    const key = JSON.stringify([effect.kind, nameOf(table?.name), 'name' in effect ? nameOf(effect.name) : undefined])
    const where = JSON.stringify([table?.schema, loop !== undefined])
    const before = dropped.get(key)
    const isLeft = before && !before.places.has(where)
    const judged = found && found.kind !== 'created' && isLeft ? before.judged : found
    if (judged) existence.set(operation, judged)
    if (found?.kind === 'created') dropped.set(key, { places: new Set([where]), judged: found })
    else before?.places.add(where)
    applyOperation(operation, id, state, options)
  }
  // A downgrade starts from the state just after its upgrade; what it creates itself counts too.
  const made: State = { ...state, tables: new Map(state.tables), gone: new Set(state.gone) }
  for (const operation of downgrade) {
    const judged = judgeExistence(operation, made, options)
    if (judged) existence.set(operation, judged)
    applyOperation(operation, id, made, options, 'creating')
  }
}

/** Tables are copied when they change, so a shallow map is enough. */
const copyState = ({ tables, opaque, gone, renamed, uncertain }: State): State => ({
  tables: new Map(tables),
  opaque: [...opaque],
  renamed: new Set(renamed),
  gone: new Set(gone),
  uncertain,
})

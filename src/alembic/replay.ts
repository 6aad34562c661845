import { applyOperation } from './apply-operation'
import type { Existence, ExpectedTable, ReplayOptions, State } from './expected-schema'
import type { Revision } from './graph'
import { judgeExistence } from './judge-existence'
import type { Operation, RevisionOperations } from './operation'

export interface Replay {
  /** What the chain knows about the object that an operation drops or renames, just before it does. Undefined for other operations. */
  existenceOf(operation: Operation): Existence | undefined
  /** The schema after the last revision. */
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
): Replay {
  const { operations, states, existence } = history
  const current = revisions.map(({ path }) => operationsOf(path))
  const changed = current.findIndex((each, index) => each !== operations[index])
  const from = Math.floor((changed < 0 ? current.length : changed) / stride)
  states.length = Math.min(states.length, from + 1)
  const first = Math.max(0, states.length - 1) * stride
  const state = copyState(states.pop() ?? { tables: new Map(), opaque: [], uncertain: false })
  for (const [index, revision] of revisions.entries()) {
    const each = current[index]
    if (index < first || !each) continue
    if (index % stride === 0) states.push(copyState(state))
    operations[index] = each
    replayRevision(revision, each, state, options, existence)
  }
  return { existenceOf: (operation) => existence.get(operation), tables: [...state.tables.values()] }
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
  for (const operation of upgrade) {
    const judged = judgeExistence(operation, state, options)
    if (judged) existence.set(operation, judged)
    applyOperation(operation, id, state, options)
  }
  // A downgrade starts from the state just after its upgrade; what it creates itself counts too.
  const made: State = { ...state, tables: new Map(state.tables) }
  for (const operation of downgrade) {
    const judged = judgeExistence(operation, made, options)
    if (judged) existence.set(operation, judged)
    applyOperation(operation, id, made, options, 'creating')
  }
}

/** Tables are copied when they change, so a shallow map is enough. */
const copyState = ({ tables, opaque, uncertain }: State): State => ({ tables: new Map(tables), opaque: [...opaque], uncertain })

import { functionAround } from '../../project/sessions/bindings'
import type { Call, Expr, Keyword, Stmt } from '../../python/ast'
import type { TextEdit } from '../../text/apply-edits'
import type { ImportAddition } from '../imports'
import { bindArgument } from './bind-argument'
import { nameEngine } from './name-engine'
import { openedByClass } from './opened-by-class'
import { openedElsewhere } from './opened-elsewhere'
import { type Opener, openedWith } from './opener'
import type { PlacedEdit, Rewrite } from './plan'
import type { Proof } from './proof'
import { proveFactory } from './prove-factory'

/** Where a function opens its session, and how that place is bound to the tenant's engine. */
export interface Opening {
  /** The expression that gives the session. */
  readonly call: Call
  /** What opens it, where a helper of the project could open the same. */
  readonly opener: Opener | undefined
  /** What it is opened with besides; undefined where that cannot be written a second time. */
  readonly options: readonly Keyword[] | undefined
  /** Nothing of it stays, names included. */
  readonly goes: boolean
  /** Statements that go with it: the generator that was asked for the session. */
  readonly gone?: readonly Stmt[]
  readonly proofs: readonly [factory: Proof, ...more: Proof[]]
  /** Changes of other places, without which it could not be bound. */
  readonly also: readonly PlacedEdit[]
  /** It is a block that commits at its end. */
  readonly commits: boolean
  /** It is a block that swallows what is raised in it, or raises something else. */
  readonly catches: boolean
  /** How this file writes what opens the session, and the engine; a reason when it cannot. */
  name(): OpeningNames | string
  /** Opens it with `bind=engine.execution_options(…)` for a schema, both as Python. */
  bind(names: OpeningNames, schema: string): readonly TextEdit[]
}

export interface OpeningNames {
  readonly factory: string
  readonly engine: string
  /** The engine is asked for each time, and may be another one. */
  readonly anew?: true
  readonly imports: readonly ImportAddition[]
}

/** The place, or why there is none. */
export function openingOf(rewrite: Rewrite): Opening | string {
  const { workspace, module, fn, ref } = rewrite
  const { origin } = ref
  if (origin.kind === 'yielded') return openedElsewhere(rewrite) ?? 'the session is not opened in this function'
  if (origin.kind !== 'opened') return 'the session is not opened in this function'
  const { call, factory } = origin
  if (functionAround(call) !== fn) return 'the session is opened outside of this function'
  if (!factory) return openedByClass(rewrite)
  const begun = begunAs(call)
  if (begun === 'elsewhere') return '`begin()` of a factory takes no bind: open the session with `bind=` and begin it inside'
  const opens = openedWith(call)
  return {
    call,
    // A helper would not commit at the end.
    opener: begun ? undefined : { kind: 'factory', factory },
    options: call.args.length > 0 ? undefined : call.keywords,
    goes: false,
    proofs: [proveFactory(rewrite)],
    also: [],
    commits: false,
    catches: false,
    name() {
      const engine = nameEngine(workspace, module, call, factory)
      if (typeof engine === 'string') return engine
      return { factory: module.text.slice(opens.start, opens.end), engine: engine.source, imports: engine.imports }
    },
    bind: ({ engine }, schema) => [
      ...(begun
        ? [
            { start: opens.end, end: call.func.end, text: '' },
            { start: begun.end, end: begun.end, text: `, ${begun.id}.begin()` },
          ]
        : []),
      bindArgument(workspace, module, call, engine, schema),
    ],
  }
}

/** `with SessionLocal.begin() as db:` becomes `with SessionLocal(bind=…) as db, db.begin():`; any other use of it is a generator of its own. */
function begunAs(call: Call): (Expr & { kind: 'Name' }) | 'elsewhere' | undefined {
  if (openedWith(call) === call.func) return undefined
  const { parent } = call
  return parent?.kind === 'WithItem' && parent.target?.kind === 'Name' ? parent.target : 'elsewhere'
}

import { fileRole } from '../../project/file-role'
import { functionAround } from '../../project/sessions/bindings'
import type { FactoryFact, SessionRef } from '../../project/sessions/value'
import type { Workspace } from '../../project/workspace'
import type { Call, FunctionDef, Stmt } from '../../python/ast'
import type { TextEdit } from '../../text/apply-edits'
import type { ImportAddition } from '../imports'
import { isLogging } from '../remove-statements'
import { bindArgument, nameEngine, nameFactory } from './bind-argument'
import type { Rewrite } from './plan'
import { missing, type Proof } from './proof'
import { proveFactory } from './prove-factory'

/** Where a function opens its session, and how that place is bound to the tenant's engine. */
export interface Opening {
  /** The expression that gives the session. */
  readonly call: Call
  readonly factory: FactoryFact
  /** Nothing of it stays, names included. */
  readonly goes: boolean
  readonly proofs: readonly [factory: Proof, ...more: Proof[]]
  /** How this file writes the factory and the engine; a reason when it cannot. */
  name(): OpeningNames | string
  /** Opens it with `bind=engine.execution_options(…)` for a schema, both as Python. */
  bind(names: OpeningNames, schema: string): readonly TextEdit[]
}

export interface OpeningNames {
  readonly factory: string
  readonly engine: string
  readonly imports: readonly ImportAddition[]
}

/** The place, or why there is none. */
export function openingOf(rewrite: Rewrite): Opening | string {
  const { workspace, module, fn, ref } = rewrite
  const { origin } = ref
  if (origin.kind === 'yielded') return openedByNext(rewrite) ?? 'the session is not opened in this function'
  if (origin.kind !== 'opened') return 'the session is not opened in this function'
  const { call, factory } = origin
  if (functionAround(call) !== fn) return 'the session is opened outside of this function'
  if (!factory) return 'the session is made without a session factory'
  return {
    call,
    factory,
    goes: false,
    proofs: [proveFactory(rewrite)],
    name() {
      const engine = nameEngine(workspace, module, call, factory)
      if (typeof engine === 'string') return engine
      return { factory: module.text.slice(call.func.start, call.func.end), engine: engine.source, imports: engine.imports }
    },
    bind: ({ engine }, schema) => [bindArgument(workspace, module, call, engine, schema)],
  }
}

/**
 * `db = next(get_db())`: nobody keeps the generator, so it ends at once and closes a session that nothing was done with. That is the
 * same as opening it here, where `get_db` does no more than open, yield and close.
 */
export function openedByNext(rewrite: Rewrite): Opening | undefined {
  const { workspace, module, fn, ref } = rewrite
  const { origin, id: given } = ref
  if (origin.kind !== 'yielded' || origin.via !== 'call' || given.kind !== 'Call' || functionAround(given) !== fn) return undefined
  const call = given.parent
  if (call?.kind !== 'Call' || call.func.kind !== 'Name' || call.func.id !== 'next' || call.args.length !== 1) return undefined
  if (workspace.resolveName(module.path, 'next') || given.args.length + given.keywords.length > 0) return undefined
  const { inner } = origin
  const giver = workspace.module(origin.path)
  if (!giver || inner.origin.kind !== 'opened' || functionAround(inner.origin.call) !== origin.fn || !inner.origin.factory) return undefined
  const { factory } = inner.origin
  const made = inner.origin.call
  if (made.args.length + made.keywords.length > 0 || !onlyOpens(origin.fn, inner)) return undefined
  const { argsSpan } = call
  if (module.text.slice(argsSpan.start, argsSpan.end).includes('#')) return undefined
  const patched = whoPatches(workspace, origin.fn.name)
  return {
    call,
    factory,
    goes: true,
    proofs: [
      proveFactory({ ...rewrite, module: giver, ref: inner }),
      ...(patched ? [missing('P4', `\`${patched}\` may put something else in the place of \`${origin.fn.name}\``)] : []),
    ],
    name() {
      const name = nameFactory(workspace, module, given, factory)
      if (typeof name === 'string') return name
      const engine = nameEngine(workspace, module, given, factory)
      if (typeof engine === 'string') return engine
      return { factory: name.source, engine: engine.source, imports: [...name.imports, ...engine.imports] }
    },
    bind: (names, schema) => [
      { start: call.start, end: argsSpan.start, text: names.factory },
      bindArgument(workspace, module, call, names.engine, schema, { alone: true }),
    ],
  }
}

/** A body that opens a session, yields it and closes it, with nothing else that anybody could notice. */
function onlyOpens(fn: FunctionDef, { id }: SessionRef): boolean {
  if (fn.decorators.length > 0 || fn.async) return false
  const isPlain = (stmt: Stmt): boolean => {
    switch (stmt.kind) {
      case 'ExprStmt':
        return (
          stmt.value.kind === 'Str' ||
          stmt.value.kind === 'Yield' ||
          isLogging(stmt) ||
          (stmt.value.kind === 'Call' && stmt.value.func.kind === 'Attribute' && stmt.value.func.attr === 'close')
        )
      case 'Assign':
        return stmt.value === id && stmt.targets.length === 1 && stmt.targets[0]?.kind === 'Name'
      case 'With':
        return stmt.items.length === 1 && stmt.items[0]?.context === id && stmt.body.every(isPlain)
      case 'Try':
        // The handlers never run: what ends the generator is no `Exception`.
        return (
          stmt.body.every(isPlain) &&
          stmt.orelse.length === 0 &&
          stmt.finalbody.every(isPlain) &&
          stmt.handlers.every(({ type }) => type?.kind === 'Name' && /^(?!Base|Generator)\w+$/.test(type.id))
        )
      case 'Pass':
        return true
      default:
        return false
    }
  }
  return fn.body.every(isPlain)
}

/** A test that replaces the function by its path: `patch("app.tasks.get_db")`. */
function whoPatches(workspace: Workspace, name: string): string | undefined {
  const patching = new RegExp(`[.'"]${name}["']`)
  return workspace
    .filesWith([name], ['.py'])
    .find((path) => fileRole(workspace, path) === 'test' && patching.test(workspace.text(path) ?? ''))
}

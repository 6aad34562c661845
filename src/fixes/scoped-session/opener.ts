import { bindingBefore, functionAround } from '../../project/sessions/bindings'
import { keywordOf } from '../../project/sessions/call-arguments'
import { assignmentsTo, classAround } from '../../project/sessions/class-members'
import { boundEngine } from '../../project/sessions/library-value'
import { isSessionClass } from '../../project/sessions/sqlalchemy-names'
import type { EngineFact, FactoryFact, SessionRef } from '../../project/sessions/value'
import { valueOf } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { Call, Expr } from '../../python/ast'

/** What opens sessions: a factory, or SQLAlchemy's or SQLModel's class with an engine and nothing else. */
export type Opener =
  | { readonly kind: 'factory'; readonly factory: FactoryFact }
  | {
      readonly kind: 'class'
      /** `sqlmodel.Session` */
      readonly qualified: string
      readonly engine: EngineFact
    }

/** What opened a session; undefined where it cannot be said in so few words. */
export function openerOf(workspace: Workspace, ref: SessionRef): Opener | undefined {
  const opener = openerBeside(workspace, ref)
  const call = ref.origin.kind === 'opened' ? ref.origin.call : undefined
  return opener?.kind === 'class' && call && call.args.length + call.keywords.length !== 1 ? undefined : opener
}

/** The same, whatever options are given beside the engine: `Session(engine, expire_on_commit=False)`. */
export function openerBeside(workspace: Workspace, { origin }: SessionRef): Opener | undefined {
  if (origin.kind !== 'opened') return undefined
  const { call, factory, path } = origin
  if (factory) return { kind: 'factory', factory }
  const callee = valueOf(workspace, path, call.func)
  const given = bindOf(call)
  // `Session(bind or engine)`
  const bind = given?.kind === 'BoolOp' && given.op === 'or' ? given.right : given
  const bound = bind && bind !== given ? boundEngine(valueOf(workspace, path, bind)) : origin.engine
  const isPlain = bound && bind && isEngineItself(workspace, path, bind, bound) && call.keywords.every(({ name }) => name !== undefined)
  return isPlain && callee.kind === 'external' && isSessionClass(callee.qualified)
    ? { kind: 'class', qualified: callee.qualified, engine: bound }
    : undefined
}

export const bindOf = (call: Call): Expr | undefined => keywordOf(call, 'bind')?.value ?? call.args[0]

/** The factory, also of `SessionLocal.begin()`. */
export const openedWith = ({ func }: Call): Expr => (func.kind === 'Attribute' && func.attr === 'begin' ? func.value : func)

/** Do both open sessions of the same class, with the same options, on the same engine? */
export const openAlike = (a: Opener, b: Opener): boolean =>
  a.kind === 'factory'
    ? b.kind === 'factory' && a.factory.call === b.factory.call
    : b.kind === 'class' && a.engine.call === b.engine.call && a.qualified === b.qualified

/** `engine`, or `engine.execution_options(schema_translate_map=…)`: with another option it is another engine to a session. */
function isEngineItself(workspace: Workspace, path: string, expr: Expr, engine: EngineFact): boolean {
  if (expr.kind === 'Call') {
    const { func, args, keywords } = expr
    return (
      func.kind === 'Attribute' &&
      func.attr === 'execution_options' &&
      args.length === 0 &&
      keywords.every(({ name }) => name === 'schema_translate_map') &&
      isEngineItself(workspace, path, func.value, engine)
    )
  }
  if (expr.kind === 'Attribute') {
    const owner = valueOf(workspace, path, expr.value)
    const cls = expr.value.kind === 'Name' && expr.value.id === 'self' ? classAround(expr) : undefined
    if (cls) return assignmentsTo(cls, expr.attr).length === 1
    return owner.kind === 'module' && isMadeAs(workspace, owner.path, expr.attr, engine)
  }
  if (expr.kind !== 'Name') return false
  for (let fn = functionAround(expr); fn; fn = functionAround(fn)) {
    const binding = bindingBefore(fn, expr.id, expr.start)
    if (binding?.kind === 'assign') return binding.path.length === 0 && isEngineItself(workspace, path, binding.value, engine)
    if (binding && binding.kind !== 'import') return false
  }
  return isMadeAs(workspace, path, expr.id, engine, expr.start)
}

function isMadeAs(workspace: Workspace, path: string, name: string, { call }: EngineFact, at?: number): boolean {
  const definition = workspace.resolveName(path, name, at)
  return definition?.kind === 'definition' && definition.node.kind === 'Assign' && definition.node.value === call
}

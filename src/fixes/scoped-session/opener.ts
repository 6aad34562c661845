import { bindingBefore, functionAround } from '../../project/sessions/bindings'
import { keywordOf } from '../../project/sessions/call-arguments'
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
export function openerOf(workspace: Workspace, { origin }: SessionRef): Opener | undefined {
  if (origin.kind !== 'opened') return undefined
  const { call, engine, factory, path } = origin
  if (factory) return { kind: 'factory', factory }
  const callee = valueOf(workspace, path, call.func)
  const bind = bindOf(call)
  const isPlain = engine && bind && isEngineItself(workspace, path, bind, engine) && call.args.length + call.keywords.length === 1
  return isPlain && callee.kind === 'external' && isSessionClass(callee.qualified)
    ? { kind: 'class', qualified: callee.qualified, engine }
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

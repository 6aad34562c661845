import { defineRule } from '../../contract/rule'
import { bindingBefore, functionAround } from '../../project/sessions/bindings'
import { valueOf as valueOfExpression } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { Call, Expr, FunctionDef, Lambda, Name } from '../../python/ast'
import { descendants } from '../../python/children'

export const sessionCrossesThreads = defineRule({
  id: 'session-crosses-threads',
  family: 'scoping',
  summary: 'One session is used by the callbacks of several threads',
  severity: 'info',
  recommended: true,
  languages: ['python'],
  fixable: false,
  needs: ['python', 'project'],
  triggers: ['.submit(', 'Executor', 'Thread(', 'run_in_executor', 'to_thread'],
  *check({ file, python, project }) {
    if (!/Session|sqlalchemy|sqlmodel/.test(python.text)) return
    for (const slice of python.topLevel) {
      if (!/submit|Executor|Thread|run_in_executor|to_thread/.test(python.text.slice(slice.start, slice.end))) continue
      for (const node of python.statementsOf(slice).flatMap((stmt) => [...descendants(stmt)])) {
        // executor.submit(load, db, tenant)
        const handed = node.kind === 'Call' ? handedToThread(project, file.path, node) : undefined
        const session = handed && findSession(project, file.path, handed)
        if (!session) continue
        yield {
          at: { start: session.start, end: session.end },
          message: `Session \`${session.id}\` goes to another thread, so two threads can use one connection and one identity map at once and mix tenants' rows`,
          help: 'Open a session inside the callback, and pass ids instead of objects',
        }
      }
    }
  },
})

/** What a call gives to a thread that runs beside this one: the callback and its arguments. */
function handedToThread(project: Workspace, path: string, call: Call): readonly Expr[] | undefined {
  const { func } = call
  const given = [...call.args, ...call.keywords.map((keyword) => keyword.value)]
  if (func.kind === 'Attribute' && (func.attr === 'submit' || func.attr === 'map'))
    return isThreadPool(project, path, func.value) ? given : undefined
  // Awaited at once, `to_thread` and `run_in_executor` only lend the session.
  if (func.kind === 'Attribute' && /^(run_in_executor|to_thread)$/.test(func.attr)) return call.parent?.kind === 'Await' ? undefined : given
  const made = valueOfExpression(project, path, func)
  if (made.kind === 'external' && made.qualified === 'threading.Thread') {
    const target = call.keywords.find((keyword) => keyword.name === 'target')?.value
    const args = call.keywords.find((keyword) => keyword.name === 'args' || keyword.name === 'kwargs')?.value
    return [
      ...(target ? [target] : []),
      ...(args?.kind === 'Tuple' || args?.kind === 'List'
        ? args.elts
        : args?.kind === 'Dict'
          ? args.entries.map(({ value }) => value)
          : []),
    ]
  }
  return undefined
}

/** A name bound to `ThreadPoolExecutor(…)` here or in an enclosing function. */
function isThreadPool(project: Workspace, path: string, expr: Expr): boolean {
  if (expr.kind !== 'Name') return false
  for (let fn = functionAround(expr); fn; fn = functionAround(fn)) {
    const binding = bindingBefore(fn, expr.id, expr.start)
    if (!binding) continue
    const maker = binding.kind === 'assign' ? binding.value : binding.kind === 'with' ? binding.node.context : undefined
    return maker?.kind === 'Call' && isPoolClass(project, path, maker.func)
  }
  const definition = project.resolveName(path, expr.id, expr.start)
  if (definition?.kind !== 'definition' || definition.node.kind !== 'Assign') return false
  return definition.node.value?.kind === 'Call' && isPoolClass(project, definition.path, definition.node.value.func)
}

function isPoolClass(project: Workspace, path: string, expr: Expr): boolean {
  const value = valueOfExpression(project, path, expr)
  return value.kind === 'external' && /^concurrent\.futures(\.thread)?\.ThreadPoolExecutor$/.test(value.qualified)
}

/** A session among the arguments, or one that the callback takes from the function around it. */
function findSession(project: Workspace, path: string, handed: readonly Expr[]): Name | undefined {
  for (const expr of handed) {
    if (expr.kind === 'Name' && isSession(project, path, expr)) return expr
    const callback = expr.kind === 'Lambda' ? expr : nestedFunction(expr)
    const captured = callback && capturedSession(project, path, callback)
    if (captured) return captured
  }
  return undefined
}

const isSession = (project: Workspace, path: string, name: Name): boolean => {
  const value = valueOfExpression(project, path, name)
  return value.kind === 'session' && value.ref.type === 'session'
}

/** A function defined in the function around the call. */
function nestedFunction(expr: Expr): FunctionDef | undefined {
  if (expr.kind !== 'Name') return undefined
  const fn = functionAround(expr)
  const binding = fn && bindingBefore(fn, expr.id, expr.start)
  return binding?.kind === 'def' && binding.node.kind === 'FunctionDef' ? binding.node : undefined
}

function capturedSession(project: Workspace, path: string, callback: FunctionDef | Lambda): Name | undefined {
  const bodies = callback.kind === 'Lambda' ? [callback.body] : callback.body
  for (const node of bodies.flatMap((body) => [...descendants(body)])) {
    if (node.kind !== 'Name' || bindingBefore(callback, node.id, node.start)) continue
    // Session(bind=db.get_bind()): the engine may be shared.
    if (node.parent?.kind === 'Attribute' && /^(get_bind|bind|info)$/.test(node.parent.attr)) continue
    if (functionAround(callback) && isSession(project, path, node) && isBoundOutside(callback, node)) return node
  }
  return undefined
}

/** Is the name a local of an enclosing function? Module-level registries such as scoped_session give each thread its own. */
function isBoundOutside(callback: FunctionDef | Lambda, name: Name): boolean {
  for (let fn = functionAround(callback); fn; fn = functionAround(fn)) if (bindingBefore(fn, name.id, name.start)) return true
  return false
}

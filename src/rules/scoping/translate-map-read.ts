import { defineRule } from '../../contract/rule'
import { isMigrationFile } from '../../project/file-role'
import { libraryWord } from '../../project/library-word'
import { functionAround, scopeOf } from '../../project/sessions/bindings'
import { callersOf, directCallsOf } from '../../project/sessions/callers'
import { valueOf as valueOfExpression } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { Attribute, Expr, FunctionDef, Node } from '../../python/ast'
import { descendants } from '../../python/children'

export const translateMapRead = defineRule({
  id: 'translate-map-read',
  family: 'scoping',
  summary: 'Options are read from a method of an engine or connection',
  severity: 'error',
  recommended: true,
  languages: ['python'],
  fixable: true,
  needs: ['python', 'project'],
  triggers: ['.execution_options'],
  *check({ file, python, project }) {
    if (isMigrationFile(project, file.path)) return
    for (const slice of python.topLevel) {
      if (!python.text.slice(slice.start, slice.end).includes('.execution_options')) continue
      for (const node of python.statementsOf(slice).flatMap((stmt) => [...descendants(stmt)])) {
        // engine.execution_options.get("schema_translate_map")
        const options = optionsRead(node)
        const receiver = options && receiverOf(project, file.path, options.value)
        if (!options || !receiver) continue
        const at = { start: options.attrStart, end: options.attrStart + options.attr.length }
        const name = python.text.slice(options.value.start, options.value.end)
        yield {
          at,
          message: `\`execution_options\` of ${receiver.what} \`${name}\` is a method, so reading it like a mapping raises AttributeError or TypeError`,
          help: `Call \`${name}.get_execution_options()\``,
          ...(receiver.hasGetter
            ? {
                fixes: [
                  {
                    id: `${file.path}:translate-map-read:${at.start}`,
                    title: 'Call `get_execution_options()`',
                    ...(isCaught(project, file.path, node) || isCaughtByCaller(project, file.path, node)
                      ? {
                          safety: 'unsafe' as const,
                          proof: [],
                          why: `what it raises is caught ${isCaught(project, file.path, node) ? 'here' : 'by a caller'}, and the program may go on the other way`,
                        }
                      : { safety: 'safe' as const, proof: [`\`${name}\` is ${receiver.what}: the old expression always raised`] }),
                    edits: [{ path: file.path, ...at, text: 'get_execution_options()' }],
                  },
                ],
              }
            : { noFix: 'An AsyncConnection has no such method: its `sync_connection` has' }),
        }
      }
    }
  },
})

/** `X.execution_options.get(…)`, `X.execution_options["…"]`, `"…" in X.execution_options`. */
function optionsRead(node: Node): Attribute | undefined {
  if (node.kind === 'Call' && node.func.kind === 'Attribute' && /^(get|items|keys|values)$/.test(node.func.attr))
    return asOptions(node.func.value)
  if (node.kind === 'Subscript') return asOptions(node.value)
  if (node.kind === 'Compare' && /^(not )?in$/.test(node.ops[0] ?? '')) return asOptions(node.comparators[0])
  return undefined
}

/** Inside a `try` with handlers, `with suppress(…)` or `with pytest.raises(…)`: raising was a way through. */
function isCaught(project: Workspace, path: string, node: Node): boolean {
  for (let inner: Node = node, at = node.parent; at && at.kind !== 'FunctionDef'; inner = at, at = at.parent) {
    if (at.kind === 'Try' && at.handlers.length > 0 && at.body.some((stmt) => stmt === inner)) return true
    if (
      at.kind === 'With' &&
      at.items.some(({ context }) => context.kind === 'Call' && catching.test(libraryWord(project, path, context.func)))
    )
      return true
  }
  return false
}

const catching = /^(suppress|raises|assertRaises(Regex)?)$/

/** The same round a call of the function, or of what calls it: those that are known, for most functions have callers that nobody sees. */
function isCaughtByCaller(project: Workspace, path: string, node: Node, seen = new Set<FunctionDef>()): boolean {
  const fn = definitionAround(node)
  if (!fn || seen.has(fn)) return false
  seen.add(fn)
  const calls = fn.decorators.length > 0 ? directCallsOf(project, fn) : callersOf(project, path, fn).calls
  return calls.some((site) => isCaught(project, site.path, site.call) || isCaughtByCaller(project, site.path, site.call, seen))
}

function definitionAround(node: Node): FunctionDef | undefined {
  const fn = functionAround(node)
  return fn?.kind === 'Lambda' ? definitionAround(fn) : fn
}

const asOptions = (expr: Expr | undefined): Attribute | undefined =>
  expr?.kind === 'Attribute' && expr.attr === 'execution_options' ? expr : undefined

function receiverOf(project: Workspace, path: string, expr: Expr): { readonly what: string; readonly hasGetter: boolean } | undefined {
  const value = valueOfExpression(project, path, expr)
  if (value.kind === 'engine') return { what: value.engine.async ? 'async engine' : 'engine', hasGetter: true }
  if (value.kind === 'external') return undefined
  if (value.kind === 'session') {
    if (value.ref.type !== 'connection') return undefined
    return value.ref.async ? { what: 'async connection', hasGetter: false } : { what: 'connection', hasGetter: true }
  }
  // bind = db.get_bind()
  if (expr.kind === 'Name') {
    const fn = functionAround(expr)
    const bound = fn && scopeOf(fn).bindings.get(expr.id)
    const [only] = bound ?? []
    return bound?.length === 1 && only?.kind === 'assign' && only.path.length === 0 && only.value.kind === 'Call'
      ? receiverOf(project, path, only.value)
      : undefined
  }
  // db.get_bind(), db.connection(): what a Session gives is an engine or a connection.
  if (expr.kind === 'Call' && expr.func.kind === 'Attribute' && /^(get_bind|connection)$/.test(expr.func.attr)) {
    const owner = valueOfExpression(project, path, expr.func.value)
    if (owner.kind !== 'session' || owner.ref.type !== 'session') return undefined
    if (expr.func.attr === 'get_bind') return { what: 'bind', hasGetter: true }
    return owner.ref.async === false ? { what: 'connection', hasGetter: true } : undefined
  }
  return undefined
}

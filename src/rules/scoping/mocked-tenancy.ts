import { defineRule } from '../../contract/rule'
import { fileRole } from '../../project/file-role'
import { libraryWord } from '../../project/library-word'
import { bindingBefore, functionAround } from '../../project/sessions/bindings'
import type { Workspace } from '../../project/workspace'
import type { Expr, Name, Node, Stmt } from '../../python/ast'
import { ancestor, descendants } from '../../python/children'
import { isStatement } from '../../python/statements'

export const mockedTenancy = defineRule({
  id: 'mocked-tenancy',
  family: 'scoping',
  summary: 'A test proves tenancy on a mock of the session',
  severity: 'info',
  recommended: true,
  languages: ['python'],
  fixable: false,
  needs: ['python', 'project'],
  triggers: ['MagicMock', 'AsyncMock', 'create_autospec'],
  *check({ file, python, project }) {
    if (fileRole(project, file.path) !== 'test') return
    for (const slice of python.topLevel) {
      if (!/execution_options|schema_translate_map/.test(python.text.slice(slice.start, slice.end))) continue
      for (const node of python.statementsOf(slice).flatMap((stmt) => [...descendants(stmt)])) {
        // db.execution_options.assert_called_once_with(schema_translate_map=…)
        const root = assertedRoot(node)
        if (!root || !isMock(project, file.path, root)) continue
        const statement = ancestor(node, isStatement)
        if (!statement || !provesTenancy(python.text, statement)) continue
        const name = root.id
        yield {
          at: { start: node.start, end: node.end },
          message: `\`${name}\` is a mock that answers to every name, so this proves tenancy even where the real session has no such method or ignores it`,
          help: 'Run the code on a real session and look at the rows, or at `db.get_bind().get_execution_options()`',
        }
      }
    }
  },
})

/** The name at the root of what a test asserts: `db.x.assert_called()`, or `db.execute.call_args` in an assert statement. */
function assertedRoot(node: Node): Name | undefined {
  if (node.kind === 'Call' && node.func.kind === 'Attribute' && /^assert_\w+$/.test(node.func.attr)) return rootOf(node.func.value)
  if (node.kind === 'Assert') {
    for (const inner of descendants(node.test))
      if (inner.kind === 'Attribute' && /^(called|call_count|call_args|call_args_list|mock_calls|method_calls)$/.test(inner.attr))
        return rootOf(inner)
  }
  return undefined
}

function rootOf(expr: Expr): Name | undefined {
  let at: Expr = expr
  while (at.kind === 'Attribute' || at.kind === 'Call' || at.kind === 'Subscript') at = at.kind === 'Call' ? at.func : at.value
  return at.kind === 'Name' ? at : undefined
}

/** A local name that the test binds to a mock. */
function isMock(project: Workspace, path: string, name: Name): boolean {
  for (let fn = functionAround(name); fn; fn = functionAround(fn)) {
    const binding = bindingBefore(fn, name.id, name.start)
    if (!binding) continue
    return binding.kind === 'assign' && binding.path.length === 0 && isMockCall(project, path, binding.value)
  }
  return false
}

const isMockCall = (project: Workspace, path: string, expr: Expr): boolean =>
  expr.kind === 'Call' && /^(MagicMock|AsyncMock|Mock|NonCallableMagicMock|create_autospec)$/.test(libraryWord(project, path, expr.func))

/** The text of a SET that reached `execute` is what it seems: every session has that method, and none ignores it. */
function provesTenancy(text: string, statement: Stmt): boolean {
  return /\.execution_options\b|execution_options=|schema_translate_map/i.test(text.slice(statement.start, statement.end))
}

import type { Fix } from '../../contract/finding'
import { placeOf } from '../../project/place-of'
import { functionAround, statementsIn } from '../../project/sessions/bindings'
import { type HelperUse, listHelperUses } from '../../project/sessions/helper-uses'
import { configuredHelpers } from '../../project/sessions/helpers'
import type { Workspace } from '../../project/workspace'
import type { Call, FunctionDef, Node, PythonModule, Stmt, With } from '../../python/ast'
import { descendants } from '../../python/children'
import { stringValue } from '../../python/strings'
import type { TextEdit } from '../../text/apply-edits'
import { dropUnusedImports } from '../imports'
import { linesOf, standsAlone } from '../python-lines'
import { removeStatements } from '../remove-statements'
import { indentUnit } from './bind-argument'
import { withoutItem } from './drop-parameter'
import { statementAround } from './scope-statements'

/**
 * Rewrite 7: a test replaces a helper that no code calls any more. The patch goes, with the mock that it gave the test and the
 * statements that only speak of it. A reason where more hangs on it.
 */
export function planTestPatch(workspace: Workspace, path: string, { node, helper }: HelperUse): Fix | string {
  const module = workspace.module(path)
  const call = node.parent
  if (!module || call?.kind !== 'Call' || node.kind !== 'Str') return 'how the helper is replaced cannot be read'
  const name = helper.node.name
  const caller = callerOf(workspace, helper)
  if (caller) return `\`${name}\` is still called at ${caller}: when its calls are gone, the patch goes`
  const dotted = stringValue(node) ?? name
  const removed = removePatch(module, call)
  if (typeof removed === 'string') return removed
  const unuses = [...new Set([...descendants(call)].flatMap((each) => (each.kind === 'Name' ? [each.id] : [])))]
  const edits = [...removed, ...dropUnusedImports(workspace, module, unuses, [...removed, call])]
  return {
    id: `${path}:patch:${call.start}`,
    title: `Remove the patch of \`${name}\` with its mock`,
    safety: 'unsafe',
    proof: [`nothing in the project calls \`${name}\``],
    why: `what the test said about \`${dotted}\` goes too`,
    edits: edits.map(({ start, end, text }) => ({ path, start, end, text })),
    unuses,
  }
}

/** Where code still calls it, tests of the helper included. A helper that nobody calls counts for nothing. */
function callerOf(workspace: Workspace, { node }: HelperUse['helper'], depth = 0): string | undefined {
  for (const path of workspace.filesWith([node.name], ['.py'])) {
    for (const { kind, helper, node: use } of listHelperUses(workspace, path)) {
      if (helper.node !== node || (kind !== 'call' && kind !== 'reference')) continue
      const around = functionAround(use)
      const other = around?.kind === 'FunctionDef' ? configuredHelpers(workspace).get(around) : undefined
      if (!other || depth > 4 || callerOf(workspace, other, depth + 1) !== undefined) return placeOf(workspace, path, use)
    }
  }
  return undefined
}

function removePatch(module: PythonModule, call: Call): readonly TextEdit[] | string {
  const { parent } = call
  if (parent?.kind === 'FunctionDef' && parent.decorators.includes(call)) return fromDecorator(module, parent, call)
  if (parent?.kind === 'WithItem') return fromWith(module, call)
  // monkeypatch.setattr("shared.database.set_user_schema", …); restore = mocker.patch("…")
  const stmt = statementAround(call)
  const fn = functionAround(call)
  if (fn?.kind !== 'FunctionDef' || !stmt) return 'the patch is part of a larger expression'
  if (stmt.kind === 'ExprStmt' && stmt.value === call) return withoutMock(module, fn, undefined, [stmt])
  const target = stmt.kind === 'Assign' && stmt.value === call && stmt.targets.length === 1 ? stmt.targets[0] : undefined
  return target?.kind === 'Name' ? withoutMock(module, fn, target.id, [stmt]) : 'the patch is part of a larger expression'
}

/** `@patch("…")`: the line, and the parameter that the mock is passed for. Patches give theirs from the function outwards. */
function fromDecorator(module: PythonModule, fn: FunctionDef, call: Call): readonly TextEdit[] | string {
  const lines = linesOf(module)
  const first = lines.lineOf(call.start)
  if (module.text.slice(lines.startOf(first), call.start).trim() !== '@') return 'the decorator does not stand on a line of its own'
  const line = { start: lines.startOf(first), end: lines.endOf(lines.lineOf(call.end)), text: '' }
  if (!givesMock(call)) return [line]
  const inner = fn.decorators.slice(fn.decorators.indexOf(call) + 1)
  // A decorator that is no plain patch may pass values of its own.
  if (inner.some((each) => each.kind === 'Call' && isPatch(each) && !isPlainPatch(each)))
    return 'another patch below it passes mocks in a way that is not plain'
  const index = inner.filter((each) => each.kind === 'Call' && isPlainPatch(each) && givesMock(each)).length
  const positional = fn.params.filter(({ style, name }) => style === 'positional' && name !== 'self' && name !== 'cls')
  const param = positional[index]
  if (!param) return 'which parameter gets the mock is not plain'
  const rest = withoutMock(module, fn, param.name, [])
  return typeof rest === 'string' ? rest : [line, withoutItem(module.text, fn.params, param), ...rest]
}

const isPatch = (call: Call): boolean =>
  (call.func.kind === 'Name' && call.func.id === 'patch') ||
  (call.func.kind === 'Attribute' && (call.func.attr === 'patch' || (call.func.value.kind === 'Name' && call.func.value.id === 'patch')))

/** `patch("…")`, `patch.object(…)`: at most one mock each; `patch.multiple` gives several. */
const isPlainPatch = (call: Call): boolean => isPatch(call) && !(call.func.kind === 'Attribute' && call.func.attr === 'multiple')

const givesMock = (call: Call): boolean => {
  const given = call.func.kind === 'Attribute' && call.func.attr === 'object' ? 2 : 1
  return call.args.length <= given && !call.keywords.some(({ name }) => name === 'new')
}

/** `with patch("…") as helper:`: the item, or the block around what stays. */
function fromWith(module: PythonModule, call: Call): readonly TextEdit[] | string {
  const item = call.parent
  const stmt = item?.parent
  const fn = functionAround(call)
  if (item?.kind !== 'WithItem' || stmt?.kind !== 'With' || fn?.kind !== 'FunctionDef') return 'the patch is part of a larger expression'
  const target = item.target
  if (target && target.kind !== 'Name') return 'the mock is not given to a plain name'
  const rest = withoutMock(module, fn, target?.id, [])
  if (typeof rest === 'string') return rest
  if (stmt.items.length > 1) return [withoutItem(module.text, stmt.items, item), ...rest]
  const block = dissolve(module, stmt, rest)
  return typeof block === 'string' ? block : [...block, ...rest]
}

/** A block that has nothing to enter any more: its statements move one step out. */
function dissolve(module: PythonModule, stmt: With, removed: readonly TextEdit[]): readonly TextEdit[] | string {
  const lines = linesOf(module)
  const [first] = stmt.body
  const last = stmt.body[stmt.body.length - 1]
  if (!first || !last || !standsAlone(lines, stmt)) return 'the block does not stand on lines of its own'
  const unit = indentUnit(module)
  const [from, to] = [lines.lineOf(first.start), lines.lineOf(last.end)]
  if (lines.lineOf(stmt.start) === from) return 'the block stands on the line of its `with`'
  const fixed = new Set<number>()
  for (const each of stmt.body)
    for (const node of descendants(each))
      if (node.kind === 'Str')
        for (const piece of node.pieces)
          for (let line = lines.lineOf(piece.start) + 1; line <= lines.lineOf(piece.end); line++) fixed.add(line)
  const edits: TextEdit[] = [{ start: lines.startOf(lines.lineOf(stmt.start)), end: lines.startOf(lines.lineOf(stmt.start) + 1), text: '' }]
  // A header over several lines goes as a whole; comments between it and the block stay.
  let body = lines.lineOf(stmt.items.at(-1)?.end ?? stmt.start) + 1
  if (
    !lines
      .textOf(body - 1)
      .trimEnd()
      .replace(/#.*$/, '')
      .trimEnd()
      .endsWith(':')
  )
    body++
  edits[0] = { start: lines.startOf(lines.lineOf(stmt.start)), end: lines.startOf(body), text: '' }
  for (let line = body; line <= to; line++) {
    const start = lines.startOf(line)
    if (fixed.has(line) || lines.isBlank(line) || removed.some((edit) => edit.start <= start && start < edit.end)) continue
    if (!lines.textOf(line).startsWith(unit)) return 'the indentation of the block is not plain'
    edits.push({ start, end: start + unit.length, text: '' })
  }
  return edits
}

/** Removes what only speaks of the mock: `helper.assert_called_once()`, `assert helper.called`, `helper.return_value = None`. */
function withoutMock(
  module: PythonModule,
  fn: FunctionDef,
  mock: string | undefined,
  others: readonly Stmt[],
): readonly TextEdit[] | string {
  const gone: Stmt[] = [...others]
  if (mock !== undefined)
    for (const stmt of statementsIn(fn.body)) {
      if (!('body' in stmt) && speaksOf(stmt, mock) && !others.includes(stmt)) {
        if (!onlyAbout(stmt, mock)) return `\`${mock}\` is used for more than assertions at line ${linesOf(module).lineOf(stmt.start) + 1}`
        gone.push(stmt)
      } else if ('body' in stmt && headSpeaksOf(stmt, mock))
        return `\`${mock}\` decides what runs at line ${linesOf(module).lineOf(stmt.start) + 1}`
    }
  const left = [...statementsIn(fn.body)].filter((stmt) => !gone.includes(stmt) && !isDocstring(stmt) && stmt.kind !== 'With')
  if (left.length === 0) return 'the test is about nothing but the helper: it can go as a whole'
  const removal = removeStatements(module, gone)
  return removal ? removal.edits : 'removing what speaks of the mock would change an error handler'
}

const isDocstring = (stmt: Stmt): boolean => stmt.kind === 'Pass' || (stmt.kind === 'ExprStmt' && stmt.value.kind === 'Str')

const speaksOf = (node: Node, mock: string): boolean => [...descendants(node)].some((each) => each.kind === 'Name' && each.id === mock)

function headSpeaksOf(stmt: Stmt, mock: string): boolean {
  if (stmt.kind === 'If' || stmt.kind === 'While') return speaksOf(stmt.test, mock)
  if (stmt.kind === 'For') return speaksOf(stmt.iter, mock)
  return stmt.kind === 'FunctionDef' || stmt.kind === 'ClassDef' ? speaksOf(stmt, mock) : false
}

function onlyAbout(stmt: Stmt, mock: string): boolean {
  const names = [...descendants(stmt)].flatMap((node) => (node.kind === 'Name' ? [node.id] : []))
  if (stmt.kind === 'Assert') return names.every((name) => name === mock || /^(call|ANY|len|mock)$/.test(name))
  if (stmt.kind === 'Assign') return stmt.targets.length === 1 && stmt.targets[0]?.kind === 'Attribute' && rootOf(stmt.targets[0]) === mock
  const value = stmt.kind === 'ExprStmt' ? stmt.value : undefined
  const call = value?.kind === 'Await' ? value.value : value
  return (
    call?.kind === 'Call' && call.func.kind === 'Attribute' && /^(assert_|reset_mock$)/.test(call.func.attr) && rootOf(call.func) === mock
  )
}

function rootOf(node: Node): string | undefined {
  if (node.kind === 'Name') return node.id
  return node.kind === 'Attribute' ? rootOf(node.value) : undefined
}

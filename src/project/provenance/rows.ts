import type { Call, Expr, Name } from '../../python/ast'
import { descendants, lastName } from '../../python/children'
import { executionOf, executionsIn, type SqlExecution } from '../executions'
import { bindingBefore, functionAround, returnsIn } from '../sessions/bindings'
import { valueOf as valueOfExpression } from '../sessions/values'
import type { Workspace } from '../workspace'
import { moduleAround } from './guards'

const maxDepth = 5

/** Does an expression hold rows, or one row, of pg_namespace or information_schema? Names in them exist, and are no one's input. */
export function isCatalogueRow(workspace: Workspace, path: string, expr: Expr): boolean {
  return isFromCatalogue(workspace, path, expr, 0)
}

/** What a loop runs over. */
export function loopedOver(workspace: Workspace, path: string, iter: Expr): 'catalogue' | 'other' {
  return isFromCatalogue(workspace, path, iter, 0) ? 'catalogue' : 'other'
}

function isFromCatalogue(workspace: Workspace, path: string, expr: Expr, depth: number): boolean {
  if (depth > maxDepth) return false
  const next = (inner: Expr): boolean => isFromCatalogue(workspace, path, inner, depth + 1)
  switch (expr.kind) {
    case 'Name': {
      if (isReadCursor(workspace, path, expr)) return true
      for (let fn = functionAround(expr) ?? moduleAround(workspace, path); fn; fn = functionAround(fn)) {
        const binding = bindingBefore(fn, expr.id, expr.start)
        if (!binding) continue
        if (binding.kind === 'assign') return next(binding.value)
        return binding.kind === 'for' ? next(binding.iter) : false
      }
      const comprehension = comprehensionOf(expr)
      return comprehension ? next(comprehension) : false
    }
    case 'Await':
    case 'NamedExpr':
    case 'Starred':
      return next(expr.value)
    case 'Subscript':
      return next(expr.value)
    case 'Attribute':
      // Base.metadata.sorted_tables: the models' own tables.
      return expr.attr === 'sorted_tables' || (expr.attr === 'tables' && lastName(expr.value) === 'metadata') || next(expr.value)
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp': {
      const [first] = expr.generators
      return expr.generators.length === 1 && first !== undefined && next(first.iter)
    }
    case 'Call': {
      const { func } = expr
      if (func.kind === 'Attribute' && func.attr === 'get_schema_names') return true
      const executions = [...executionsIn(workspace, path, expr)]
      if (executions.some(readsCatalogue)) return true
      if (executions.length > 0) return false
      if (func.kind === 'Name' && /^(list|sorted|set|tuple|reversed|filter|enumerate|iter|next)$/.test(func.id)) return expr.args.some(next)
      // result.scalars().all(), rows.copy()
      if (func.kind === 'Attribute' && next(func.value)) return true
      const callee = valueOfExpression(workspace, path, func)
      if (callee.kind !== 'function' && callee.kind !== 'method') return false
      const values = returnsIn(callee.node)
      return values.length > 0 && values.every((value) => isFromCatalogue(workspace, callee.path, value, depth + 1) || isEmpty(value))
    }
    default:
      return false
  }
}

const readsCatalogue = ({ analysis }: SqlExecution): boolean =>
  analysis.statements.some(
    ({ kind, tables }) =>
      // The path that was there before is put back.
      kind === 'show-search-path' || (kind === 'select' && tables.length > 0 && tables.every(({ system }) => system)),
  )

/** `cur` in `cur.fetchall()` and `for row in cur`: what it ran last before that is a query of the catalogue. */
function isReadCursor(workspace: Workspace, path: string, cursor: Name): boolean {
  const fn = functionAround(cursor) ?? moduleAround(workspace, path)
  let last: Call | undefined
  for (const stmt of fn && fn.kind !== 'Lambda' ? fn.body : []) {
    if (stmt.start > cursor.start) break
    for (const node of descendants(stmt)) {
      if (node.kind !== 'Call' || node.end > cursor.start || (last && node.start < last.start)) continue
      const { func } = node
      if (
        func.kind === 'Attribute' &&
        /^(execute|executemany|callproc|copy\w*)$/.test(func.attr) &&
        func.value.kind === 'Name' &&
        func.value.id === cursor.id
      )
        last = node
    }
  }
  const execution = last && executionOf(workspace, path, last)
  return execution?.certain === true && readsCatalogue(execution)
}

const isEmpty = (expr: Expr): boolean => (expr.kind === 'List' || expr.kind === 'Tuple') && expr.elts.length === 0

/** `row` in `[row[0] for row in rows]`. */
function comprehensionOf(expr: Expr & { kind: 'Name' }): Expr | undefined {
  for (let node = expr.parent; node && node.kind !== 'FunctionDef'; node = node.parent) {
    if (node.kind !== 'ListComp' && node.kind !== 'SetComp' && node.kind !== 'GeneratorExp' && node.kind !== 'DictComp') continue
    const generator = node.generators.find(({ target }) => target.kind === 'Name' && target.id === expr.id)
    if (generator) return generator.iter
  }
  return undefined
}

import { defineRule } from '../../contract/rule'
import type { ModelFacts } from '../../models/model-facts'
import { fileRole } from '../../project/file-role'
import { bindingBefore, functionAround } from '../../project/sessions/bindings'
import type { Expr } from '../../python/ast'
import { descendants } from '../../python/children'
import { stringValue } from '../../python/strings'

export const mutableTableSchema = defineRule({
  id: 'mutable-table-schema',
  family: 'scoping',
  summary: "A table's schema is changed at run time",
  severity: 'error',
  recommended: true,
  languages: ['python'],
  fixable: false,
  needs: ['python', 'project', 'models'],
  triggers: ['.schema =', '.schema=', 'setattr('],
  *check({ file, python, project, models }) {
    if (fileRole(project, file.path) !== 'code') return
    for (const slice of python.topLevel) {
      if (!/\.schema\s*=(?!=)|setattr\([^()\n]*['"]schema['"]/.test(python.text.slice(slice.start, slice.end))) continue
      for (const node of python.statementsOf(slice).flatMap((stmt) => [...descendants(stmt)])) {
        // At import time nobody shares the table yet.
        if (!functionAround(node)) continue
        // Product.__table__.schema = schema
        const targets = node.kind === 'Assign' && node.value ? node.targets : []
        const changed = targets.find((target) => target.kind === 'Attribute' && target.attr === 'schema')
        const table =
          changed?.kind === 'Attribute' ? changed.value : node.kind === 'Call' ? tableOfSetattr(node.func, node.args) : undefined
        if (!table || !isTable(models, file.path, table)) continue
        const name = python.text.slice(table.start, table.end)
        yield {
          at: changed ? { start: changed.start, end: changed.end } : { start: node.start, end: node.end },
          message: `\`${name}\` is one object for all requests, so two at the same time write into each other's schema`,
          help: 'Keep the placeholder in the model and bind the session to `engine.execution_options(schema_translate_map={…})`',
        }
      }
    }
  },
})

/** `setattr(table, "schema", …)`. */
function tableOfSetattr(func: Expr, args: readonly Expr[]): Expr | undefined {
  const [object, name] = args
  const isSchema = func.kind === 'Name' && func.id === 'setattr' && name?.kind === 'Str' && stringValue(name) === 'schema'
  return isSchema ? object : undefined
}

/** `Model.__table__`, `metadata.tables[…]`, a `Table` of the project, or a loop variable over such tables. */
function isTable(models: ModelFacts, path: string, expr: Expr): boolean {
  if (expr.kind === 'Attribute' && expr.attr === '__table__') return true
  if (expr.kind === 'Subscript') return isTables(expr.value)
  if (expr.kind === 'Name') {
    const fn = functionAround(expr)
    const binding = fn && bindingBefore(fn, expr.id, expr.start)
    if (binding?.kind === 'for') return isTableLoop(binding.iter, binding.path)
    if (binding?.kind === 'assign')
      return binding.path.length === 0 && binding.value.kind !== 'Name' && isTable(models, path, binding.value)
    if (binding) return false
  }
  if (expr.kind !== 'Name' && expr.kind !== 'Attribute') return false
  return models.resolve(path, expr)?.className === undefined && models.resolve(path, expr) !== undefined
}

const isTables = (expr: Expr): boolean => expr.kind === 'Attribute' && expr.attr === 'tables' && endsInMetadata(expr.value)

const endsInMetadata = (expr: Expr): boolean =>
  /metadata|^meta$/i.test(expr.kind === 'Attribute' ? expr.attr : expr.kind === 'Name' ? expr.id : '')

/** `for table in metadata.sorted_tables`, `.tables.values()`, `for name, table in metadata.tables.items()`. */
function isTableLoop(iter: Expr, place: readonly number[]): boolean {
  if (iter.kind === 'Attribute') return iter.attr === 'sorted_tables' && endsInMetadata(iter.value) && place.length === 0
  if (iter.kind !== 'Call' || iter.func.kind !== 'Attribute') {
    const [only] = iter.kind === 'Call' && iter.func.kind === 'Name' && iter.func.id === 'list' ? iter.args : []
    return only ? isTableLoop(only, place) : false
  }
  if (!isTables(iter.func.value)) return false
  return iter.func.attr === 'values' ? place.length === 0 : iter.func.attr === 'items' && place.length === 1 && place[0] === 1
}

import type { Model } from '../models/model'
import type { ModelFacts as SourceModels } from '../models/model-facts'
import type { Call, Expr } from '../python/ast'
import { descendants } from '../python/children'
import { stringValue } from '../python/strings'
import type { ModelColumn, ModelFacts, ModelObject, ModelTable } from './live-world'

/** What the models say to live checks: tables with one model each, and only what is written out. */
export function toModelFacts(models: SourceModels): ModelFacts | undefined {
  const all = models.all()
  if (all.length === 0) return undefined
  const byTable = new Map<string, Model[]>()
  for (const model of all) if (model.table !== undefined) byTable.set(model.table, [...(byTable.get(model.table) ?? []), model])
  // Children of single-table inheritance share their parent's table; two models of one table elsewhere are somebody's second thought.
  const tables = [...byTable].flatMap(([name, [model, ...others]]) =>
    model && others.every(({ path }) => path === model.path) ? [toTable(name, model, others)] : [],
  )
  return { tables, complete: all.every(({ table, unknownBases }) => table !== undefined && !unknownBases) }
}

function toTable(name: string, model: Model, others: readonly Model[]): ModelTable {
  const columns = new Map(
    [...others, model].flatMap((each) => each.columns.map((column) => [column.name, toColumn(each, column)] as const)),
  )
  return {
    name,
    scope: model.scope,
    path: model.path,
    span: model.nameSpan,
    columns: [...columns.values()],
    objects: model.args ? listObjects(model.args, columns) : [],
    complete: !model.unknownBases && !others.some(({ unknownBases }) => unknownBases),
  }
}

function toColumn(model: Model, column: Model['columns'][number]): ModelColumn & { readonly attribute: string } {
  const label = model.enums.find((each) => each.column === column.name && each.native)
  const labels = label?.call ? listLabels(label.call) : undefined
  return {
    name: column.name,
    attribute: column.attribute,
    path: column.path,
    span: column.span,
    ...(column.nullable === false ? { nullable: false } : {}),
    ...(label && labels ? { enum: { ...(label.name === undefined ? {} : { name: label.name }), labels, span: label.span } } : {}),
  }
}

/** `Enum("draft", "paid", name="order_status")`; labels taken from a Python enum class are not read here. */
function listLabels(call: Call): readonly string[] | undefined {
  if (call.args.length === 0) return undefined
  const labels = call.args.map((arg) => (arg.kind === 'Str' ? stringValue(arg) : undefined))
  return labels.every((label): label is string => label !== undefined) ? labels : undefined
}

const kinds: { readonly [callee: string]: ModelObject['kind'] } = {
  UniqueConstraint: 'unique constraint',
  PrimaryKeyConstraint: 'primary key',
  Index: 'index',
}

/** Named constraints and indexes of `__table_args__`, with their columns; those with an expression among the columns are left out. */
function listObjects(args: Expr, columns: ReadonlyMap<string, { readonly attribute: string }>): readonly ModelObject[] {
  const found: ModelObject[] = []
  for (const node of descendants(args)) {
    if (node.kind !== 'Call') continue
    const callee = node.func.kind === 'Name' ? node.func.id : node.func.kind === 'Attribute' ? node.func.attr : ''
    const kind = kinds[callee]
    if (!kind) continue
    const [first, ...rest] = node.args
    const nameExpr = kind === 'index' ? first : node.keywords.find(({ name }) => name === 'name')?.value
    const columnExprs = kind === 'index' ? rest : node.args
    const name = nameExpr?.kind === 'Str' ? stringValue(nameExpr) : undefined
    const names = columnExprs.map((expr) => columnName(expr, columns))
    if (name === undefined || !nameExpr || names.length === 0 || !names.every((each): each is string => each !== undefined)) continue
    const unique = node.keywords.find((keyword) => keyword.name === 'unique')?.value
    found.push({
      kind,
      name,
      nameSpan: { start: nameExpr.start, end: nameExpr.end },
      columns: names,
      ...(kind === 'index' ? { unique: unique?.kind === 'Constant' && unique.value === true } : {}),
      span: { start: node.start, end: node.end },
    })
  }
  return found
}

function columnName(expr: Expr, columns: ReadonlyMap<string, { readonly attribute: string }>): string | undefined {
  if (expr.kind === 'Str') return stringValue(expr)
  if (expr.kind !== 'Name') return undefined
  for (const [name, { attribute }] of columns) if (attribute === expr.id) return name
  return undefined
}

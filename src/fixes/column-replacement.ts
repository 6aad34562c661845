import type { Edit, Fix } from '../contract/finding'
import { modelFacts } from '../models/model-facts'
import type { ColumnUse } from '../project/column-uses'
import type { ColumnDeprecation } from '../project/deprecations'
import type { Workspace } from '../project/workspace'
import type { Attribute, Expr, Keyword, Node, PythonModule } from '../python/ast'
import { ancestor, dottedName } from '../python/children'
import { bindingsOf, enclosingFunction } from '../python/scopes'
import { argumentSpan } from './argument-span'
import { importEdit } from './import-class'
import { findKeyColumn, type KeyColumn } from './key-column'

/** What may be done about one use, or why nothing is offered. */
export type Replacement = { readonly fixes: readonly Fix[] } | { readonly noFix: string }

interface World {
  readonly workspace: Workspace
  readonly module: PythonModule
  readonly column: ColumnDeprecation
  readonly use: ColumnUse
}

/** The ways from the old column to the new one, by use. None is safe: whether every row of the new key is filled is the data's secret. */
export function replaceColumn(world: World): Replacement {
  const { use, column } = world
  if (column.replacement === undefined) return { noFix: 'the configuration names no replacement' }
  switch (use.kind) {
    case 'class-attribute':
      return replaceInQuery(world, use.node)
    case 'instance':
      if (use.access === 'write' && use.mock) return stubRelationship(world, use.node)
      return use.access === 'read'
        ? readThroughRelationship(world, use.node)
        : {
            noFix: `which row of \`${column.replacement}\` this value stands for is not known here: assign \`${column.relationship ?? column.replacement}\` instead`,
          }
    case 'keyword':
      if (use.into === 'filter') return replaceFilterKeyword(world, use.node)
      return removeBesideReplacement(world, use.node, use.call.keywords)
    case 'definition':
      return { noFix: `the column can go when nothing uses it any more: \`tenantscope usages ${column.name}\` tells` }
    case 'string':
      return { noFix: 'a name in a string is looked up at run time; what depends on it is not known here' }
    case 'sql':
      return {
        noFix: `write \`${column.replacement}\` with a join on its table, or compare with a sub-query: the raw statement carries no types to do it by`,
      }
  }
}

const why = (column: ColumnDeprecation): string =>
  `the result is the same only where \`${column.replacement}\` is filled for every row that has \`${column.attribute}\``

/** `Job.batch_id == key` in a query. */
function replaceInQuery(world: World, node: Attribute): Replacement {
  const { column, module, workspace } = world
  const { parent } = node
  if (parent?.kind !== 'Compare') return { noFix: refusalOf(parent, column) }
  const [operator] = parent.ops
  const other = parent.left === node ? parent.comparators[0] : parent.left
  if (operator !== '==' || parent.ops.length !== 1 || !other) {
    return {
      noFix: `rows with no \`${column.replacement}\` and batches with no row fall on the other side of \`${operator}\`: what is meant has to be said`,
    }
  }
  if (!isInQuery(parent)) return { noFix: 'it is not proved to be part of a query' }
  if (mayBeNone(other))
    return { noFix: `\`${textOf(module, other)}\` may be None, and \`== NULL\` has another meaning for a key than for a text` }
  const key = findKeyColumn(workspace, column)
  if (!key) return { noFix: `the configuration names no \`key\` for \`${column.name}\` whose model stands in this project` }
  if (readsModel(world, other)) return { noFix: 'both sides are columns: a join says it better than a sub-query' }
  const owner = textOf(module, node.value)
  const value = textOf(module, other)
  const imports = (...names: readonly string[]) => importsFor(world, key, names)
  const fixes: Fix[] = []
  const subquery = imports('select', key.className)
  const unproved = key.unique
    ? []
    : [`\`${key.className}.${key.attribute}\` is not proved unique, and a scalar sub-query takes one row only`]
  if (subquery) {
    fixes.push(
      toFix(
        world,
        'subquery',
        `Compare \`${column.replacement}\` with a sub-query on \`${key.className}\``,
        [why(column), ...unproved],
        [edit(module, parent, `${owner}.${column.replacement} == ${subqueryText(key, value)}`), ...subquery],
      ),
    )
  }
  const relationship = column.relationship
  if (relationship && hasRelationship(workspace, column, relationship)) {
    fixes.push(
      toFix(
        world,
        'relationship',
        `Ask through the relationship \`${relationship}\``,
        [why(column)],
        [edit(module, parent, `${owner}.${relationship}.has(${key.attribute}=${value})`)],
      ),
    )
  }
  return fixes.length > 0 ? { fixes } : { noFix: `\`${key.className}\` cannot be imported here without a guess` }
}

const subqueryText = ({ className, attribute, primaryKey }: KeyColumn, value: string): string =>
  `select(${className}.${primaryKey}).where(${className}.${attribute} == ${value}).scalar_subquery()`

function refusalOf(parent: Node | undefined, column: ColumnDeprecation): string {
  const method = parent?.kind === 'Attribute' ? parent.attr : undefined
  if (method === 'in_' || method === 'not_in' || method === 'notin_')
    return 'a list of old keys needs a look-up of all of them first: how it is to treat unknown ones has to be said'
  if (method === 'is_' || method === 'isnot' || method === 'is_not')
    return `whether \`${column.replacement}\` is empty exactly where \`${column.attribute}\` is has to be known first`
  if (method === 'like' || method === 'ilike' || method === 'startswith' || method === 'contains' || method === 'endswith')
    return 'a pattern on the text has no counterpart on a key: it needs a join'
  return `the value itself is used, so \`${column.replacement}\` alone cannot stand for it: join its table`
}

const queryMethods = new Set(['filter', 'where', 'having', 'join', 'outerjoin', 'and_', 'or_', 'not_', 'exists', 'any', 'has'])

function isInQuery(node: Node): boolean {
  const call = ancestor(node.parent, (candidate): candidate is Extract<Node, { kind: 'Call' }> => candidate.kind === 'Call')
  if (!call) return false
  const name = call.func.kind === 'Attribute' ? call.func.attr : call.func.kind === 'Name' ? call.func.id : ''
  return queryMethods.has(name)
}

function mayBeNone(expr: Expr): boolean {
  if (expr.kind === 'Str') return false
  if (expr.kind === 'Constant') return expr.value === null
  if (expr.kind !== 'Name') return expr.kind === 'IfExp' || expr.kind === 'BoolOp'
  const scope = enclosingFunction(expr)
  if (!scope) return false
  const bindings = bindingsOf(scope).filter((binding) => binding.name === expr.id)
  return bindings.some(({ node }) => {
    if (node.kind === 'Param') return isOptionalParam(node.annotation, node.default)
    return node.kind === 'Assign' && node.value?.kind === 'Constant' && node.value.value === null
  })
}

function isOptionalParam(annotation: Expr | undefined, fallback: Expr | undefined): boolean {
  if (fallback?.kind === 'Constant' && fallback.value === null) return true
  if (!annotation) return false
  if (annotation.kind === 'BinOp')
    return [annotation.left, annotation.right].some((side) => side.kind === 'Constant' && side.value === null)
  return annotation.kind === 'Subscript' && /(?:^|\.)Optional$/.test(dottedName(annotation.value) ?? '')
}

function readsModel({ workspace, module }: World, expr: Expr): boolean {
  return expr.kind === 'Attribute' && modelFacts(workspace).resolve(module.path, expr.value) !== undefined
}

const hasRelationship = (workspace: Workspace, column: ColumnDeprecation, name: string): boolean =>
  column.models.every(
    (model) =>
      model.relationships.some((entry) => entry.attribute === name) || (workspace.text(model.path) ?? '').includes(`${name}: Mapped[`),
  )

/** `job.batch_id` -> `job.batch_job.batch_id if job.batch_job else None`. */
function readThroughRelationship(world: World, node: Attribute): Replacement {
  const { column, module, workspace } = world
  const { relationship } = column
  const key = findKeyColumn(workspace, column)
  if (!relationship || !key || !hasRelationship(workspace, column, relationship))
    return { noFix: `no relationship from \`${column.className}\` to the old key is known` }
  if (dottedName(node.value) === undefined) return { noFix: `\`${textOf(module, node.value)}\` would run twice: put it into a name first` }
  const scope = enclosingFunction(node)
  if (scope?.async || isAsyncModule(module))
    return { noFix: `reading \`${relationship}\` loads it, which fails on an AsyncSession unless it was loaded with the query` }
  const owner = textOf(module, node.value)
  const read = `${owner}.${relationship}.${key.attribute} if ${owner}.${relationship} else None`
  const text = needsParentheses(node) ? `(${read})` : read
  const doubt = `reading \`${relationship}\` runs a query for each object that has it not loaded, and fails on an object without a session`
  return { fixes: [toFix(world, 'read', `Read it through \`${relationship}\``, [why(column), doubt], [edit(module, node, text)])] }
}

/** On a mock, an assignment says what a read shall give: the read goes through the relationship now. */
function stubRelationship(world: World, node: Attribute): Replacement {
  const { column, module, workspace } = world
  const key = findKeyColumn(workspace, column)
  const { relationship } = column
  if (!relationship || !key || !hasRelationship(workspace, column, relationship))
    return { noFix: `no relationship from \`${column.className}\` to the old key is known` }
  const text = `${textOf(module, node.value)}.${relationship}.${key.attribute}`
  const doubt = 'the code under test has to read through the relationship too'
  return { fixes: [toFix(world, 'mock', `Stub \`${relationship}.${key.attribute}\` of the mock`, [doubt], [edit(module, node, text)])] }
}

const isAsyncModule = ({ text }: PythonModule): boolean => /\bAsyncSession\b|\basync_sessionmaker\b/.test(text)

/** A conditional expression stands alone only where nothing binds tighter around it. */
function needsParentheses(node: Node): boolean {
  const { parent } = node
  if (!parent) return true
  const alone = [
    'Assign',
    'Return',
    'Call',
    'Keyword',
    'ExprStmt',
    'List',
    'Tuple',
    'Set',
    'DictEntry',
    'ListComp',
    'SetComp',
    'Yield',
    'Arguments',
  ]
  return !alone.includes(parent.kind) && parent.kind !== 'Str'
}

/** `filter_by(batch_id=key)` -> the same sub-query as a keyword. */
function replaceFilterKeyword(world: World, node: Keyword): Replacement {
  const { column, module, workspace } = world
  const key = findKeyColumn(workspace, column)
  if (!key) return { noFix: `the configuration names no \`key\` for \`${column.name}\` whose model stands in this project` }
  if (mayBeNone(node.value))
    return { noFix: `\`${textOf(module, node.value)}\` may be None, and \`IS NULL\` has another meaning for a key than for a text` }
  const imports = importsFor(world, key, ['select', key.className])
  if (!imports) return { noFix: `\`${key.className}\` cannot be imported here without a guess` }
  const unproved = key.unique
    ? []
    : [`\`${key.className}.${key.attribute}\` is not proved unique, and a scalar sub-query takes one row only`]
  const text = `${column.replacement}=${subqueryText(key, textOf(module, node.value))}`
  return {
    fixes: [
      toFix(
        world,
        'subquery',
        `Compare \`${column.replacement}\` with a sub-query on \`${key.className}\``,
        [why(column), ...unproved],
        [edit(module, node, text), ...imports],
      ),
    ],
  }
}

/** A value that is written beside its replacement is written twice. */
function removeBesideReplacement(world: World, node: Keyword, keywords: readonly Keyword[]): Replacement {
  const { column, module } = world
  const beside = keywords.find(({ name }) => name === column.replacement || name === column.relationship)
  if (!beside?.name)
    return { noFix: `pass \`${column.relationship ?? column.replacement}\` first: without it the row would lose its batch` }
  const title = `Write \`${beside.name}\` only`
  return {
    fixes: [
      toFix(
        world,
        'keyword',
        title,
        [`code that still reads \`${column.attribute}\` finds it empty on new rows`],
        [{ path: module.path, ...argumentSpan(module.text, node), text: '' }],
      ),
    ],
  }
}

function importsFor({ workspace, module, use }: World, key: KeyColumn, names: readonly string[]): Edit[] | undefined {
  const edits: Edit[] = []
  for (const name of names) {
    const wanted = name === 'select' ? { name, module: 'sqlalchemy', path: undefined } : { name, module: undefined, path: key.model.path }
    const found = importEdit(workspace, module, wanted, use.start)
    if (found === undefined) return undefined
    edits.push(...found)
  }
  return edits
}

function toFix({ module, use }: World, kind: string, title: string, doubts: readonly string[], edits: readonly Edit[]): Fix {
  return { id: `${module.path}:deprecated-column:${use.start}:${kind}`, title, safety: 'unsafe', proof: [], why: doubts.join('; '), edits }
}

const edit = (module: PythonModule, { start, end }: { readonly start: number; readonly end: number }, text: string): Edit => ({
  path: module.path,
  start,
  end,
  text,
})
const textOf = (module: PythonModule, { start, end }: { readonly start: number; readonly end: number }): string =>
  module.text.slice(start, end)

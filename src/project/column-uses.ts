import type { Attribute, Call, ClassDef, Expr, Keyword, Node, PythonModule, Str } from '../python/ast'
import { ancestor, descendants, dottedName } from '../python/children'
import { bindingsOf, enclosingFunction } from '../python/scopes'
import { stringValue } from '../python/strings'
import type { Span } from '../text/span'
import { type ColumnDeprecation, isModelClass } from './deprecations'
import { executionsIn } from './executions'
import { listSqlColumns } from './sql-columns'
import { typeOf } from './types/expression-type'
import type { PythonType } from './types/python-type'
import type { Workspace } from './workspace'

/** One place that uses a column, certain by type or by the table of a statement. */
export type ColumnUse = Span &
  /** `Job.batch_id` on the class: in a query, a column list, an ordering. */
  (
    | { readonly kind: 'class-attribute'; readonly node: Attribute }
    /** `job.batch_id` on an object. */
    | { readonly kind: 'instance'; readonly node: Attribute; readonly access: 'read' | 'write'; readonly mock: boolean }
    /** `Job(batch_id=…)`, `filter_by(batch_id=…)`, `values(batch_id=…)`. */
    | { readonly kind: 'keyword'; readonly node: Keyword; readonly call: Call; readonly into: 'constructor' | 'filter' | 'values' | 'mock' }
    /** `getattr(job, "batch_id")`, `load_only("batch_id")`, a key of a dictionary that is written to the table. */
    | { readonly kind: 'string'; readonly node: Str }
    | { readonly kind: 'definition'; readonly node: Node }
    | { readonly kind: 'sql'; readonly statement: string }
  )

export interface ColumnUses {
  readonly uses: readonly ColumnUse[]
  /** Attributes of that name on something of unknown type, in files that speak of the model. */
  readonly unknown: readonly (Span & { readonly receiver: string })[]
}

/** Every certain use of a column in a Python file, or in the statements of it that `module` lists. */
export function listColumnUses(
  workspace: Workspace,
  path: string,
  column: ColumnDeprecation,
  module: PythonModule | undefined = workspace.module(path),
): ColumnUses {
  if (!module?.text.includes(column.attribute)) return { uses: [], unknown: [] }
  const world: World = { workspace, path, module, column }
  const uses: ColumnUse[] = []
  const unknown: (Span & { receiver: string })[] = []
  const speaksOfModel = module.text.includes(column.className)
  const seen = new Set<Node>()
  for (const at of occurrences(module.text, column.attribute)) {
    const slice = module.sliceAt(at)
    if (!slice || !module.topLevel.includes(slice)) continue
    const node = nodeOf(module, { start: at, end: at + column.attribute.length })
    if (!node || seen.has(node)) continue
    seen.add(node)
    const found = useOf(world, node)
    if (found === 'unknown') {
      if (speaksOfModel && node.kind === 'Attribute')
        unknown.push({ start: at, end: at + column.attribute.length, receiver: module.text.slice(node.value.start, node.value.end) })
    } else if (found) uses.push(found)
  }
  for (const span of sqlUses(world)) uses.push({ ...span, kind: 'sql' })
  return { uses: uses.sort((a, b) => a.start - b.start), unknown }
}

interface World {
  readonly workspace: Workspace
  readonly path: string
  readonly module: PythonModule
  readonly column: ColumnDeprecation
}

/** Whole words only. */
export function* occurrences(text: string, word: string): Generator<number> {
  const isWord = (at: number) => /\w/.test(text[at] ?? '')
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isWord(at - 1) && !isWord(at + word.length)) yield at
  }
}

/** The attribute, keyword, name or string that bears the word at a span. */
function nodeOf(module: PythonModule, span: Span): Node | undefined {
  const node = module.nodeAt(span.start, span.end)
  if (node?.kind === 'Keyword' || node?.kind === 'Attribute' || node?.kind === 'Name' || node?.kind === 'Str') return node
  // Between `job` and `.batch_id` the innermost node may be the one around them.
  return node
    ? ancestor(node, (candidate): candidate is Attribute => candidate.kind === 'Attribute' && candidate.attrStart === span.start)
    : undefined
}

function useOf(world: World, node: Node): ColumnUse | 'unknown' | undefined {
  const { attribute } = world.column
  switch (node.kind) {
    case 'Attribute':
      return node.attr === attribute ? attributeUse(world, node) : undefined
    case 'Keyword':
      return node.name === attribute ? keywordUse(world, node) : undefined
    case 'Name': {
      const assign = node.parent
      const owner = assign?.parent
      const isTarget = assign?.kind === 'Assign' && assign.targets.some((target) => target === node)
      if (!isTarget || owner?.kind !== 'ClassDef' || !definesColumn(world, owner)) return undefined
      return { kind: 'definition', node: assign, start: node.start, end: node.end }
    }
    case 'Str':
      return stringValue(node) === attribute ? stringUse(world, node) : undefined
    default:
      return undefined
  }
}

const isModelType = ({ workspace, column }: World, type: PythonType | undefined): boolean =>
  (type?.kind === 'instance' || type?.kind === 'class') && isModelClass(workspace, type.cls, column.models)

function definesColumn({ path, column }: World, owner: ClassDef): boolean {
  return column.models.some(
    (model) =>
      model.node === owner ||
      model.columns.some(
        (entry) =>
          entry.path === path && entry.attribute === column.attribute && owner.start <= entry.span.start && entry.span.end <= owner.end,
      ),
  )
}

function attributeUse(world: World, node: Attribute): ColumnUse | 'unknown' | undefined {
  const type = typeOf(world.workspace, world.path, node.value)
  if (!type || type.kind === 'external') return type ? undefined : 'unknown'
  if (!isModelType(world, type)) return undefined
  const span = { start: node.attrStart, end: node.attrStart + node.attr.length }
  if (type.kind === 'class') return { kind: 'class-attribute', node, ...span }
  const { parent } = node
  const written = (parent?.kind === 'Assign' && parent.targets.some((target) => target === node)) || parent?.kind === 'Delete'
  return { kind: 'instance', node, access: written ? 'write' : 'read', mock: isMock(world, node.value), ...span }
}

/** `job = MagicMock(spec=Job)` before, in the same function. */
function isMock({ workspace, path }: World, expr: Expr): boolean {
  const scope = expr.kind === 'Name' ? enclosingFunction(expr) : undefined
  if (expr.kind !== 'Name' || !scope) return false
  return bindingsOf(scope).some(({ name, node }) => {
    if (name !== expr.id || node.kind !== 'Assign' || node.value?.kind !== 'Call') return false
    const callee = typeOf(workspace, path, node.value.func)
    return callee?.kind === 'external' && /^(?:unittest\.mock|mock|pytest_mock)\b/.test(callee.qualified)
  })
}

function keywordUse(world: World, node: Keyword): ColumnUse | undefined {
  const call = node.parent
  if (call?.kind !== 'Call' || node.name === undefined) return undefined
  const place = { node, call, start: node.start, end: node.start + node.name.length }
  const into = keywordTarget(world, call)
  return into && { kind: 'keyword', into, ...place }
}

function keywordTarget(world: World, call: Call): 'constructor' | 'filter' | 'values' | 'mock' | undefined {
  const { workspace, path } = world
  const { func } = call
  const callee = typeOf(workspace, path, func)
  if (callee?.kind === 'class') return isModelType(world, callee) ? 'constructor' : undefined
  if (callee?.kind === 'function') return reachesConstructor(world, callee, 0) ? 'constructor' : undefined
  const made = typeOf(workspace, path, call)
  if (callee?.kind === 'external' && made?.kind === 'instance') return isModelType(world, made) ? 'mock' : undefined
  if (func.kind !== 'Attribute') return undefined
  const owner = typeOf(workspace, path, func.value)
  if (owner?.kind !== 'query') return undefined
  const [entity] = owner.items
  if (!isModelType(world, entity)) return undefined
  // After a join, `filter_by` speaks of the entity joined last.
  if (func.attr === 'filter_by') return owner.joined || owner.items.length > 1 ? undefined : 'filter'
  return func.attr === 'values' && owner.style === 'update' ? 'values' : undefined
}

/** `def make(**fields): return Job(**fields)`: keywords that the function does not take itself go on to the constructor. */
function reachesConstructor(world: World, callee: Extract<PythonType, { kind: 'function' }>, depth: number): boolean {
  const { node, path } = callee
  const rest = node.params.find((param) => param.style === 'doublestar')
  if (!rest || depth > 3 || node.params.some((param) => param.name === world.column.attribute)) return false
  for (const statement of node.body) {
    for (const inner of descendants(statement)) {
      if (
        inner.kind !== 'Call' ||
        !inner.keywords.some((keyword) => keyword.name === undefined && keyword.value.kind === 'Name' && keyword.value.id === rest.name)
      )
        continue
      const target = typeOf(world.workspace, path, inner.func)
      if (target?.kind === 'class' && isModelType(world, target)) return true
      if (target?.kind === 'function' && reachesConstructor(world, target, depth + 1)) return true
    }
  }
  return false
}

function stringUse(world: World, node: Str): ColumnUse | undefined {
  const use: ColumnUse = { kind: 'string', node, start: node.start, end: node.end }
  const { parent } = node
  if (parent?.kind === 'Call') {
    const name = dottedName(parent.func)?.split('.').pop()
    const [first] = parent.args
    if (name && /^(?:getattr|setattr|hasattr|delattr)$/.test(name) && parent.args[1] === node && first)
      return isModelType(world, typeOf(world.workspace, world.path, first)) ? use : undefined
    // UniqueConstraint("batch_id") and Index("ix", "batch_id") in the model's own class body.
    const owner = ancestor(parent, (candidate): candidate is ClassDef => candidate.kind === 'ClassDef')
    if (name && /^(?:UniqueConstraint|Index|PrimaryKeyConstraint|ForeignKeyConstraint)$/.test(name) && owner) {
      const isName = name === 'Index' && first === node
      return !isName && definesColumn(world, owner) ? use : undefined
    }
    return undefined
  }
  if (parent?.kind === 'List') {
    const call = parent.parent
    const owner = ancestor(parent, (candidate): candidate is ClassDef => candidate.kind === 'ClassDef')
    return call?.kind === 'Call' &&
      /ForeignKeyConstraint$/.test(dottedName(call.func) ?? '') &&
      call.args[0] === parent &&
      owner &&
      definesColumn(world, owner)
      ? use
      : undefined
  }
  if (parent?.kind !== 'DictEntry' || parent.key !== node) return undefined
  return dictionaryReaches(world, parent.parent) ? use : undefined
}

/** `update(Job).values({"batch_id": …})`, `query(Job).update({…})`, `bulk_insert_mappings(Job, [{…}])`, `insert(Job), [{…}]`, `Job(**{…})`. */
function dictionaryReaches(world: World, dict: Node | undefined): boolean {
  let holder = dict?.parent
  if (holder?.kind === 'List' || holder?.kind === 'ListComp') holder = holder.parent
  if (holder?.kind === 'Keyword' && holder.name === undefined) {
    const call = holder.parent
    return call?.kind === 'Call' && keywordTarget(world, call) !== undefined
  }
  if (holder?.kind !== 'Call') return false
  const { func } = holder
  if (func.kind !== 'Attribute') return false
  const isModel = (expr: Expr | undefined) => expr !== undefined && isModelType(world, typeOf(world.workspace, world.path, expr))
  if (/^bulk_(?:insert|update)_mappings$/.test(func.attr)) return isModel(holder.args[0])
  if (func.attr === 'execute') {
    const type = holder.args[0] && typeOf(world.workspace, world.path, holder.args[0])
    return type?.kind === 'query' && type.style === 'update' && isModelType(world, type.items[0])
  }
  const owner = typeOf(world.workspace, world.path, func.value)
  if (owner?.kind !== 'query' || !isModelType(world, owner.items[0])) return false
  return (func.attr === 'values' && owner.style === 'update') || (func.attr === 'update' && owner.style === 'query' && !owner.joined)
}

function sqlUses(world: World): (Span & { statement: string })[] {
  const { workspace, module, path, column } = world
  const found: (Span & { statement: string })[] = []
  for (const slice of module.topLevel) {
    if (!/\b(?:text|execute|exec|fetch\w*|scalars?|DDL)\b/.test(module.text.slice(slice.start, slice.end))) continue
    for (const statement of module.statementsOf(slice)) {
      for (const execution of executionsIn(workspace, path, statement)) {
        if (execution.textPath !== path) continue
        for (const span of listSqlColumns(workspace, execution.analysis, column))
          if (!found.some((other) => other.start === span.start)) found.push(span)
      }
    }
  }
  return found
}

import { alembicFacts } from '../alembic/alembic-facts'
import type { Deprecation } from '../contract/config'
import type { Model } from '../models/model'
import { modelFacts } from '../models/model-facts'
import type { ClassDef, FunctionDef, Stmt } from '../python/ast'
import { descendants, dottedName } from '../python/children'
import { stringValue } from '../python/strings'
import { keepsHistory } from './deprecations'
import type { Workspace } from './workspace'

/** An entry that the code itself speaks for. */
export interface DeprecationEvidence {
  readonly entry: Deprecation
  /** Why, with the place where it was seen. */
  readonly why: string
}

/** What the project has deprecated already: by decorator, by docstring, by a warning, or by a revision that takes away what models still map. */
export function listDeprecationEvidence(workspace: Workspace): readonly DeprecationEvidence[] {
  const found = new Map<string, DeprecationEvidence>()
  // Helpers that set the search path have a rule of their own.
  const helpers = new Set(workspace.config.tenancy.helpers.map((symbol) => symbol.slice(symbol.indexOf(':') + 1)))
  for (const evidence of [...droppedColumns(workspace), ...renamedTables(workspace), ...markedSymbols(workspace)]) {
    const key = `${evidence.entry.kind}:${evidence.entry.name}`
    if (!found.has(key) && !helpers.has(evidence.entry.name)) found.set(key, evidence)
  }
  return [...found.values()]
}

function* upgrades(workspace: Workspace) {
  const facts = alembicFacts(workspace)
  for (const { graph } of facts.environments) {
    for (const { path } of graph.files) for (const operation of facts.operationsOf(path).upgrade) yield { path, operation }
  }
}

/** A revision drops a column that a model still maps. */
function* droppedColumns(workspace: Workspace): Generator<DeprecationEvidence> {
  const models = modelFacts(workspace)
  for (const { path, operation } of upgrades(workspace)) {
    const { effect, table } = operation
    if (effect.kind !== 'drop-column' || effect.name.kind !== 'text' || table?.name.kind !== 'text') continue
    for (const model of models.classesFor(table.name.value)) {
      const { value: name } = effect.name
      const column = model.columns.find((each) => each.name === name)
      if (!column || model.className === undefined) continue
      const why = `${path} drops \`${table.name.value}.${name}\`, which \`${model.className}\` still maps`
      yield {
        entry: { kind: 'column', name: `${model.className}.${column.attribute}`, ...successorOf(workspace, model, column.attribute) },
        why,
      }
    }
  }
}

/** A foreign key of the same model to a table that has a column of the same name. */
function successorOf(workspace: Workspace, model: Model, attribute: string): Pick<Deprecation, 'replacement' | 'key' | 'relationship'> {
  for (const foreign of model.foreignKeys) {
    for (const target of modelFacts(workspace).classesFor(foreign.target?.table ?? '')) {
      if (target.className === undefined || target === model || !target.columns.some((column) => column.attribute === attribute)) continue
      const holder =
        model.columns.find(({ path, span }) => path === foreign.path && span.start <= foreign.at.start && foreign.at.end <= span.end) ??
        model.columns.find(({ call }) => call !== undefined && call.start <= foreign.at.start && foreign.at.end <= call.end)
      if (!holder || holder.attribute === attribute) continue
      const relationship = model.relationships.find((each) => each.target === target.className)?.attribute
      return {
        replacement: holder.attribute,
        key: `${target.className}.${attribute}`,
        ...(relationship === undefined ? {} : { relationship }),
      }
    }
  }
  return {}
}

/** A revision renames a table, and code outside the migrations still says the old name. */
function* renamedTables(workspace: Workspace): Generator<DeprecationEvidence> {
  const models = modelFacts(workspace)
  for (const { path, operation } of upgrades(workspace)) {
    const { effect, table } = operation
    if (effect.kind !== 'rename-table' || effect.to.kind !== 'text' || table?.name.kind !== 'text') continue
    const { value: old } = table.name
    if (models.classesFor(effect.to.value).length === 0 || models.classesFor(old).length > 0) continue
    const left = workspace.filesWith([old], ['.py', '.sql']).filter((file) => !keepsHistory(workspace, file))
    if (left.length > 0)
      yield {
        entry: { kind: 'table', name: old, replacement: effect.to.value },
        why: `${path} renames it, and ${left[0]} still says the old name`,
      }
  }
}

function* markedSymbols(workspace: Workspace): Generator<DeprecationEvidence> {
  for (const path of workspace.filesWith(['deprecated', 'DEPRECATED', 'Deprecated', 'DeprecationWarning'], ['.py'])) {
    const module = workspace.module(path)
    if (!module || keepsHistory(workspace, path)) continue
    for (const slice of module.topLevel) {
      if (slice.kind !== 'def' && slice.kind !== 'class') continue
      for (const statement of module.statementsOf(slice)) yield* marked(path, statement, undefined)
    }
  }
}

function* marked(path: string, statement: Stmt, owner: string | undefined): Generator<DeprecationEvidence> {
  if (statement.kind !== 'FunctionDef' && statement.kind !== 'ClassDef') return
  const mark = markOf(statement)
  // A name that begins with an underscore is nobody else's business.
  if (mark && !statement.name.startsWith('_')) {
    const name = owner === undefined ? statement.name : `${owner}.${statement.name}`
    const kind = statement.kind === 'ClassDef' ? 'class' : owner === undefined ? 'function' : 'method'
    const replacement = /\b[Uu]se\s+[`:]*(?:\w+:)?`?([A-Za-z_][\w.]*)/.exec(mark.text)?.[1]?.split('.').pop()
    yield {
      entry: { kind, name, ...(replacement && replacement !== statement.name ? { replacement } : {}) },
      why: `${mark.how} in ${path}`,
    }
  }
  if (statement.kind === 'ClassDef' && owner === undefined) for (const inner of statement.body) yield* marked(path, inner, statement.name)
}

function markOf(node: FunctionDef | ClassDef): { readonly how: string; readonly text: string } | undefined {
  for (const decorator of node.decorators) {
    const name = dottedName(decorator.kind === 'Call' ? decorator.func : decorator)
    if (name?.split('.').pop() !== 'deprecated') continue
    const [reason] = decorator.kind === 'Call' ? decorator.args : []
    return { how: 'it is decorated as deprecated', text: reason?.kind === 'Str' ? (stringValue(reason) ?? '') : '' }
  }
  const [first] = node.body
  const docstring = first?.kind === 'ExprStmt' && first.value.kind === 'Str' ? (stringValue(first.value) ?? '') : ''
  if (/^\s*\W*deprecated\b|^\s*\.\. deprecated::/im.test(docstring)) return { how: 'its docstring says so', text: docstring }
  if (node.kind === 'ClassDef') return undefined
  for (const statement of node.body) {
    for (const inner of descendants(statement, (child) => child.kind !== 'FunctionDef' && child.kind !== 'If')) {
      if (inner.kind !== 'Call' || dottedName(inner.func)?.split('.').pop() !== 'warn') continue
      const category = [...inner.args.slice(1), ...inner.keywords.filter(({ name }) => name === 'category').map(({ value }) => value)]
      if (!category.some((arg) => /DeprecationWarning$/.test(dottedName(arg) ?? ''))) continue
      const [message] = inner.args
      return { how: 'it warns of its deprecation', text: message?.kind === 'Str' ? (stringValue(message) ?? '') : '' }
    }
  }
  return undefined
}

import type { Attribute, Call, ClassDef, Expr, Subscript } from '../python/ast'
import { toSqlText } from '../python/sql-from-python'
import { stringValue } from '../python/strings'
import type { SqlText } from '../sql/sql-text'
import { reaching } from './provenance/givers'
import { bindingBefore, functionAround, mayBeAnother, returnsIn, scopeOf } from './sessions/bindings'
import { assignmentsTo, classAround } from './sessions/class-members'
import { isTextMaker } from './sessions/sqlalchemy-names'
import { valueOf } from './sessions/values'
import type { Workspace } from './workspace'

/** The expression that spells the SQL of a call. */
export interface SqlSource {
  readonly path: string
  readonly expr: Expr
  readonly text: SqlText
  readonly wrapper: 'text' | 'none'
  readonly certain: boolean
}

const maxDepth = 8

/** Follow an argument to the expression that spells the SQL. */
export function findSqlSource(workspace: Workspace, path: string, expr: Expr, depth: number): SqlSource | undefined {
  if (depth > maxDepth) return undefined
  switch (expr.kind) {
    case 'Str':
    case 'BinOp':
      return spelled(workspace, path, expr)
    case 'Call': {
      const [first] = expr.args
      if (first && isMaker(workspace, path, expr.func)) {
        const inner = findSqlSource(workspace, path, first, depth + 1)
        return inner && { ...inner, wrapper: 'text' }
      }
      // cur.mogrify("…", parameters)
      if (first && expr.func.kind === 'Attribute' && expr.func.attr === 'mogrify') return findSqlSource(workspace, path, first, depth + 1)
      // text("…").bindparams(x=1), sql.SQL("…").as_string(conn)
      if (expr.func.kind === 'Attribute' && /^(bindparams|columns|execution_options|as_string)$/.test(expr.func.attr))
        return findSqlSource(workspace, path, expr.func.value, depth + 1)
      return spelled(workspace, path, expr) ?? returned(workspace, path, expr, depth)
    }
    case 'Name':
      return named(workspace, path, expr, depth)
    case 'IfExp':
      return oneOf(workspace, path, [expr.body, expr.orelse], depth)
    case 'Attribute': {
      const object = valueOf(workspace, path, expr.value)
      if (object.kind === 'module') {
        const definition = workspace.resolveName(object.path, expr.attr)
        return definition?.kind === 'definition' && definition.node.kind === 'Assign' && definition.node.value
          ? findSqlSource(workspace, definition.path, definition.node.value, depth + 1)
          : undefined
      }
      const kept = keptIn(workspace, path, expr)
      const source = kept && findSqlSource(workspace, kept.path, kept.expr, depth + 1)
      // A subclass may say something else.
      return source && { ...source, certain: false }
    }
    case 'Subscript': {
      const entry = entryOf(workspace, path, expr)
      return entry && findSqlSource(workspace, entry.path, entry.expr, depth + 1)
    }
    default:
      return undefined
  }
}

/** The SQL that an expression spells itself, with the constants it names. */
export const spelledSql = (workspace: Workspace, path: string, expr: Expr): SqlText | undefined => spelled(workspace, path, expr)?.text

function spelled(workspace: Workspace, path: string, expr: Expr): SqlSource | undefined {
  const text = toSqlText(expr, (name) => sameFileConstant(workspace, path, name))
  return text && { path, expr, text, wrapper: 'none', certain: true }
}

/** A name inside a longer SQL expression is followed within its file only: spans of two files cannot stand in one text. */
function sameFileConstant(workspace: Workspace, path: string, expr: Expr): Expr | undefined {
  if (expr.kind === 'Attribute' || expr.kind === 'Subscript') {
    const kept = expr.kind === 'Attribute' ? keptIn(workspace, path, expr) : entryOf(workspace, path, expr)
    return kept?.path === path && kept.expr.kind === 'Str' ? kept.expr : undefined
  }
  if (expr.kind !== 'Name') return undefined
  const local = localAssignment(expr)
  if (isRebound(workspace.text(path) ?? '', expr.id)) return undefined
  if (local !== undefined) return local?.kind === 'Str' ? local : undefined
  const definition = workspace.resolveName(path, expr.id, expr.start)
  if (definition?.kind !== 'definition' || definition.path !== path || definition.node.kind !== 'Assign') return undefined
  return definition.node.value?.kind === 'Str' ? definition.node.value : undefined
}

function named(workspace: Workspace, path: string, expr: Expr & { kind: 'Name' }, depth: number): SqlSource | undefined {
  const local = localAssignment(expr)
  if (local === null) return grown(workspace, path, expr) ?? oneOf(workspace, path, valuesOf(expr), depth)
  if (local) return findSqlSource(workspace, path, local, depth + 1)
  const definition = workspace.resolveName(path, expr.id, expr.start)
  if (definition?.kind !== 'definition' || definition.node.kind !== 'Assign' || !definition.node.value) return undefined
  return findSqlSource(workspace, definition.path, definition.node.value, depth + 1)
}

interface Kept {
  readonly path: string
  readonly expr: Expr
}

/** `self.SET_PATH`, `Queries.SET_PATH`: what the class's own body assigns, and no method. Fields of data classes and settings are no constants. */
function keptIn(workspace: Workspace, path: string, expr: Attribute): Kept | undefined {
  const object = valueOf(workspace, path, expr.value)
  const isOwn = expr.value.kind === 'Name' && /^(self|cls)$/.test(expr.value.id)
  const cls = object.kind === 'class' ? object : isOwn ? ownClass(path, expr) : undefined
  const assigned = cls ? assignmentsTo(cls.node, expr.attr) : []
  const [only] = assigned
  const statement = only?.target.parent
  const isConstant = statement?.kind === 'Assign' && (statement.annotation === undefined || /^[A-Z0-9_]+$/.test(expr.attr))
  return cls && only && assigned.length === 1 && only.method === undefined && isConstant ? { path: cls.path, expr: only.value } : undefined
}

function ownClass(path: string, expr: Expr): { readonly path: string; readonly node: ClassDef } | undefined {
  const node = classAround(expr)
  return node && { path, node }
}

/** `QUERIES["set_path"]` of a dictionary that stands in the module. */
function entryOf(workspace: Workspace, path: string, expr: Subscript): Kept | undefined {
  const [key] = expr.index
  const word = key?.kind === 'Str' && expr.index.length === 1 ? stringValue(key) : undefined
  const definition = expr.value.kind === 'Name' ? workspace.resolveName(path, expr.value.id, expr.value.start) : undefined
  if (word === undefined || definition?.kind !== 'definition' || definition.node.kind !== 'Assign') return undefined
  const table = definition.node.value
  const entry = table?.kind === 'Dict' ? table.entries.find(({ key: own }) => own?.kind === 'Str' && stringValue(own) === word) : undefined
  return entry && { path: definition.path, expr: entry.value }
}

/** Of several statements that may run, the one that sets the path; where none does, nothing is known. */
function oneOf(workspace: Workspace, path: string, exprs: readonly Expr[], depth: number): SqlSource | undefined {
  const setting = exprs.flatMap((expr) => {
    const source = findSqlSource(workspace, path, expr, depth + 1)
    const changes = source ? workspace.analyseSql(source.text).statements.flatMap(({ searchPath }) => searchPath) : []
    return source && changes.length > 0 ? [{ source, resets: changes.every(({ form }) => form === 'reset') }] : []
  })
  const found = setting.find(({ resets }) => !resets) ?? setting[0]
  return found && { ...found.source, certain: false }
}

/** What a local name may hold where it is read: in branches, or over the rounds of a loop through literals. */
function valuesOf(name: Expr & { kind: 'Name' }): readonly Expr[] {
  const fn = functionAround(name)
  return (fn ? reaching(fn, name) : []).flatMap((binding) => {
    if (binding.kind === 'assign') return binding.path.length === 0 ? [binding.value] : []
    const listed = binding.kind === 'for' && binding.path.length === 0 ? binding.iter : undefined
    const list = listed?.kind === 'Name' ? localAssignment(listed) : listed
    return list?.kind === 'List' || list?.kind === 'Tuple' ? list.elts : []
  })
}

/** `sql = "SET search_path TO "`, and `sql += schema` after it in the same block. */
function grown(workspace: Workspace, path: string, name: Expr & { kind: 'Name' }): SqlSource | undefined {
  const fn = functionAround(name)
  const before = (fn ? (scopeOf(fn).bindings.get(name.id) ?? []) : []).filter(({ node }) => node.end <= name.start)
  const start = before.findLastIndex(({ kind }) => kind === 'assign')
  const first = before[start]
  if (first?.kind !== 'assign' || first.path.length > 0) return undefined
  let whole: Expr = first.value
  for (const { node } of before.slice(start + 1)) {
    if (node.kind !== 'Assign' || node.op !== '+=' || !node.value || node.parent !== first.node.parent) return undefined
    whole = { kind: 'BinOp', op: '+', left: whole, right: node.value, start: whole.start, end: node.value.end, parent: node }
  }
  if (whole === first.value) return undefined
  const source = spelled(workspace, path, whole)
  return source && { ...source, expr: first.value, certain: false }
}

/** Some function gives the name of a scope outside of it another value. */
export const isRebound = (text: string, name: string): boolean => new RegExp(`\\b(?:global|nonlocal)\\b[^\\n]*\\b${name}\\b`).test(text)

/** What a function assigns to a local name; null when it is bound otherwise; undefined when it is no local name. */
export function localAssignment(expr: Expr & { kind: 'Name' }): Expr | null | undefined {
  for (let fn = functionAround(expr); fn; fn = functionAround(fn)) {
    const binding = bindingBefore(fn, expr.id, expr.start)
    if (!binding) continue
    // `if name is None: name = "public"`: it is one of several.
    if (mayBeAnother(fn, expr.id, binding, expr)) return null
    if (binding.kind === 'assign' && binding.path.length === 0) return binding.value
    return binding.kind === 'import' ? undefined : null
  }
  return undefined
}

/** `conn.execute(set_path_sql(schema))`: the string that a project function returns. */
function returned(workspace: Workspace, path: string, call: Call, depth: number): SqlSource | undefined {
  const callee = valueOf(workspace, path, call.func)
  if (callee.kind !== 'function' && callee.kind !== 'method') return undefined
  const values = returnsIn(callee.node)
  const [only] = values
  return values.length === 1 && only ? findSqlSource(workspace, callee.path, only, depth + 1) : undefined
}

/** `text`, `sa.text`, `DDL`, `__import__("sqlalchemy").text`. */
export function isMaker(workspace: Workspace, path: string, func: Expr): boolean {
  if (func.kind === 'Attribute' && func.value.kind === 'Call' && func.value.func.kind === 'Name' && func.value.func.id === '__import__')
    return func.attr === 'text' || func.attr === 'DDL'
  const value = valueOf(workspace, path, func)
  return value.kind === 'external' && isTextMaker(value.qualified)
}

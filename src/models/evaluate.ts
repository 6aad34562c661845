import type { Definition, Workspace } from '../project/workspace'
import type { Call, ClassDef, Expr, FunctionDef, Stmt } from '../python/ast'
import { stringValue } from '../python/strings'

/** An expression and the file it stands in. */
export interface Placed<Found = Expr> {
  readonly path: string
  readonly expr: Found
}

const maxDepth = 12

/** The definition a dotted name leads to, through imports and modules. */
export function definitionOf(workspace: Workspace, path: string, expr: Expr): Definition | undefined {
  if (expr.kind === 'Name') return workspace.resolveName(path, expr.id, expr.start) ?? fromStar(workspace, path, expr.id)
  if (expr.kind !== 'Attribute') return undefined
  const owner = definitionOf(workspace, path, expr.value)
  if (owner?.kind === 'module') return workspace.resolveName(owner.path, expr.attr)
  if (owner?.kind === 'external') return { kind: 'external', qualified: `${owner.qualified}.${expr.attr}` }
  return undefined
}

/** After `from sqlalchemy import *` a name that nothing else defines is SQLAlchemy's. */
function fromStar(workspace: Workspace, path: string, name: string): Definition | undefined {
  const star = workspace
    .module(path)
    ?.imports()
    .find(
      (each) =>
        each.kind === 'ImportFrom' &&
        each.level === 0 &&
        /^(sqlalchemy|sqlmodel)\b/.test(each.module) &&
        each.names.some((imported) => imported.name === '*'),
    )
  return star?.kind === 'ImportFrom' ? { kind: 'external', qualified: `${star.module}.${name}` } : undefined
}

/** The last word of a library's dotted name: `sqlalchemy.orm.mapped_column` -> `mapped_column`; undefined for names of the project. */
export function libraryName(workspace: Workspace, path: string, expr: Expr): string | undefined {
  const definition = definitionOf(workspace, path, expr)
  if (definition?.kind === 'external') {
    const [library] = definition.qualified.split('.')
    return /^(sqlalchemy|sqlmodel|flask_sqlalchemy|geoalchemy2|advanced_alchemy)$/.test(library ?? '')
      ? definition.qualified.slice(definition.qualified.lastIndexOf('.') + 1)
      : undefined
  }
  // Flask-SQLAlchemy's `db.Column`: the extension's object holds SQLAlchemy's names.
  if (expr.kind === 'Attribute') {
    const owner = definitionOf(workspace, path, expr.value)
    if (owner?.kind === 'definition' && owner.node.kind === 'Assign' && owner.node.value?.kind === 'Call') {
      const maker = definitionOf(workspace, owner.path, owner.node.value.func)
      if (maker?.kind === 'external' && /^flask_sqlalchemy(_lite)?\.SQLAlchemy$/.test(maker.qualified)) return expr.attr
    }
  }
  return undefined
}

export const keywordOf = (call: Call, name: string): Expr | undefined => call.keywords.find((keyword) => keyword.name === name)?.value

export const hasOpenKeywords = (call: Call): boolean => call.keywords.some((keyword) => keyword.name === undefined)

/** Follow a name to the value it is assigned at module level or in the class; other expressions stand for themselves. */
export function follow(workspace: Workspace, path: string, expr: Expr, cls?: ClassDef, depth = 0): Placed | undefined {
  if (depth > maxDepth) return undefined
  if (expr.kind !== 'Name' && expr.kind !== 'Attribute') return { path, expr }
  if (cls && expr.kind === 'Name') {
    const own = classAttribute(cls, expr.id)
    if (own?.kind === 'value' && own.expr.start < expr.start) return follow(workspace, path, own.expr, cls, depth + 1)
  }
  const definition = definitionOf(workspace, path, expr)
  if (definition?.kind === 'definition' && definition.node.kind === 'Assign' && definition.node.value && definition.node.op === undefined)
    return follow(workspace, definition.path, definition.node.value, undefined, depth + 1)
  // `Settings.SCHEMA`, a constant in a class of the project.
  if (expr.kind === 'Attribute') {
    const owner = definitionOf(workspace, path, expr.value)
    if (owner?.kind === 'definition' && owner.node.kind === 'ClassDef') {
      const found = classAttribute(owner.node, expr.attr)
      if (found?.kind === 'value') return follow(workspace, owner.path, found.expr, owner.node, depth + 1)
    }
  }
  return undefined
}

/** A string, None, or not known; names are followed, also into constants of other modules. */
export function textOf(workspace: Workspace, path: string, expr: Expr, cls?: ClassDef): string | null | undefined {
  const value = follow(workspace, path, expr, cls)?.expr
  if (value?.kind === 'Str') return stringValue(value)
  return value?.kind === 'Constant' && value.value === null ? null : undefined
}

export const isTrue = (expr: Expr | undefined): boolean => expr?.kind === 'Constant' && expr.value === true
export const isFalse = (expr: Expr | undefined): boolean => expr?.kind === 'Constant' && expr.value === false

export type ClassAttribute = { readonly kind: 'value'; readonly expr: Expr } | { readonly kind: 'method'; readonly node: FunctionDef }

/** What a class body itself gives a name: the last assignment or method. */
export function classAttribute(cls: ClassDef, name: string): ClassAttribute | undefined {
  let found: ClassAttribute | undefined
  for (const stmt of flatten(cls.body)) {
    if (stmt.kind === 'FunctionDef' && stmt.name === name) found = { kind: 'method', node: stmt }
    if (stmt.kind === 'Assign' && stmt.value && stmt.targets.some((target) => target.kind === 'Name' && target.id === name))
      found = { kind: 'value', expr: stmt.value }
  }
  return found
}

/** Statements of a class body, also those under `if TYPE_CHECKING:` and the like. */
export function flatten(body: readonly Stmt[]): readonly Stmt[] {
  return body.flatMap((stmt) => (stmt.kind === 'If' ? [...flatten(stmt.body), ...flatten(stmt.orelse)] : [stmt]))
}

/** The values a method returns. */
export function returnsOf(fn: FunctionDef): readonly Expr[] {
  const found: Expr[] = []
  const visit = (body: readonly Stmt[]): void => {
    for (const stmt of body) {
      if (stmt.kind === 'Return' && stmt.value) found.push(stmt.value)
      else if (stmt.kind === 'If') {
        visit(stmt.body)
        visit(stmt.orelse)
      }
    }
  }
  visit(fn.body)
  return found
}

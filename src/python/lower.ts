import { adoptOrphans } from './adopt-orphans'
import type { ClassDef, Expr, FunctionDef, Node, Stmt, UnknownStmt } from './ast'
import { conditional, looping, managing, matching, trying, whileLoop } from './lower-compound'
import { type Lower, type Lowering, type Parent, partsOf } from './lower-context'
import { classDefinition, createClass, createFunction, functionDefinition } from './lower-definition'
import { isExpression, lowerArguments, lowerExpr, lowerMany } from './lower-expression'
import { lowerImport, lowerImportFrom } from './lower-import'
import { lowerParams } from './lower-params'
import { asserting, deleting, expressionStatement, raising, returning, scope, simple, typeAlias } from './lower-simple'
import type { Raw } from './raw-tree'
import { isStatement } from './statements'

/** Turn the tolerant tree of one top-level slice, whose text begins at `base` of the module, into plain statements; what stands before `from` is not part of it. Never throws on broken code. */
export function lowerSlice(text: string, base: number, root: Raw, expressionAt: Lowering['expressionAt'], from = base): Stmt[] {
  const lowering: Lowering = { text, base, strays: [], statements: lowerStatements, expressionAt }
  const statements: Stmt[] = []
  // When nothing can be made of a slice its root itself is the error.
  if (root.type === 'ERROR') {
    const kids = root.kids.filter((kid) => kid.start >= from)
    statements.push(...lowerBroken(lowering, { ...root, start: Math.max(root.start, from), kids }, undefined))
  } else lowerStatements(lowering, root.kids, undefined, statements)
  return adoptOrphans(text, base, statements)
}

function lowerStatements(lowering: Lowering, kids: readonly Raw[], parent: Parent, into: Stmt[]): void {
  for (const kid of kids) {
    if (!kid.named || kid.missing) continue
    const outer = lowering.strays
    lowering.strays = []
    if (kid.type === 'ERROR') into.push(...lowerBroken(lowering, kid, parent))
    else into.push(lowerStatement(lowering, kid, parent))
    for (const stray of lowering.strays) into.push(...lowerBroken(lowering, stray, parent))
    lowering.strays = outer
  }
}

function lowerStatement(lowering: Lowering, raw: Raw, parent: Parent): Stmt {
  const lower = lowerers.get(raw.type)
  if (lower) return lower(lowering, raw, parent)
  const node: UnknownStmt = { kind: 'UnknownStmt', start: raw.start, end: raw.end, parent, children: [] }
  if (isExpression(raw)) node.children = [lowerExpr(lowering, raw, node)]
  else node.children = lowerMany(lowering, raw.kids, node)
  return node
}

/** A broken stretch. One that begins a function or class is that definition, so that what stands in it keeps its scope. */
function lowerBroken(lowering: Lowering, raw: Raw, parent: Parent): Stmt[] {
  const definition = lowerBrokenDefinition(lowering, raw, parent)
  if (definition) return [definition]
  const node: UnknownStmt = { kind: 'UnknownStmt', start: raw.start, end: raw.end, parent, children: [] }
  node.children = lowerPieces(lowering, raw.kids, node)
  return [node]
}

function lowerBrokenDefinition(lowering: Lowering, raw: Raw, parent: Parent): FunctionDef | ClassDef | undefined {
  const kids = raw.kids
  const at = kids.findIndex((kid) => kid.type === 'def' || kid.type === 'class')
  const keyword = kids[at]
  const name = kids[at + 1]
  if (!keyword || name?.type !== 'identifier' || kids.slice(0, at).some((kid) => kid.named && kid.type !== 'decorator')) return undefined
  const list = kids[at + 2]
  const rest = kids.slice(at + 2).filter((kid) => kid.type !== 'parameters' && kid.type !== 'argument_list' && kid.type !== 'type')
  if (keyword.type === 'class') {
    const node = createClass(lowering, raw, name, parent)
    if (list?.type === 'argument_list') lowerArguments(lowering, list, node, node.bases, node.keywords)
    node.body = toStatements(lowerPieces(lowering, rest, node), node)
    return node
  }
  const node = createFunction(lowering, raw, name, parent)
  if (list?.type === 'parameters') node.params = lowerParams(lowering, list, node)
  node.body = toStatements(lowerPieces(lowering, rest, node), node)
  return node
}

/** Statements and expressions found among the pieces of broken code, in order. */
function lowerPieces(lowering: Lowering, kids: readonly Raw[], parent: Parent): Node[] {
  const found: Node[] = []
  for (const kid of kids) {
    if (!kid.named || kid.missing) continue
    if (lowerers.has(kid.type)) {
      const statements: Stmt[] = []
      lowerStatements(lowering, [kid], parent, statements)
      found.push(...statements)
    } else if (kid.type === 'block') {
      const statements: Stmt[] = []
      lowerStatements(lowering, kid.kids, parent, statements)
      found.push(...statements)
    } else if (isExpression(kid)) found.push(lowerExpr(lowering, kid, parent))
    else if (kid.type === 'ERROR') found.push(...lowerBroken(lowering, kid, parent))
    else found.push(...lowerPieces(lowering, kid.kids, parent))
  }
  return found
}

function toStatements(nodes: readonly Node[], parent: Node): Stmt[] {
  return nodes.map((node) => {
    if (isStatement(node)) return node
    const statement: Stmt = { kind: 'ExprStmt', start: node.start, end: node.end, parent, value: node as Expr }
    node.parent = statement
    return statement
  })
}

/** The definition's span takes its decorators in, as they are its children. */
const decorated: Lower = (lowering, raw, parent) => {
  const parts = partsOf(lowering, raw)
  const definition = parts.find((part) => part.type === 'function_definition' || part.type === 'class_definition')
  if (!definition) {
    const node: UnknownStmt = { kind: 'UnknownStmt', start: raw.start, end: raw.end, parent, children: [] }
    node.children = lowerPieces(lowering, raw.kids, node)
    return node
  }
  const lower = definition.type === 'class_definition' ? classDefinition : functionDefinition
  const node = lower(lowering, definition, parent) as FunctionDef | ClassDef
  node.start = raw.start
  for (const part of parts) if (part.type === 'decorator') node.decorators.push(lowerExpr(lowering, partsOf(lowering, part)[0], node))
  return node
}

const lowerers = new Map<string, Lower>([
  ['expression_statement', expressionStatement],
  ['return_statement', returning],
  ['raise_statement', raising],
  ['assert_statement', asserting],
  ['delete_statement', deleting],
  ['pass_statement', simple('Pass')],
  ['break_statement', simple('Break')],
  ['continue_statement', simple('Continue')],
  ['global_statement', scope('Global')],
  ['nonlocal_statement', scope('Nonlocal')],
  ['type_alias_statement', typeAlias],
  ['if_statement', conditional],
  ['for_statement', looping],
  ['while_statement', whileLoop],
  ['try_statement', trying],
  ['with_statement', managing],
  ['match_statement', matching],
  ['function_definition', functionDefinition],
  ['class_definition', classDefinition],
  ['decorated_definition', decorated],
  ['import_statement', lowerImport],
  ['import_from_statement', lowerImportFrom],
  ['future_import_statement', lowerImportFrom],
])

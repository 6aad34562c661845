import { modelFacts } from '../../models/model-facts'
import { scopeOf } from '../../project/sessions/bindings'
import { effectOn } from '../../project/sessions/effect'
import { valueOf } from '../../project/sessions/values'
import { typeOf } from '../../project/types/expression-type'
import type { PythonType } from '../../project/types/python-type'
import type { Expr, Node } from '../../python/ast'
import { descendants } from '../../python/children'
import { givesPlainData } from './plain-data'
import type { Rewrite } from './plan'

const reading =
  /^(all|first|one|one_or_none|scalar|scalars|scalar_one|scalar_one_or_none|fetchall|fetchone|fetchmany|count|mappings|tuples|partitions|unique|keys)$/
const building = /^(list|set|tuple|dict|sorted|frozenset|len|bool|str|int|any|all|max|min|sum)$/

/** Is what was read, and not a query, a connection or an object that goes on using the session? */
export function isRead(rewrite: Pick<Rewrite, 'workspace' | 'module'>, expr: Expr): boolean {
  const { workspace, module } = rewrite
  switch (expr.kind) {
    case 'Await':
      return isRead(rewrite, expr.value)
    case 'ListComp':
    case 'SetComp':
    case 'DictComp':
    case 'Compare':
    case 'Str':
    case 'Num':
    case 'Constant':
    case 'Subscript':
      return true
    case 'Call': {
      if (expr.func.kind === 'Attribute' && reading.test(expr.func.attr)) return true
      if (expr.func.kind === 'Name' && building.test(expr.func.id)) return true
      const type = typeOf(workspace, module.path, expr)
      if (type) return type.kind === 'rows' || type.kind === 'tuple' || type.kind === 'mapping' ? !holdsEntity(workspace, type) : false
      const callee = valueOf(workspace, module.path, expr.func)
      if (callee.kind !== 'function') return false
      if (givesPlainData(workspace, callee.path, callee.node)) return true
      // A function of the project that loads no objects gives none.
      return callee.node.params.every((param) => {
        const effect = effectOn(workspace, callee.path, callee.node, param)
        return effect.entities.length === 0 && effect.unfollowed.length === 0
      })
    }
    default:
      return false
  }
}

export function holdsEntity(workspace: Rewrite['workspace'], type: PythonType | undefined): boolean {
  if (!type) return true
  switch (type.kind) {
    case 'instance':
      return modelFacts(workspace).modelOf(type.cls.path, type.cls.node) !== undefined
    case 'rows':
      return holdsEntity(workspace, type.of)
    case 'mapping':
      return holdsEntity(workspace, type.value)
    case 'tuple':
    case 'result':
    case 'query':
      return type.items.some(
        (item) =>
          item !== undefined &&
          (item.kind === 'class' || item.kind === 'instance') &&
          holdsEntity(workspace, { ...item, kind: 'instance', optional: false }),
      )
    default:
      return false
  }
}

/** The model whose objects are in a list, a mapping or a tuple. */
function heldBy(workspace: Rewrite['workspace'], type: PythonType | undefined): string | undefined {
  switch (type?.kind) {
    case 'instance':
      return holdsEntity(workspace, type) ? type.cls.node.name : undefined
    case 'rows':
      return heldBy(workspace, type.of)
    case 'mapping':
      return heldBy(workspace, type.value)
    case 'tuple':
      return type.items.map((item) => heldBy(workspace, item)).find((name) => name !== undefined)
    default:
      return undefined
  }
}

/** `db.query(User)`, `db.get(User, 1)`, `User(…)`: the model whose objects an expression gives, also through a local name. */
export function entityIn({ workspace, module, fn }: Pick<Rewrite, 'workspace' | 'module' | 'fn'>, expr: Expr): string | undefined {
  const models = modelFacts(workspace)
  const type = typeOf(workspace, module.path, expr)
  // A statement is run before it gives anything.
  if (type?.kind === 'query' && type.style !== 'query') return undefined
  if (type && type.kind !== 'query' && type.kind !== 'result' && !holdsEntity(workspace, type)) return undefined
  const held = type && type.kind !== 'query' && type.kind !== 'result' ? heldBy(workspace, type) : undefined
  if (held) return held
  const roots: Expr[] = [expr]
  if (expr.kind === 'Name')
    for (const binding of scopeOf(fn).bindings.get(expr.id) ?? []) if (binding.kind === 'assign') roots.push(binding.value)
  for (const root of roots) {
    // `[tenant.name for tenant in db.query(Tenant)]`
    if ((root.kind === 'ListComp' || root.kind === 'SetComp') && root.element.kind === 'Attribute') continue
    if (root.kind === 'Attribute' || root.kind === 'Compare') continue
    for (const node of descendants(root)) {
      // `Product` and `models.Product`, not `Product.title`.
      if ((node.kind !== 'Name' && node.kind !== 'Attribute') || node.parent?.kind === 'Attribute') continue
      const model = models.resolve(module.path, node)
      if (model?.className && !isCounted(node, root)) return model.className
    }
  }
  return undefined
}

/** `db.query(Product).count()`, `.update(…)`, `db.get(Product, 1).title`: a number or a value comes of it. */
function isCounted(node: Node, root: Expr): boolean {
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if (at.kind === 'Attribute' && at.parent?.kind === 'Call' && at.parent.func === at && /^(count|update|delete|exists)$/.test(at.attr))
      return true
    if (at.kind === 'Attribute' && !(at.parent?.kind === 'Call' && at.parent.func === at)) return true
    if (at === root) return false
  }
  return false
}

/** `[p for p in rows]`; in `[title for (title,) in rows]` a column is taken out. */
export function elementIsRow(element: Expr, generators: readonly { readonly target: Expr }[]): boolean {
  return element.kind !== 'Name' || generators.some(({ target }) => target.kind === 'Name' && target.id === element.id)
}

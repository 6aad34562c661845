import type { Expr } from '../python/ast'
import type { ForeignKey, Model } from './model'

/** The first foreign key of a model to a table that carries the placeholder, and that table: a row of the tenant's is meant. */
export function findTenantReference(
  model: Model,
  placeholder: string,
  resolve: (path: string, expr: Expr) => Model | undefined,
): { readonly key: ForeignKey; readonly table: string } | undefined {
  for (const key of model.foreignKeys) {
    const table = key.target ? (key.target.schema === placeholder ? key.target.table : undefined) : tableOf(key, placeholder, resolve)
    if (table !== undefined) return { key, table }
  }
  return undefined
}

/** `ForeignKey(Product.id)`, `ForeignKey(Product.__table__.c.id)`. */
function tableOf({ path, at }: ForeignKey, placeholder: string, resolve: (path: string, expr: Expr) => Model | undefined) {
  for (let expr = at; expr.kind === 'Attribute'; expr = expr.value) {
    const found = resolve(path, expr.value)
    if (found) return found.schema.kind === 'named' && found.schema.name === placeholder ? found.table : undefined
  }
  return undefined
}

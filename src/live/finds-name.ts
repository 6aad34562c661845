/**
 * Whether a statement holds a schema's name by itself, where its own tenants would hold theirs: `'user_3'`, `search_path TO 'user_3'`,
 * `user_3_orders_id_seq`. A plain word (`orders`) may be anything outside of literals.
 */
export function findsName(schema: string): (sql: string) => boolean {
  const name = schema.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')
  const pattern = /[0-9_]/.test(schema)
    ? new RegExp(`(?<![\\p{L}\\p{N}])${name}(?![\\p{L}\\p{N}])`, 'u')
    : new RegExp(`'[^'\\n]*(?<![\\p{L}\\p{N}_$])${name}(?![\\p{L}\\p{N}_$])[^'\\n]*'`, 'u')
  return (sql) => schema !== '' && pattern.test(sql)
}

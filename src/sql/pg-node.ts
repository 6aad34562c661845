/** Reading the parser's JSON tree: nodes are `{ SelectStmt: { … } }`, some fields hold the inner object without its tag. */
export type PgObject = { readonly [key: string]: unknown }

export const isObject = (value: unknown): value is PgObject => typeof value === 'object' && value !== null && !Array.isArray(value)

export const objectAt = (node: PgObject | undefined, key: string): PgObject | undefined => {
  const value = node?.[key]
  return isObject(value) ? value : undefined
}

export const listAt = (node: PgObject | undefined, key: string): readonly unknown[] => {
  const value = node?.[key]
  return Array.isArray(value) ? value : []
}

export const textAt = (node: PgObject | undefined, key: string): string | undefined => {
  const value = node?.[key]
  return typeof value === 'string' ? value : undefined
}

export const flagAt = (node: PgObject | undefined, key: string): boolean => node?.[key] === true

/** The byte offset a node starts at; undefined when the tree does not say. */
export const locationOf = (node: PgObject | undefined): number | undefined => {
  const value = node?.location
  // The tree leaves zeros out: a node that can have a location and shows none stands at the very start.
  if (value === undefined) return node ? 0 : undefined
  return typeof value === 'number' && value >= 0 ? value : undefined
}

/** `{ SelectStmt: {…} }` -> its tag and inner object; objects without a tag are known by their shape. */
export function untag(value: unknown): { readonly tag: string; readonly node: PgObject } | undefined {
  if (!isObject(value)) return undefined
  const keys = Object.keys(value)
  const only = keys.length === 1 ? keys[0] : undefined
  if (only !== undefined && /^[A-Z]/.test(only)) {
    const node = value[only]
    return isObject(node) ? { tag: only, node } : undefined
  }
  if ('relname' in value) return { tag: 'RangeVar', node: value }
  if ('limitOption' in value) return { tag: 'SelectStmt', node: value }
  if ('names' in value && 'typemod' in value) return { tag: 'TypeName', node: value }
  return { tag: '', node: value }
}

/** The strings of a list of `String` nodes: a qualified name. */
export const nameParts = (items: readonly unknown[]): string[] =>
  items.flatMap((item) => {
    const value = textAt(objectAt(isObject(item) ? item : undefined, 'String'), 'sval')
    return value === undefined ? [] : [value]
  })

/** The value of a string constant. */
export function stringConstant(value: unknown): string | undefined {
  const found = untag(value)
  if (found?.tag === 'TypeCast') return stringConstant(found.node.arg)
  if (found?.tag !== 'A_Const') return undefined
  const inner = objectAt(found.node, 'sval')
  return inner ? (textAt(inner, 'sval') ?? '') : undefined
}

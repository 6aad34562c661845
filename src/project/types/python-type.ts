import type { ClassDef, FunctionDef } from '../../python/ast'

/** A class of the project and the file that defines it. */
export interface ClassRef {
  readonly path: string
  readonly node: ClassDef
}

/** What an expression is, as far as it is certain. Whatever is not certain is `undefined`, never a guess. */
export type PythonType =
  | { readonly kind: 'instance'; readonly cls: ClassRef; readonly optional: boolean }
  | { readonly kind: 'class'; readonly cls: ClassRef }
  /** Something to loop over: a list, a set, scalar results. */
  | { readonly kind: 'rows'; readonly of: PythonType }
  | { readonly kind: 'tuple'; readonly items: readonly (PythonType | undefined)[] }
  | { readonly kind: 'mapping'; readonly value: PythonType }
  /** `query(A, B)`, `select(A)`, `update(A)`: what its rows hold. `joined` once another entity may be meant by keyword filters. */
  | {
      readonly kind: 'query'
      readonly style: 'query' | 'select' | 'update'
      readonly items: readonly (PythonType | undefined)[]
      readonly joined: boolean
    }
  /** The answer to an executed statement: rows of these items. */
  | { readonly kind: 'result'; readonly items: readonly (PythonType | undefined)[] }
  | { readonly kind: 'function'; readonly path: string; readonly node: FunctionDef; readonly self: PythonType | undefined }
  | { readonly kind: 'module'; readonly path: string }
  /** A library's own: its dotted name. */
  | { readonly kind: 'external'; readonly qualified: string }

export const instanceOf = (cls: ClassRef, optional = false): PythonType => ({ kind: 'instance', cls, optional })

/** The type of one element while looping. */
export function elementOf(type: PythonType | undefined): PythonType | undefined {
  if (type?.kind === 'rows') return type.of
  if (type?.kind === 'query' && type.style === 'query') return rowOf(type.items)
  if (type?.kind === 'result') return { kind: 'tuple', items: type.items }
  if (type?.kind === 'tuple')
    return type.items.length > 0 && type.items.every((item) => sameType(item, type.items[0])) ? type.items[0] : undefined
  return undefined
}

/** One row of `query(A)` is an A, of `query(A, B)` a tuple; entities in it are instances. */
export function rowOf(items: readonly (PythonType | undefined)[]): PythonType | undefined {
  const row = items.map(asValue)
  return row.length === 1 ? row[0] : { kind: 'tuple', items: row }
}

/** A class asked for gives instances. */
export const asValue = (type: PythonType | undefined): PythonType | undefined => (type?.kind === 'class' ? instanceOf(type.cls) : type)

export function sameType(a: PythonType | undefined, b: PythonType | undefined): boolean {
  if (!a || !b || a.kind !== b.kind) return false
  if (a.kind === 'instance' && b.kind === 'instance') return a.cls.node === b.cls.node
  if (a.kind === 'class' && b.kind === 'class') return a.cls.node === b.cls.node
  if (a.kind === 'rows' && b.kind === 'rows') return sameType(a.of, b.of)
  if (a.kind === 'mapping' && b.kind === 'mapping') return sameType(a.value, b.value)
  if (a.kind === 'function' && b.kind === 'function') return a.node === b.node
  if (a.kind === 'module' && b.kind === 'module') return a.path === b.path
  if (a.kind === 'external' && b.kind === 'external') return a.qualified === b.qualified
  if ((a.kind === 'tuple' || a.kind === 'query' || a.kind === 'result') && a.kind === b.kind) {
    return a.items.length === b.items.length && a.items.every((item, index) => sameType(item, b.items[index]))
  }
  return false
}

export const asOptional = (type: PythonType | undefined): PythonType | undefined =>
  type?.kind === 'instance' ? { ...type, optional: true } : type

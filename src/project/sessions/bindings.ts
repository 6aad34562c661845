import type {
  Assign,
  Comprehension,
  Expr,
  For,
  FunctionDef,
  Import,
  ImportFrom,
  ImportName,
  Lambda,
  Node,
  Param,
  Stmt,
  With,
  WithItem,
} from '../../python/ast'
import { blocksOf as allBlocksOf, statementsOf } from '../../python/statements'

/** One place that gives a local name its value. `path` leads into a tuple target: `db, user = ctx` binds `db` at [0]. */
export type Binding =
  | { readonly kind: 'param'; readonly node: Param; readonly fn: FunctionDef | Lambda }
  | { readonly kind: 'assign'; readonly node: Assign; readonly value: Expr; readonly path: readonly number[] }
  | { readonly kind: 'with'; readonly node: WithItem; readonly statement: With; readonly path: readonly number[] }
  | { readonly kind: 'for'; readonly node: For | Comprehension; readonly iter: Expr; readonly path: readonly number[] }
  | { readonly kind: 'import'; readonly node: Import | ImportFrom; readonly name: ImportName }
  | { readonly kind: 'def'; readonly node: Node }
  | { readonly kind: 'other'; readonly node: Node }

export interface FunctionScope {
  readonly bindings: ReadonlyMap<string, readonly Binding[]>
  /** Names declared `global` or `nonlocal`: they belong to an outer scope. */
  readonly outer: ReadonlySet<string>
}

const scopes = new WeakMap<FunctionDef | Lambda, FunctionScope>()

/** The names a function binds itself, in source order; nested functions keep theirs. */
export function scopeOf(fn: FunctionDef | Lambda): FunctionScope {
  const known = scopes.get(fn)
  if (known) return known
  const bindings = new Map<string, Binding[]>()
  const outer = new Set<string>()
  const add = (name: string, binding: Binding) => {
    const list = bindings.get(name)
    if (list) list.push(binding)
    else bindings.set(name, [binding])
  }
  for (const param of fn.params) add(param.name, { kind: 'param', node: param, fn })
  const bindTarget = (target: Expr, make: (path: readonly number[]) => Binding, path: readonly number[] = []) => {
    if (target.kind === 'Name') add(target.id, make(path))
    else if (target.kind === 'Tuple' || target.kind === 'List')
      for (const [index, elt] of target.elts.entries()) bindTarget(elt, make, [...path, index])
    else if (target.kind === 'Starred') bindTarget(target.value, (inner) => ({ kind: 'other', node: make(inner).node }), path)
  }
  const visitStatement = (stmt: Stmt) => {
    switch (stmt.kind) {
      case 'Assign': {
        const { value } = stmt
        for (const target of stmt.targets) {
          bindTarget(target, (path) =>
            value && stmt.op === undefined ? { kind: 'assign', node: stmt, value, path } : { kind: 'other', node: stmt },
          )
        }
        break
      }
      case 'For':
        bindTarget(stmt.target, (path) => ({ kind: 'for', node: stmt, iter: stmt.iter, path }))
        break
      case 'With':
        for (const item of stmt.items)
          if (item.target) bindTarget(item.target, (path) => ({ kind: 'with', node: item, statement: stmt, path }))
        break
      case 'Import':
      case 'ImportFrom':
        for (const name of stmt.names)
          add(name.asname ?? (stmt.kind === 'Import' ? (name.name.split('.')[0] ?? name.name) : name.name), {
            kind: 'import',
            node: stmt,
            name,
          })
        break
      case 'FunctionDef':
      case 'ClassDef':
        add(stmt.name, { kind: 'def', node: stmt })
        break
      case 'Global':
      case 'Nonlocal':
        for (const name of stmt.names) outer.add(name)
        break
      case 'Try':
        for (const handler of stmt.handlers) if (handler.name) add(handler.name, { kind: 'other', node: handler })
        break
    }
    for (const block of blocksOf(stmt)) block.forEach(visitStatement)
  }
  if (fn.kind === 'FunctionDef') fn.body.forEach(visitStatement)
  const scope = { bindings, outer }
  scopes.set(fn, scope)
  return scope
}

/** The statement lists inside a statement that run in the same scope, in source order. */
export const blocksOf = (stmt: Stmt): readonly (readonly Stmt[])[] =>
  stmt.kind === 'FunctionDef' || stmt.kind === 'ClassDef' ? [] : allBlocksOf(stmt)

/** Every statement of a function's own scope, in source order. */
export const statementsIn = (body: readonly Stmt[]): Generator<Stmt> => statementsOf(body, { nested: false })

/** The binding of a name that a read at `at` most likely sees: the last one before it in the source, else the last of all. */
export function bindingBefore(fn: FunctionDef | Lambda, name: string, at: number): Binding | undefined {
  const scope = scopeOf(fn)
  if (scope.outer.has(name)) return undefined
  const list = scope.bindings.get(name)
  if (!list) return undefined
  let best: Binding | undefined
  for (const binding of list) {
    // `db = wrap(db)`: the read inside the assignment sees the binding before it.
    const visibleFrom = binding.kind === 'assign' ? binding.node.end : binding.node.start
    if (visibleFrom <= at) best = binding
  }
  return best ?? list[list.length - 1]
}

/** The function or lambda a node stands in; a function's decorators, defaults and annotations belong to the scope outside. */
export function functionAround(node: Node): FunctionDef | Lambda | undefined {
  let child: Node = node
  for (let at = node.parent; at; child = at, at = at.parent) {
    if (at.kind === 'Lambda') return at
    if (at.kind !== 'FunctionDef') continue
    const fn = at
    if (child.kind === 'Param') continue
    if (fn.body.some((stmt) => stmt === child)) return fn
  }
  return undefined
}

/**
 * Can the name hold what another binding gave it? `if db is None: db = SessionLocal()` leaves the given one on the other way,
 * and a binding later in a loop is there in its next round. A `None` counts as no value.
 */
export function mayBeAnother(fn: FunctionDef | Lambda, name: string, binding: Binding, at: Node): boolean {
  if (binding.kind !== 'assign' && binding.kind !== 'with') return false
  const others = (scopeOf(fn).bindings.get(name) ?? []).filter((other) => other !== binding && !givesNone(other))
  if (others.length === 0) return false
  for (let node: Node = binding.node; node.parent && node !== fn; node = node.parent)
    if (isBranch(node.parent, node) && !(node.parent.start <= at.start && at.end <= node.parent.end && inSameBranch(node.parent, node, at)))
      return others.some((other) => other.node.start < at.start)
  for (let node = at.parent; node && node !== fn; node = node.parent)
    if ((node.kind === 'For' || node.kind === 'While') && node.start > binding.node.start) {
      const { start, end } = node
      if (others.some((other) => other.node.start > at.start && other.node.start >= start && other.node.end <= end)) return true
    }
  return false
}

const givesNone = (binding: Binding): boolean =>
  binding.kind === 'assign' && binding.value.kind === 'Constant' && binding.value.value === null

/** A block that may not run. A `try` body and a `with` block do. */
const isBranch = (parent: Node, child: Node): boolean =>
  parent.kind === 'If' ||
  parent.kind === 'For' ||
  parent.kind === 'While' ||
  parent.kind === 'ExceptHandler' ||
  parent.kind === 'MatchCase' ||
  (parent.kind === 'Try' && !parent.body.some((stmt) => stmt === child) && !parent.finalbody.some((stmt) => stmt === child))

function inSameBranch(parent: Node, child: Node, at: Node): boolean {
  const blocks: readonly (readonly Node[])[] =
    parent.kind === 'If' || parent.kind === 'For' || parent.kind === 'While' || parent.kind === 'Try'
      ? [parent.body, parent.orelse]
      : parent.kind === 'ExceptHandler' || parent.kind === 'MatchCase'
        ? [parent.body]
        : []
  return blocks.some((block) => block.some((stmt) => stmt === child) && block.some((stmt) => stmt.start <= at.start && at.end <= stmt.end))
}

/**
 * A variable of a function around, also one that gets its value later: Python knows no other of that name there. What the function imported
 * before is none.
 */
export function isLocalName(at: Node, name: string): boolean {
  for (let fn = functionAround(at); fn; fn = functionAround(fn)) {
    const bindings = scopeOf(fn).bindings.get(name) ?? []
    if (bindings.length === 0) continue
    const imported = bindings.some(({ kind, node }) => kind === 'import' && node.start < at.start)
    if (!imported || bindings.some(({ kind }) => kind !== 'import')) return true
  }
  return false
}

/** The values that a function returns, in source order; those of functions inside of it are theirs. */
export const returnsIn = (fn: FunctionDef): readonly Expr[] =>
  [...statementsIn(fn.body)].flatMap((stmt) => (stmt.kind === 'Return' && stmt.value ? [stmt.value] : []))

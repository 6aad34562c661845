import type { ClassDef, Expr, FunctionDef, Node } from '../../python/ast'
import { isNone } from '../../python/children'
import { statementsIn } from './bindings'

/** Every `self.attr = value` of a class, and `attr = value` in its body. */
export function assignmentsTo(cls: ClassDef, attr: string): readonly { target: Expr; value: Expr; method: FunctionDef | undefined }[] {
  const found: { target: Expr; value: Expr; method: FunctionDef | undefined }[] = []
  for (const member of cls.body) {
    if (member.kind === 'Assign' && member.value && !isNone(member.value)) {
      for (const target of member.targets)
        if (target.kind === 'Name' && target.id === attr) found.push({ target, value: member.value, method: undefined })
    }
    if (member.kind !== 'FunctionDef') continue
    for (const stmt of statementsIn(member.body)) {
      if (stmt.kind !== 'Assign' || !stmt.value || stmt.op !== undefined) continue
      for (const target of stmt.targets) {
        if (target.kind === 'Attribute' && target.attr === attr && target.value.kind === 'Name' && target.value.id === 'self') {
          if (isNone(stmt.value)) continue
          found.push({ target, value: stmt.value, method: member })
        }
      }
    }
  }
  return found
}

export const methodOf = (cls: ClassDef, name: string): FunctionDef | undefined =>
  cls.body.find((member): member is FunctionDef => member.kind === 'FunctionDef' && member.name === name)

/** What a class derives from: of `class Products(Repository[Product])` the name without its type arguments. */
export const basesOf = (cls: ClassDef): readonly Expr[] => cls.bases.map((base) => (base.kind === 'Subscript' ? base.value : base))

/** The class whose method a node stands in. */
export function classAround(node: Node): ClassDef | undefined {
  for (let at = node.parent; at; at = at.parent) if (at.kind === 'ClassDef') return at
  return undefined
}

import { libraryWord } from '../project/library-word'
import type { Workspace } from '../project/workspace'
import type { Expr } from '../python/ast'
import { stringValue } from '../python/strings'

/** The type inside `Mapped[…]`. */
export function mappedType(annotation: Expr): Expr | undefined {
  if (annotation.kind !== 'Subscript') return undefined
  const name = annotation.value.kind === 'Name' ? annotation.value.id : annotation.value.kind === 'Attribute' ? annotation.value.attr : ''
  return name === 'Mapped' ? annotation.index[0] : undefined
}

export function isOptional(type: Expr): boolean {
  if (type.kind === 'BinOp' && type.op === '|')
    return (
      [type.left, type.right].some((side) => side.kind === 'Constant' && side.value === null) ||
      isOptional(type.left) ||
      isOptional(type.right)
    )
  if (type.kind === 'Subscript') return type.value.kind === 'Name' && type.value.id === 'Optional'
  return type.kind === 'Str' && /None|Optional/.test(stringValue(type) ?? '')
}

/** The class a type names: `Optional[Status]` -> `Status`. */
export function innerType(type: Expr): Expr | undefined {
  if (type.kind === 'Subscript') return type.index[0] ? innerType(type.index[0]) : undefined
  if (type.kind === 'BinOp') return type.left.kind === 'Constant' ? innerType(type.right) : innerType(type.left)
  return type
}

export function classNameOf(expr: Expr): string | undefined {
  if (expr.kind === 'Lambda') return classNameOf(expr.body)
  const inner = innerType(expr)
  if (inner?.kind === 'Str') {
    const words = (stringValue(inner) ?? '').match(/[A-Za-z_]\w*/g)
    return words?.filter((word) => !/^(Optional|List|Set|None|list|set)$/.test(word)).at(-1)
  }
  return inner?.kind === 'Name' ? inner.id : inner?.kind === 'Attribute' ? inner.attr : undefined
}

export const typeText = (workspace: Workspace, path: string, type: Expr): string | undefined => {
  const inner = innerType(type)
  return inner?.kind === 'Name' || inner?.kind === 'Attribute' ? libraryWord(workspace, path, inner) : undefined
}

export const headOf = (expr: Expr): string => (expr.kind === 'Name' ? expr.id : expr.kind === 'Attribute' ? expr.attr : '')

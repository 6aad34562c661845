import type { Expr, Node } from '../../python/ast'
import { lastName } from '../../python/children'
import { typeOf } from '../types/expression-type'
import { lineageOf } from '../types/members'
import type { Workspace } from '../workspace'
import { bindingBefore, functionAround } from './bindings'
import { argumentFor } from './call-arguments'
import { callersOf } from './callers'
import { valueOf } from './values'

/** Is a schema's name seen to be no text but an object that becomes one where it is put in: a UUID, a number, an enum, a class with `__str__`? */
export function isOtherThanText(workspace: Workspace, path: string, expr: Expr, depth = 0): boolean {
  if (depth > 4) return false
  if (typeOf(workspace, path, expr)?.kind === 'instance') return true
  switch (expr.kind) {
    case 'Num':
      return true
    case 'Call': {
      const made = valueOf(workspace, path, expr.func)
      return made.kind === 'class' || (made.kind === 'external' && notText.test(made.qualified)) || /^(int|UUID)$/.test(lastName(expr.func))
    }
    case 'Attribute':
      return isOtherField(workspace, path, expr)
    case 'Name':
      return isOtherName(workspace, path, expr, depth)
    default:
      return false
  }
}

const notText = /(^|\.)(UUID\d?|uuid\d|int|Positive\w*Int|NonNegativeInt|PurePath|Path)$/

function isOtherName(workspace: Workspace, path: string, name: Expr & { kind: 'Name' }, depth: number): boolean {
  const fn = functionAround(name)
  const binding = fn ? bindingBefore(fn, name.id, name.start) : undefined
  if (binding?.kind === 'assign') return binding.path.length === 0 && isOtherThanText(workspace, path, binding.value, depth + 1)
  if (binding?.kind !== 'param' || fn?.kind !== 'FunctionDef') return false
  const { annotation } = binding.node
  if (annotation) return isOtherType(workspace, path, annotation)
  return callersOf(workspace, path, fn).calls.some((site) => {
    const given = argumentFor(site.call, fn, binding.node)
    return given !== undefined && isOtherThanText(workspace, site.path, given, depth + 1)
  })
}

/** `id: UUID`, `id: Mapped[uuid.UUID]`, `id = Column(UUID)` of the class that the object is of. */
function isOtherField(workspace: Workspace, path: string, { value, attr }: Expr & { kind: 'Attribute' }): boolean {
  const owner = typeOf(workspace, path, value)
  if (owner?.kind !== 'instance') return false
  for (const { path: at, node } of lineageOf({ workspace }, owner.cls))
    for (const stmt of node.body) {
      if (stmt.kind !== 'Assign' || !stmt.targets.some((target) => target.kind === 'Name' && target.id === attr)) continue
      if (stmt.annotation) return isOtherType(workspace, at, stmt.annotation)
      return (
        stmt.value?.kind === 'Call' && stmt.value.args.some((arg) => /^(UUID|Uuid|Integer|BigInteger|GUID)$/.test(lastName(calleeOf(arg))))
      )
    }
  return false
}

const calleeOf = (expr: Expr): Expr => (expr.kind === 'Call' ? expr.func : expr)

/** `UUID`, `Optional[UUID]`, `UUID | None`, a class of the project. `str` and what is not known are text. */
function isOtherType(workspace: Workspace, path: string, annotation: Node): boolean {
  switch (annotation.kind) {
    case 'Name':
    case 'Attribute': {
      const value = valueOf(workspace, path, annotation)
      return value.kind === 'class' || /^(UUID\d?|int)$/.test(lastName(annotation))
    }
    case 'Subscript':
      return annotation.index.some((each) => isOtherType(workspace, path, each))
    case 'BinOp':
      return isOtherType(workspace, path, annotation.left) || isOtherType(workspace, path, annotation.right)
    case 'Tuple':
      return annotation.elts.some((each) => isOtherType(workspace, path, each))
    default:
      return false
  }
}

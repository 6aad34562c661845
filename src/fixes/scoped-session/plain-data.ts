import { modelFacts } from '../../models/model-facts'
import { bindingBefore, functionAround, scopeOf, statementsIn } from '../../project/sessions/bindings'
import type { Workspace } from '../../project/workspace'
import type { Comprehension, Expr, FunctionDef } from '../../python/ast'
import { descendants, lastName } from '../../python/children'

const plainType = /^(str|int|bool|float|bytes|None|UUID|date|datetime|Decimal)$/
/** Methods that put something where it stays. */
export const keeping = /^(append|appendleft|add|extend|insert|update|setdefault|put|put_nowait|push|send)$/
const container = /^(list|set|tuple|dict|frozenset|List|Set|Tuple|Dict|FrozenSet|Sequence|Optional|Union)$/

/** Does a function give texts and numbers, in lists or alone, and nothing that could use a session once it has returned? */
export function givesPlainData(workspace: Workspace, path: string, fn: FunctionDef): boolean {
  const statements = [...statementsIn(fn.body)]
  if (statements.some((stmt) => [...descendants(stmt)].some((node) => node.kind === 'Yield'))) return false
  if (fn.returns) return isPlainType(fn.returns)
  const given = statements.flatMap((stmt) => (stmt.kind === 'Return' && stmt.value ? [stmt.value] : []))
  return given.length > 0 && given.every((expr) => isPlainData(workspace, path, expr, 0))
}

/** `list[str]`, `tuple[str, ...]`, `dict[str, int] | None` */
function isPlainType(annotation: Expr): boolean {
  switch (annotation.kind) {
    case 'Name':
    case 'Attribute':
      return plainType.test(lastName(annotation))
    case 'Constant':
      return true
    case 'Subscript':
      return container.test(lastName(annotation.value)) && annotation.index.every(isPlainType)
    case 'Tuple':
      return annotation.elts.every(isPlainType)
    case 'BinOp':
      return isPlainType(annotation.left) && isPlainType(annotation.right)
    default:
      return false
  }
}

/** `[tenant.schema_name for tenant in rows]`, `sorted({name for (name,) in rows})`, `f"user_{user.id}"` */
function isPlainData(workspace: Workspace, path: string, expr: Expr, depth: number): boolean {
  if (depth > 4) return false
  const isPlain = (each: Expr) => isPlainData(workspace, path, each, depth + 1)
  switch (expr.kind) {
    case 'Str':
    case 'Num':
    case 'Constant':
    case 'Compare':
      return true
    case 'List':
    case 'Tuple':
    case 'Set':
      return expr.elts.every(isPlain)
    case 'ListComp':
    case 'SetComp':
      return isPlainElement(workspace, path, expr.element, expr.generators)
    case 'BinOp':
      return isPlain(expr.left) && isPlain(expr.right)
    case 'Call': {
      const [first, ...rest] = expr.args
      if (expr.func.kind !== 'Name') return false
      if (/^(str|int|bool|len)$/.test(expr.func.id)) return true
      return /^(list|set|sorted|tuple|frozenset)$/.test(expr.func.id) && first !== undefined && rest.length === 0 && isPlain(first)
    }
    case 'Name': {
      const fn = functionAround(expr)
      const binding = fn && scopeOf(fn).bindings.get(expr.id)?.length === 1 ? bindingBefore(fn, expr.id, expr.start) : undefined
      return (
        fn?.kind === 'FunctionDef' &&
        binding?.kind === 'assign' &&
        binding.path.length === 0 &&
        isPlain(binding.value) &&
        putInto(fn, expr.id).every(isPlain)
      )
    }
    default:
      return false
  }
}

/** `names.append(row.name)`, `names[0] = …`: what a function puts into a list or a dictionary of its own. */
export function putInto(fn: FunctionDef, name: string): readonly Expr[] {
  const isIt = (expr: Expr): boolean => expr.kind === 'Name' && expr.id === name
  return [...statementsIn(fn.body)].flatMap((stmt): readonly Expr[] => {
    if (stmt.kind === 'Assign')
      return stmt.value && stmt.targets.some((target) => target.kind === 'Subscript' && isIt(target.value)) ? [stmt.value] : []
    if (stmt.kind !== 'ExprStmt' || stmt.value.kind !== 'Call') return []
    const { func, args, keywords } = stmt.value
    const puts = func.kind === 'Attribute' && keeping.test(func.attr) && isIt(func.value)
    return puts ? [...args, ...keywords.map(({ value }) => value)] : []
  })
}

/** A column of a row, by name, by number or taken out; what a relationship leads to is none. */
function isPlainElement(workspace: Workspace, path: string, element: Expr, generators: readonly Comprehension[]): boolean {
  switch (element.kind) {
    case 'Str':
    case 'Num':
      return true
    case 'Attribute':
      return (
        element.value.kind === 'Name' &&
        !modelFacts(workspace)
          .all()
          .some(
            ({ className, relationships }) =>
              className === element.attr || relationships.some(({ attribute }) => attribute === element.attr),
          )
      )
    case 'Subscript':
    case 'Name':
      return (
        generators.every(({ iter }) => isWithoutModels(workspace, path, iter, 0)) &&
        (element.kind === 'Subscript' || isTakenOut(element.id, generators))
      )
    case 'Call':
      return (
        (element.func.kind === 'Name' && /^(str|int)$/.test(element.func.id)) ||
        (element.func.kind === 'Attribute' &&
          /^(lower|strip)$/.test(element.func.attr) &&
          isPlainElement(workspace, path, element.func.value, generators))
      )
    default:
      return false
  }
}

/** `name` of `for (name,) in rows` */
const isTakenOut = (name: string, generators: readonly Comprehension[]): boolean =>
  generators.some(({ target }) => target.kind === 'Tuple' && target.elts.some((each) => each.kind === 'Name' && each.id === name))

/** Rows of columns: no model is asked for as a whole. */
function isWithoutModels(workspace: Workspace, path: string, iter: Expr, depth: number): boolean {
  const models = modelFacts(workspace)
  return [...descendants(iter)].every((node) => {
    if (node.kind !== 'Name' || node.parent?.kind === 'Attribute') return true
    if (models.resolve(path, node)?.className) return false
    const fn = functionAround(node)
    const bindings = fn ? (scopeOf(fn).bindings.get(node.id) ?? []) : []
    return bindings.every(
      (each) =>
        each.kind === 'param' ||
        each.kind === 'import' ||
        (each.kind === 'assign' && depth < 3 && isWithoutModels(workspace, path, each.value, depth + 1)),
    )
  })
}

import { scopeOf, statementsIn } from '../../project/sessions/bindings'
import { argumentFor } from '../../project/sessions/call-arguments'
import { valueOf } from '../../project/sessions/values'
import { typeOf } from '../../project/types/expression-type'
import type { Workspace } from '../../project/workspace'
import type { Call, Expr, FunctionDef, Node, Param, PythonModule } from '../../python/ast'
import { descendants } from '../../python/children'
import { givesPlainData, putInto } from './plain-data'
import { elementIsRow, entityIn, holdsEntity } from './round-objects'

/** The code that has a session: a part of a function, or a function that is called there. */
export interface Code {
  readonly workspace: Workspace
  readonly module: PythonModule
  readonly fn: FunctionDef
  contains(node: Node): boolean
  /** Does the call give an object for a parameter? */
  gives(param: Param): boolean
  /** The functions on the way here. */
  readonly through: readonly FunctionDef[]
}

const building = /^(list|tuple|set|frozenset|sorted|dict|reversed|iter|next|map|filter|zip|enumerate|max|min)$/
const taking = /^(copy|values|items|get|pop|popitem|setdefault)$/

/** May an expression give an object that a session loaded? What is known to be a plain value does not. */
export function mayHoldEntity(code: Code, expr: Expr, depth = 0): boolean {
  const { workspace, module, fn } = code
  if (depth > 6) return true
  const type = typeOf(workspace, module.path, expr)
  if (type && type.kind !== 'external' && !isEmptyList(expr)) return holdsEntity(workspace, type)
  const inner = (each: Expr) => mayHoldEntity(code, each, depth + 1)
  switch (expr.kind) {
    case 'Name': {
      const list = (scopeOf(fn).bindings.get(expr.id) ?? []).filter((binding) => binding.kind === 'param' || code.contains(binding.node))
      return (
        list.some((binding) => {
          if (binding.kind === 'param') return code.gives(binding.node)
          if (binding.kind !== 'assign' && binding.kind !== 'for') return false
          const value = binding.kind === 'assign' ? binding.value : binding.iter
          return binding.path.length === 0 && inner(value)
        }) ||
        (list.some(({ kind }) => kind !== 'param') && putInto(fn, expr.id).some((each) => code.contains(each) && inner(each)))
      )
    }
    case 'Tuple':
    case 'List':
    case 'Set':
      return expr.elts.some(inner)
    case 'Dict':
      return expr.entries.some((entry) => inner(entry.value))
    case 'Await':
    case 'Starred':
    case 'NamedExpr':
      return inner(expr.value)
    case 'IfExp':
      return inner(expr.body) || inner(expr.orelse)
    case 'BoolOp':
      return inner(expr.left) || inner(expr.right)
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp': {
      const { element, generators } = expr
      if (element.kind === 'Attribute') return false
      if (entityIn(code, expr) !== undefined) return elementIsRow(element, generators)
      return (
        element.kind === 'Name' && generators.some(({ target, iter }) => target.kind === 'Name' && target.id === element.id && inner(iter))
      )
    }
    case 'Call':
      return entityIn(code, expr) !== undefined || givesEntity(code, expr, depth)
    case 'Subscript':
      return inner(expr.value)
    default:
      return false
  }
}

const isEmptyList = (expr: Expr): boolean =>
  (expr.kind === 'List' && expr.elts.length === 0) || (expr.kind === 'Dict' && expr.entries.length === 0)

/** A call that gives what it is given, or what a function of the project returns. */
function givesEntity(code: Code, call: Call, depth: number): boolean {
  const { func, args } = call
  const inner = (each: Expr) => mayHoldEntity(code, each, depth + 1)
  if (func.kind === 'Name' && building.test(func.id)) return args.some(inner)
  if (func.kind === 'Attribute' && taking.test(func.attr) && inner(func.value)) return true
  const callee = codeOf(code, call, depth)
  if (!callee || givesPlainData(callee.workspace, callee.module.path, callee.fn)) return false
  return [...statementsIn(callee.fn.body)].some((stmt) => {
    if (stmt.kind === 'Return') return stmt.value !== undefined && mayHoldEntity(callee, stmt.value, depth + 1)
    if (stmt.kind !== 'ExprStmt' && stmt.kind !== 'Assign') return false
    return [...descendants(stmt)].some((node) => node.kind === 'Yield' && node.value && mayHoldEntity(callee, node.value, depth + 1))
  })
}

/** The function of the project that a call runs. */
export function codeOf(code: Code, call: Call, depth = 0): Code | undefined {
  const { workspace, module } = code
  const callee = valueOf(workspace, module.path, call.func)
  if (callee.kind !== 'function' && callee.kind !== 'method') return undefined
  const { node, path } = callee
  const file = workspace.module(path)
  if (!file || code.through.includes(node)) return undefined
  return {
    workspace,
    module: file,
    fn: node,
    contains: () => true,
    gives(param) {
      const argument = argumentFor(call, node, param)
      return argument !== undefined && mayHoldEntity(code, argument, depth + 1)
    },
    through: [...code.through, node],
  }
}

import { modelFacts } from '../../models/model-facts'
import { bindingBefore, functionAround } from '../../project/sessions/bindings'
import { valueOf } from '../../project/sessions/values'
import { typeOf } from '../../project/types/expression-type'
import type { PythonType } from '../../project/types/python-type'
import type { Workspace } from '../../project/workspace'
import type { Call, Expr } from '../../python/ast'

/** What a value is to a session that ends: plain data, an object (or query) that still belongs to it, or not known. */
export type Leaving = 'plain' | 'object' | 'unknown'

const plainCalls = /^(len|str|int|float|bool|sum|round|abs|isinstance|any|all|repr)$/
const passing = /^(list|tuple|set|sorted|dict|min|max|reversed|next)$/
/** Methods that make plain data, of a query or of a model of another library. */
const plainMethods =
  /^(count|model_validate|from_orm|parse_obj|model_dump|isoformat|strip|lower|upper|split|join|format|keys|total_seconds)$/

export function leavesAs(workspace: Workspace, path: string, expr: Expr, depth = 0): Leaving {
  if (depth > 8) return 'unknown'
  const next = (each: Expr) => leavesAs(workspace, path, each, depth + 1)
  switch (expr.kind) {
    case 'Constant':
    case 'Num':
    case 'Str':
    case 'Compare':
      return 'plain'
    case 'Dict':
      return worst(expr.entries.map(({ value }) => next(value)))
    case 'Tuple':
    case 'List':
    case 'Set':
      return worst(expr.elts.map(next))
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp':
      return expr.kind === 'GeneratorExp' ? 'unknown' : next(expr.element)
    case 'DictComp':
      return expr.value ? next(expr.value) : 'unknown'
    case 'IfExp':
      return worst([next(expr.body), next(expr.orelse)])
    case 'BoolOp':
    case 'BinOp':
      return worst([next(expr.left), next(expr.right)])
    case 'UnaryOp':
      return 'plain'
    case 'Await':
    case 'NamedExpr':
    case 'Starred':
      return next(expr.value)
    case 'Call':
      return calledAs(workspace, path, expr, next)
    case 'Attribute': {
      const owner = typeOf(workspace, path, expr.value)
      const model = owner?.kind === 'instance' ? modelFacts(workspace).modelOf(owner.cls.path, owner.cls.node) : undefined
      if (model?.columns.some(({ attribute }) => attribute === expr.attr)) return 'plain'
      if (model?.relationships.some(({ attribute }) => attribute === expr.attr)) return 'object'
      return holds(workspace, typeOf(workspace, path, expr))
    }
    case 'Name': {
      const known = holds(workspace, typeOf(workspace, path, expr))
      if (known !== 'unknown') return known
      const fn = functionAround(expr)
      const binding = fn ? bindingBefore(fn, expr.id, expr.start) : undefined
      return binding?.kind === 'assign' && binding.path.length === 0 ? next(binding.value) : 'unknown'
    }
    default:
      return holds(workspace, typeOf(workspace, path, expr))
  }
}

function calledAs(workspace: Workspace, path: string, call: Call, next: (expr: Expr) => Leaving): Leaving {
  const { func } = call
  const type = holds(workspace, typeOf(workspace, path, call))
  if (type === 'object') return type
  if (func.kind === 'Name' && plainCalls.test(func.id)) return 'plain'
  if (func.kind === 'Name' && passing.test(func.id)) return worst(call.args.map(next))
  if (func.kind === 'Attribute' && plainMethods.test(func.attr)) return 'plain'
  const callee = valueOf(workspace, path, func)
  if (callee.kind === 'class' && !modelFacts(workspace).modelOf(callee.path, callee.node))
    return worst([...call.args, ...call.keywords.map(({ value }) => value)].map(next))
  return type
}

/** Rows, results and queries belong to their session as their objects do. */
function holds(workspace: Workspace, type: PythonType | undefined): Leaving {
  switch (type?.kind) {
    case 'instance':
      return modelFacts(workspace).modelOf(type.cls.path, type.cls.node) ? 'object' : 'unknown'
    case 'rows':
      return holds(workspace, type.of)
    case 'mapping':
      return holds(workspace, type.value)
    case 'tuple':
      return worst(type.items.map((item) => holds(workspace, item)))
    case 'query':
    case 'result':
      return 'object'
    default:
      return 'unknown'
  }
}

const worst = (all: readonly Leaving[]): Leaving => (all.includes('object') ? 'object' : all.includes('unknown') ? 'unknown' : 'plain')

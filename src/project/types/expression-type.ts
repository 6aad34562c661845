import type { Call, Expr, FunctionDef, Name, Node } from '../../python/ast'
import { dottedName, isNone } from '../../python/children'
import { type Binding, bindingsOf, classOfMethod, statementOf } from '../../python/scopes'
import type { Workspace } from '../workspace'
import { typeOfAnnotation } from './annotation'
import { contains, follow, isComprehension, placeIn, typeOfComprehensionName, typeOfLambdaParam } from './bound-names'
import { typeOfExternalCall, typeOfMethodCall } from './library-calls'
import { typeOfMember } from './members'
import { asOptional, elementOf, instanceOf, type PythonType, sameType } from './python-type'
import { typeOfReturn } from './returns'

export interface Typing {
  readonly workspace: Workspace
  readonly path: string
  readonly depth: number
}

const maximalDepth = 24

/** What an expression of a file is. Undefined when it is not certain. Remembered until the project changes. */
export function typeOf(workspace: Workspace, path: string, expr: Expr): PythonType | undefined {
  return typeIn({ workspace, path, depth: 0 }, expr)
}

export function typeIn(typing: Typing, expr: Expr): PythonType | undefined {
  if (typing.depth > maximalDepth) return undefined
  const known = typing.workspace.memo('types', () => new WeakMap<Expr, PythonType | 'unknown'>())
  const cached = known.get(expr)
  if (cached !== undefined) return cached === 'unknown' ? undefined : cached
  // While an expression is being looked at it is unknown: `job = next_of(job)` must not turn in circles.
  known.set(expr, 'unknown')
  const type = find({ ...typing, depth: typing.depth + 1 }, expr)
  known.set(expr, type ?? 'unknown')
  return type
}

function find(typing: Typing, expr: Expr): PythonType | undefined {
  const next = (inner: Expr) => typeIn(typing, inner)
  switch (expr.kind) {
    case 'Name':
      return typeOfName(typing, expr)
    case 'Attribute': {
      const owner = next(expr.value)
      return owner && typeOfMember(typing, owner, expr.attr)
    }
    case 'Call':
      return typeOfCall(typing, expr)
    case 'Await':
    case 'Starred':
    case 'NamedExpr':
      return next(expr.value)
    case 'IfExp':
      return agree([expr.body, expr.orelse], next)
    case 'BoolOp':
      return expr.op === 'or' ? agree([expr.left, expr.right], next) : next(expr.right)
    case 'Subscript':
      return typeOfSubscript(typing, expr.value, expr.index)
    case 'List':
    case 'Set': {
      const items = expr.elts.map((item) => (item.kind === 'Starred' ? elementOf(next(item.value)) : next(item)))
      const [first] = items
      return first && items.every((item) => sameType(item, first)) ? { kind: 'rows', of: first } : undefined
    }
    case 'Tuple':
      return { kind: 'tuple', items: expr.elts.map(next) }
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp': {
      const of = next(expr.element)
      return of && { kind: 'rows', of }
    }
    case 'DictComp': {
      const value = expr.value && next(expr.value)
      return value && { kind: 'mapping', value }
    }
    case 'BinOp':
      return expr.op === '+' ? agree([expr.left, expr.right], next) : undefined
    default:
      return undefined
  }
}

/** Several possibilities: all that are not None must be the same. */
function agree(exprs: readonly Expr[], typeOfExpr: (expr: Expr) => PythonType | undefined): PythonType | undefined {
  const values = exprs.filter((expr) => !isNone(expr)).map(typeOfExpr)
  const [first] = values
  if (!first || !values.every((value) => sameType(value, first))) return undefined
  return values.length < exprs.length ? asOptional(first) : first
}

function typeOfName(typing: Typing, name: Name): PythonType | undefined {
  let node: Node = name
  for (let scope: Node | undefined = name.parent; scope; node = scope, scope = scope.parent) {
    if (isComprehension(scope)) {
      const found = typeOfComprehensionName(typing, scope, node, name)
      if (found !== undefined) return found ?? undefined
    } else if (scope.kind === 'Lambda' && node === scope.body) {
      const index = scope.params.findIndex((param) => param.name === name.id)
      if (index >= 0) return typeOfLambdaParam(typing, scope, index)
    } else if (scope.kind === 'FunctionDef' && scope.body.some((statement) => statement === node)) {
      const found = typeOfLocal(typing, scope, name)
      if (found !== undefined) return found ?? undefined
    }
  }
  return typeOfGlobal(typing, name)
}

function typeOfGlobal(typing: Typing, name: Name): PythonType | undefined {
  const { workspace, path } = typing
  const definition = workspace.resolveName(path, name.id)
  if (!definition) return undefined
  if (definition.kind === 'module') return definition
  if (definition.kind === 'external') return definition
  const { node } = definition
  if (node.kind === 'ClassDef') return { kind: 'class', cls: { path: definition.path, node } }
  if (node.kind === 'FunctionDef') return { kind: 'function', path: definition.path, node, self: undefined }
  const there = { ...typing, path: definition.path }
  if (node.annotation) return typeOfAnnotation(workspace, definition.path, node.annotation)
  const [target] = node.targets
  return node.value && target?.kind === 'Name' && node.op === undefined ? typeIn(there, node.value) : undefined
}

/** `undefined`: the function does not bind the name; null: it does, to something unknown. */
function typeOfLocal(typing: Typing, scope: FunctionDef, name: Name): PythonType | null | undefined {
  const all = bindingsOf(scope).filter((binding) => binding.name === name.id)
  if (all.length === 0) return undefined
  const before = all.filter((binding) => endOf(binding) <= name.start || binding.kind === 'param')
  const candidates = before.length > 0 ? before : all
  const types: (PythonType | undefined)[] = []
  let optional = false
  for (const binding of [...candidates].reverse()) {
    if (binding.kind === 'import') {
      const definition = typing.workspace.resolveName(typing.path, name.id, name.start)
      types.push(toType(definition))
    } else if (binding.node.kind === 'Assign' && binding.node.value && isNone(binding.node.value)) optional = true
    else types.push(typeOfBinding(typing, scope, binding))
    if (dominates(binding, name)) break
  }
  const [first] = types
  if (!first || !types.every((type) => sameType(type, first))) return null
  return (optional ? asOptional(first) : first) ?? null
}

function toType(definition: ReturnType<Workspace['resolveName']>): PythonType | undefined {
  if (definition?.kind !== 'definition') return definition
  const { node, path } = definition
  if (node.kind === 'ClassDef') return { kind: 'class', cls: { path, node } }
  return node.kind === 'FunctionDef' ? { kind: 'function', path, node, self: undefined } : undefined
}

/** A value is bound when its statement has run; the target of a loop while its body runs. */
function endOf(binding: Binding): number {
  if (binding.node.kind === 'For') return binding.node.iter.end
  if (binding.kind === 'with' || binding.kind === 'walrus' || binding.kind === 'param' || binding.kind === 'except')
    return binding.target.end
  return statementOf(binding.node)?.end ?? binding.node.end
}

/** Does every way to the name lead through this binding? Its statement stands in a block around the name. */
function dominates(binding: Binding, name: Name): boolean {
  if (binding.kind === 'param' || binding.kind === 'walrus') return true
  const statement = statementOf(binding.node)
  if (!statement) return true
  if (statement.kind === 'For' || statement.kind === 'With') return contains(statement, name)
  const block = statement.parent
  if (!block || !contains(block, name)) return false
  // `if a: x = 1` / `else: use(x)` share the parent but not the branch.
  return block.kind !== 'If' && block.kind !== 'Try' && block.kind !== 'Match'
    ? true
    : [block.kind === 'If' || block.kind === 'Try' ? block.body : [], block.kind === 'If' || block.kind === 'Try' ? block.orelse : []].some(
        (branch) => branch.some((entry) => entry === statement) && branch.some((entry) => contains(entry, name)),
      )
}

function typeOfBinding(typing: Typing, scope: FunctionDef, binding: Binding): PythonType | undefined {
  const { node } = binding
  const placed = (target: Expr, type: PythonType | undefined) => {
    const place = placeIn(target, binding.name)
    return place && follow(type, place)
  }
  switch (node.kind) {
    case 'Param': {
      if (node.annotation) {
        const type = typeOfAnnotation(typing.workspace, typing.path, node.annotation)
        if (node.style === 'star') return type && { kind: 'rows', of: type }
        if (node.style === 'doublestar') return type && { kind: 'mapping', value: type }
        return node.default && isNone(node.default) ? asOptional(type) : type
      }
      const cls = classOfMethod(scope)
      if (!cls || scope.params[0] !== node || scope.decorators.some((decorator) => dottedName(decorator) === 'staticmethod'))
        return undefined
      const ref = { path: typing.path, node: cls }
      return scope.decorators.some((decorator) => dottedName(decorator) === 'classmethod') ? { kind: 'class', cls: ref } : instanceOf(ref)
    }
    case 'Assign':
      if (node.annotation) return typeOfAnnotation(typing.workspace, typing.path, node.annotation)
      if (node.op !== undefined || !node.value) return undefined
      for (const target of node.targets) {
        const found = placed(target, typeIn(typing, node.value))
        if (found) return found
      }
      return undefined
    case 'For':
      return placed(node.target, elementOf(typeIn(typing, node.iter)))
    case 'WithItem':
      return node.target && placed(node.target, typeIn(typing, node.context))
    case 'NamedExpr':
      return typeIn(typing, node.value)
    case 'ClassDef':
      return { kind: 'class', cls: { path: typing.path, node } }
    case 'FunctionDef':
      return { kind: 'function', path: typing.path, node, self: undefined }
    default:
      return undefined
  }
}

function typeOfSubscript(typing: Typing, value: Expr, index: readonly Expr[]): PythonType | undefined {
  const owner = typeIn(typing, value)
  const [first] = index
  if (!owner || !first) return undefined
  if (owner.kind === 'mapping') return owner.value
  if (owner.kind === 'class') return owner
  if (first.kind === 'Slice') return owner.kind === 'rows' ? owner : undefined
  if (owner.kind === 'tuple' && first.kind === 'Num') return owner.items[Number(first.source)]
  return elementOf(owner)
}

function typeOfCall(typing: Typing, call: Call): PythonType | undefined {
  const { func } = call
  if (func.kind === 'Name' || func.kind === 'Attribute') {
    const callee = typeIn(typing, func)
    if (callee?.kind === 'class') return instanceOf(callee.cls)
    if (callee?.kind === 'function') return typeOfReturn(typing, callee)
    const name = callee?.kind === 'external' ? callee.qualified : func.kind === 'Name' && !callee ? `builtins.${func.id}` : undefined
    if (name !== undefined) {
      const found = typeOfExternalCall(typing, name, call)
      if (found) return found
    }
  }
  if (func.kind === 'Attribute') return typeOfMethodCall(typing, typeIn(typing, func.value), func.attr, call)
  return undefined
}

import type { ClassDef, Expr, FunctionDef, Import, ImportFrom, ImportName, Lambda, Node, Param, PythonModule, Stmt } from './ast'
import { ancestor, descendants } from './children'
import { isStatement } from './statements'

const isFunction = (node: Node): node is FunctionDef => node.kind === 'FunctionDef'
const isClass = (node: Node): node is ClassDef => node.kind === 'ClassDef'
const isDefinition = (node: Node): node is FunctionDef | ClassDef => isFunction(node) || isClass(node)

/** The function whose body holds a node: for a definition itself the one around it. Lambdas are looked through. */
export const enclosingFunction = (node: Node): FunctionDef | undefined => enclosing(node, isFunction)

/** The class whose body holds a node, also from inside its methods. */
export const enclosingClass = (node: Node): ClassDef | undefined => enclosing(node, isClass)

/** Decorators, parameters, annotations and bases stand outside the scope they introduce: only statements are inside. */
function enclosing<Found extends Node>(node: Node, test: (node: Node) => node is Found): Found | undefined {
  for (let at: Node | undefined = node; at; at = at.parent) if (at.parent && test(at.parent) && isStatement(at)) return at.parent
  return undefined
}

/** The class that a function is a method of. */
export const classOfMethod = (node: FunctionDef): ClassDef | undefined => {
  const definition = ancestor(node.parent, isDefinition)
  return definition?.kind === 'ClassDef' ? definition : undefined
}

/** `Class.method` around an offset; undefined at module level. */
export function symbolAt(module: PythonModule, offset: number): string | undefined {
  const names: string[] = []
  for (let node = ancestor(module.nodeAt(offset), isDefinition); node; node = ancestor(node.parent, isDefinition)) names.unshift(node.name)
  return names.length > 0 ? names.join('.') : undefined
}

/** Something that gives a name a value inside a function. `target` is the very node that bears the name; its offsets move with the text. */
export interface Binding {
  readonly name: string
  readonly kind: 'param' | 'assign' | 'for' | 'with' | 'except' | 'import' | 'definition' | 'walrus' | 'delete'
  readonly node: Node
  readonly target: Node
}

/** Every binding of a function's own scope, in source order; nested functions, classes, lambdas and comprehensions keep theirs. */
export function bindingsOf(scope: FunctionDef | Lambda): readonly Binding[] {
  const known = cache.get(scope)
  if (known) return known
  const bindings: Binding[] = scope.params.flatMap((param) => bindParam(param))
  const outside = new Set<string>()
  const body: readonly Node[] = scope.kind === 'FunctionDef' ? scope.body : [scope.body]
  for (const root of body) {
    for (const node of descendants(root, (inner) => !opensScope(inner))) {
      if (node.kind === 'Global' || node.kind === 'Nonlocal') for (const name of node.names) outside.add(name)
      bindings.push(...bindNode(node))
    }
  }
  const own = bindings.filter(({ name, kind }) => kind === 'param' || !outside.has(name))
  cache.set(scope, own)
  return own
}

const cache = new WeakMap<Node, readonly Binding[]>()

const opensScope = (node: Node): boolean =>
  isDefinition(node) ||
  node.kind === 'Lambda' ||
  node.kind === 'ListComp' ||
  node.kind === 'SetComp' ||
  node.kind === 'DictComp' ||
  node.kind === 'GeneratorExp'

const bindParam = (param: Param): Binding[] => (param.name ? [{ name: param.name, kind: 'param', node: param, target: param }] : [])

function bindNode(node: Node): Binding[] {
  switch (node.kind) {
    case 'Assign':
      return node.value ? node.targets.flatMap((target) => bindTarget(target, 'assign', node)) : []
    case 'For':
      return bindTarget(node.target, 'for', node)
    case 'WithItem':
      return node.target ? bindTarget(node.target, 'with', node) : []
    case 'ExceptHandler':
      return node.name ? [{ name: node.name, kind: 'except', node, target: node }] : []
    case 'NamedExpr':
      return bindTarget(node.target, 'walrus', node)
    case 'Delete':
      return node.targets.flatMap((target) => bindTarget(target, 'delete', node))
    case 'Import':
    case 'ImportFrom':
      return bindImport(node)
    case 'FunctionDef':
    case 'ClassDef':
      return [{ name: node.name, kind: 'definition', node, target: node }]
    default:
      return []
  }
}

function bindTarget(target: Expr, kind: Binding['kind'], node: Node): Binding[] {
  if (target.kind === 'Name') return [{ name: target.id, kind, node, target }]
  if (target.kind === 'Tuple' || target.kind === 'List') return target.elts.flatMap((element) => bindTarget(element, kind, node))
  return target.kind === 'Starred' ? bindTarget(target.value, kind, node) : []
}

const bindImport = (node: Import | ImportFrom): Binding[] =>
  node.names.filter(({ name }) => name !== '*').map((target) => ({ name: boundName(node, target), kind: 'import', node, target }))

/** `import a.b` binds `a`. */
const boundName = (node: Import | ImportFrom, { name, asname }: ImportName): string =>
  asname ?? (node.kind === 'Import' ? (name.split('.')[0] ?? name) : name)

/** The statement that holds a node, itself included. */
export const statementOf = (node: Node): Stmt | undefined => ancestor(node, isStatement)

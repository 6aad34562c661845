import { bindingBefore, functionAround } from '../../project/sessions/bindings'
import { valueOf } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { Call, FunctionDef, ImportFrom, Node, PythonModule } from '../../python/ast'
import { descendants, dottedName } from '../../python/children'
import { bindingsOf } from '../../python/scopes'
import type { ImportAddition } from '../imports'
import { openedWith } from './opener'
import { importAdditions, importsLeadTo } from './tenant-session'

export interface TopLevelName {
  /** How this file writes it: `engine`, `database.engine`. */
  readonly source: string
  /** What has to be imported first. */
  readonly imports: readonly ImportAddition[]
}

/** The name of something at the top of a module, written the way that the function of `call` is reached. */
export function nameBeside(
  workspace: Workspace,
  module: PythonModule,
  call: Call,
  name: string,
  path: string,
  isIt: (node: Node) => boolean,
): TopLevelName | string {
  if (means(workspace, module, name, call, isIt) && hasValueAt(module, name, call)) return { source: name, imports: [] }
  const said = openedWith(call)
  const qualifier = said.kind === 'Attribute' ? dottedName(said.value) : undefined
  if (qualifier !== undefined) {
    const owner = said.kind === 'Attribute' ? valueOf(workspace, module.path, said.value) : undefined
    if (owner?.kind === 'module' && gives(workspace, owner.path, name, isIt)) return { source: `${qualifier}.${name}`, imports: [] }
    const free = nameIsTaken(workspace, module, name, call) ? undefined : importFrom(workspace, module, call, name, isIt, path)
    return free ?? `\`${name}\` cannot be reached as \`${qualifier}.${name}\``
  }
  if (nameIsTaken(workspace, module, name, call))
    return means(workspace, module, name, call, isIt) ? `\`${name}\` has no value here, or on some ways only` : takenReason(name)
  const statement = said.kind === 'Name' ? importOf(module, said.id, call) : undefined
  const source = statement && workspace.resolveModule(module.path, statement.module, statement.level)
  if (statement && source !== undefined && gives(workspace, source, name, isIt)) return { source: name, imports: [{ statement, name }] }
  const late = lateImport(workspace, module, call, name, isIt)
  if (late) return { source: name, imports: [{ statement: late, name }] }
  // What a function imports for itself may be meant to be imported late.
  const own = statement?.parent ? undefined : importFrom(workspace, module, call, name, isIt, path)
  if (own) return own
  return statement
    ? `\`${statement.module}\` does not export \`${name}\``
    : `how \`${dottedName(said) ?? 'the session'}\` is imported is not plain`
}

/** What the function imports from there for itself, further up. */
function lateImport(
  workspace: Workspace,
  module: PythonModule,
  call: Call,
  name: string,
  isIt: (node: Node) => boolean,
): ImportFrom | undefined {
  const fn = functionAround(call)
  const imports = fn ? bindingsOf(fn).map(({ node }) => node) : []
  return imports.find((node): node is ImportFrom => {
    const isEarly = fn !== undefined && node.kind === 'ImportFrom' && node.end < call.start && standsBefore(node, call, fn)
    const source = isEarly ? workspace.resolveModule(module.path, node.module, node.level) : undefined
    return source !== undefined && gives(workspace, source, name, isIt)
  })
}

/** An import from the module that makes it, which this one runs already by what it imports. */
function importFrom(
  workspace: Workspace,
  module: PythonModule,
  call: Call,
  name: string,
  isIt: (node: Node) => boolean,
  path: string,
): TopLevelName | undefined {
  if (!importsLeadTo(workspace, module.path, path)) return undefined
  const imports = importAdditions(workspace, module, { path, name, isIt }, call)
  return imports && { source: name, imports }
}

export const madeBy =
  (call: Call) =>
  (node: Node): boolean =>
    node.kind === 'Assign' && node.value === call

function gives(workspace: Workspace, path: string, name: string, isIt: (node: Node) => boolean): boolean {
  const definition = workspace.resolveName(path, name)
  return definition?.kind === 'definition' && isIt(definition.node)
}

function means(workspace: Workspace, module: PythonModule, name: string, call: Call, isIt: (node: Node) => boolean): boolean {
  const definition = workspace.resolveName(module.path, name, call.start)
  return definition?.kind === 'definition' && isIt(definition.node)
}

export const takenReason = (name: string): string => `\`${name}\` already means something else in this file`

/** Is the name bound whenever the call runs? An import under `if TYPE_CHECKING:` is none, and one further down in the function is too late. */
function hasValueAt(module: PythonModule, name: string, call: Call): boolean {
  for (let fn = functionAround(call); fn; fn = functionAround(fn)) {
    const inside = fn
    const local = bindingsOf(fn).filter((binding) => binding.name === name)
    if (fn.kind === 'FunctionDef' && isCaptured(module, fn, name)) return false
    if (local.length === 0) continue
    return local.every(({ kind, node }) => kind === 'import' && node.start < call.start && standsBefore(node, call, inside))
  }
  const { text } = module
  if (new RegExp(`^[ \\t]*del\\b.*\\b${name}\\b`, 'm').test(text)) return false
  const imports = module.imports().filter(({ names }) => names.some((each) => (each.asname ?? each.name) === name))
  return imports.length === 0 || imports.some(({ parent }) => parent === undefined)
}

/** A statement of a block that holds the other node, too: it has run when that one does. */
function standsBefore(stmt: Node, node: Node, fn: Node): boolean {
  const { parent } = stmt
  if (parent === fn || parent === undefined) return true
  return (parent.kind === 'With' || parent.kind === 'Try') && parent.start <= node.start && node.end <= parent.end
}

/** `case [engine, *_]:` binds names that no expression says. */
const isCaptured = (module: PythonModule, fn: FunctionDef, name: string): boolean =>
  [...descendants(fn)].some((node) => {
    if (node.kind !== 'MatchCase') return false
    const pattern = module.text.slice(node.start, node.guard?.start ?? node.body[0]?.start ?? node.end)
    return new RegExp(`(?<![.\\w])${name}(?![\\w.(=])`).test(pattern)
  })

function nameIsTaken(workspace: Workspace, module: PythonModule, name: string, call: Call): boolean {
  for (let fn = functionAround(call); fn; fn = functionAround(fn)) {
    if (bindingsOf(fn).some((binding) => binding.name === name)) return true
    if (fn.kind === 'FunctionDef' && isCaptured(module, fn, name)) return true
  }
  return (
    workspace.resolveName(module.path, name, call.start) !== undefined ||
    module.imports().some(({ names }) => names.some((each) => (each.asname ?? each.name) === name))
  )
}

/** The import statement that a call's function name comes from: the function's own one first. */
function importOf(module: PythonModule, name: string, call: Call): ImportFrom | undefined {
  for (let fn = functionAround(call); fn; fn = functionAround(fn)) {
    const binding = bindingBefore(fn, name, call.start)
    if (!binding) continue
    const several = bindingsOf(fn).filter((each) => each.name === name).length > 1
    return binding.kind === 'import' && binding.node.kind === 'ImportFrom' && !several ? binding.node : undefined
  }
  // One of several is imported on some ways only: `try: from a import x` … `except ImportError: from b import x`.
  const found = module.imports().filter((statement) => statement.names.some((each) => (each.asname ?? each.name) === name))
  const [only] = found
  return only?.kind === 'ImportFrom' && found.length === 1 && only.parent === undefined ? only : undefined
}

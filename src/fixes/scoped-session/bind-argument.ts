import { bindingBefore, functionAround, isLocalName, scopeOf } from '../../project/sessions/bindings'
import { classAround, methodOf } from '../../project/sessions/class-members'
import { headName } from '../../project/sessions/plain-expressions'
import type { EngineFact, FactoryFact } from '../../project/sessions/value'
import { valueOf } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { Call, ClassDef, FunctionDef, ImportFrom, Node, PythonModule } from '../../python/ast'
import { descendants, dottedName } from '../../python/children'
import { bindingsOf } from '../../python/scopes'
import type { TextEdit } from '../../text/apply-edits'
import type { ImportAddition } from '../imports'
import { linesOf } from '../python-lines'
import { keptFunction } from './kept-function'
import { openedWith } from './opener'
import { importAdditions, importsLeadTo } from './tenant-session'
import { mapSource } from './tenant-token'

export interface TopLevelName {
  /** How this file writes it: `engine`, `database.engine`. */
  readonly source: string
  /** What has to be imported first. */
  readonly imports: readonly ImportAddition[]
}

/** How a file can name the engine that a factory is bound to, where `call` opens a session. A reason when it cannot. */
export function nameEngine(workspace: Workspace, module: PythonModule, call: Call, factory: FactoryFact): TopLevelName | string {
  const { engine, engineExpr } = factory
  if (!engine || !engineExpr) return `what \`${factory.name ?? 'the factory'}\` is bound to is not known`
  const own = nameOwnEngine(workspace, module, call, factory)
  if (own !== undefined) return { source: own, imports: [] }
  if (engineExpr.kind !== 'Name' || functionAround(factory.call)) {
    const asked = nameAskedEngine(workspace, module, call, factory)
    return asked ?? nameKeptEngine(workspace, module, call, factory) ?? 'the engine has no name of its own at the top of its module'
  }
  if (factory.path === module.path)
    return isLocalName(call, engineExpr.id) ? takenReason(engineExpr.id) : { source: engineExpr.id, imports: [] }
  return nameBeside(
    workspace,
    module,
    call,
    engineExpr.id,
    engine.name === engineExpr.id ? engine.path : factory.path,
    madeBy(engine.call),
  )
}

/** `get_engine()` of `sessionmaker(bind=get_engine())`, when it gives the same engine each time. */
function nameAskedEngine(workspace: Workspace, module: PythonModule, call: Call, { path, engineExpr }: FactoryFact): TopLevelName | undefined {
  const asked = engineExpr?.kind === 'Call' ? engineExpr : undefined
  const fn = asked && keptFunction(workspace, path, asked)
  if (!fn) return undefined
  const named = nameBeside(workspace, module, call, fn.node.name, fn.path, (node) => node === fn.node)
  return typeof named === 'string' ? undefined : { ...named, source: `${named.source}()` }
}

/** `SessionLocal.kw["bind"]`: the very bind that the factory was made with, where nothing else names it. */
function nameKeptEngine(workspace: Workspace, module: PythonModule, call: Call, factory: FactoryFact): TopLevelName | undefined {
  const opens = openedWith(call)
  const value = valueOf(workspace, module.path, opens)
  const steady = dottedName(opens) !== undefined || (opens.kind === 'Call' && keptFunction(workspace, module.path, opens) !== undefined)
  if (!steady || value.kind !== 'factory' || value.factory.call !== factory.call) return undefined
  return { source: `${module.text.slice(opens.start, opens.end)}.kw["bind"]`, imports: [] }
}

/** The engine of a factory that the function makes itself, or that an object keeps beside it: `self.Session = sessionmaker(bind=self.engine)`. */
function nameOwnEngine(workspace: Workspace, module: PythonModule, call: Call, factory: FactoryFact): string | undefined {
  const { engineExpr } = factory
  const maker = functionAround(factory.call)
  if (engineExpr?.kind === 'Name') {
    if (!maker || maker !== functionAround(call)) return undefined
    const bindings = scopeOf(maker).bindings.get(engineExpr.id) ?? []
    return bindings.length === 1 && bindings[0]?.kind === 'assign' ? engineExpr.id : undefined
  }
  const cls = classAround(factory.call)
  const opens = openedWith(call)
  if (!cls || engineExpr?.kind !== 'Attribute' || dottedName(engineExpr.value) !== 'self' || opens.kind !== 'Attribute') return undefined
  const { attr } = engineExpr
  const object = dottedName(opens.value)
  const value = valueOf(workspace, module.path, opens.value)
  const isIts = object === 'self' ? classAround(call) === cls : value.kind === 'instance' && value.node === cls
  return object !== undefined && isIts && isSteady(workspace, cls, attr) ? `${object}.${attr}` : undefined
}

/** Does an attribute stand for one thing: what is given to it once, or what a property keeps or gives on? */
function isSteady(workspace: Workspace, cls: ClassDef, attr: string): boolean {
  const method = methodOf(cls, attr)
  if (!method) return settingsOf(workspace, attr) === 1
  const [decorator, ...more] = method.decorators
  const [stmt, ...rest] = method.body.filter((each) => each.kind !== 'ExprStmt' || each.value.kind !== 'Str')
  if (!decorator || more.length > 0 || settingsOf(workspace, attr) > 0) return false
  if (headName(decorator) === 'cached_property') return true
  const given = stmt?.kind === 'Return' && rest.length === 0 ? stmt.value : undefined
  return (
    headName(decorator) === 'property' &&
    given?.kind === 'Attribute' &&
    dottedName(given.value) === 'self' &&
    methodOf(cls, given.attr) === undefined &&
    settingsOf(workspace, given.attr) === 1
  )
}

/** How many places of the project give a value to an attribute of this name. */
const settingsOf = (workspace: Workspace, attr: string): number =>
  workspace.memo(
    `fixes/set-once/${attr}`,
    () => {
      const setting = new RegExp(`\\.${attr}\\s*(?::[^=\\n]*)?=(?!=)|["']${attr}["']`, 'g')
      const files = workspace.filesWith([`.${attr}`, `'${attr}'`, `"${attr}"`], ['.py'])
      return files.reduce((count, path) => count + [...(workspace.text(path) ?? '').matchAll(setting)].length, 0)
    },
    'while-typing',
  )

/** The same for a session factory, where `call` calls something of its module. */
export function nameFactory(workspace: Workspace, module: PythonModule, call: Call, factory: FactoryFact): TopLevelName | string {
  if (factory.name === undefined || functionAround(factory.call)) return 'the session factory has no name at the top of its module'
  return nameBeside(workspace, module, call, factory.name, factory.path, madeBy(factory.call))
}

/** The same for an engine at the top of its module. */
export const nameEngineItself = (workspace: Workspace, module: PythonModule, call: Call, engine: EngineFact): TopLevelName | string =>
  engine.name === undefined
    ? 'the engine has no name of its own at the top of its module'
    : nameBeside(workspace, module, call, engine.name, engine.path, madeBy(engine.call))

/** How a file can name a class of a library where `at` stands. */
export function nameClass(workspace: Workspace, module: PythonModule, at: Node, qualified: string): TopLevelName | string {
  const name = qualified.slice(qualified.lastIndexOf('.') + 1)
  const bound = workspace.resolveName(module.path, name, at.start)
  const own = isLocalName(at, name)
  if (bound?.kind === 'external' && isSameClass(bound.qualified, qualified) && !own) return { source: name, imports: [] }
  if (bound || own) return takenReason(name)
  return { source: name, imports: [{ line: `from ${qualified.slice(0, qualified.lastIndexOf('.'))} import ${name}` }] }
}

/** `sqlalchemy.orm.Session` is `sqlalchemy.orm.session.Session`. */
const isSameClass = (a: string, b: string): boolean => {
  const short = (name: string) => name.replace(/\.(session|engine)\./, '.')
  return short(a) === short(b)
}

/** The name of what `made` makes, written the way that the function of `call` is reached. */
function nameBeside(
  workspace: Workspace,
  module: PythonModule,
  call: Call,
  name: string,
  path: string,
  isIt: (node: Node) => boolean,
): TopLevelName | string {
  if (means(workspace, module, name, call, isIt) && hasValueAt(module, name, call)) return { source: name, imports: [] }
  const qualifier = call.func.kind === 'Attribute' ? dottedName(call.func.value) : undefined
  if (qualifier !== undefined) {
    const owner = call.func.kind === 'Attribute' ? valueOf(workspace, module.path, call.func.value) : undefined
    if (owner?.kind === 'module' && gives(workspace, owner.path, name, isIt)) return { source: `${qualifier}.${name}`, imports: [] }
    const free = nameIsTaken(workspace, module, name, call) ? undefined : importFrom(workspace, module, call, name, isIt, path)
    return free ?? `\`${name}\` cannot be reached as \`${qualifier}.${name}\``
  }
  if (nameIsTaken(workspace, module, name, call))
    return means(workspace, module, name, call, isIt) ? `\`${name}\` has no value here, or on some ways only` : takenReason(name)
  const statement = call.func.kind === 'Name' ? importOf(module, call.func.id, call) : undefined
  const source = statement && workspace.resolveModule(module.path, statement.module, statement.level)
  if (statement && source !== undefined && gives(workspace, source, name, isIt)) return { source: name, imports: [{ statement, name }] }
  // What a function imports for itself may be meant to be imported late.
  const own = statement?.parent ? undefined : importFrom(workspace, module, call, name, isIt, path)
  if (own) return own
  return statement
    ? `\`${statement.module}\` does not export \`${name}\``
    : `how \`${dottedName(call.func) ?? 'the session'}\` is imported is not plain`
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

const madeBy =
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

const takenReason = (name: string): string => `\`${name}\` already means something else in this file`

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

export const maximumLine = 100

/** `SessionLocal()` -> `SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema}))`, broken over lines when long. */
export function bindArgument(
  workspace: Workspace,
  module: PythonModule,
  call: Call,
  engine: string,
  schema: string,
  /** In the place of what is given now, and under another name. */
  { alone = false, by = 'bind=' } = {},
): TextEdit {
  const lines = linesOf(module)
  const map = mapSource(workspace, schema)
  const argument = `${by}${engine}.execution_options(${map})`
  const { argsSpan } = call
  const inside = module.text.slice(argsSpan.start + 1, argsSpan.end - 1)
  const last = Math.max(argsSpan.start + 1, ...[...call.args, ...call.keywords].map(({ end }) => end))
  // A comment behind the last argument would swallow what is written after it.
  if (!alone && module.text.slice(last, argsSpan.end - 1).includes('#'))
    return { start: last, end: last, text: last > argsSpan.start + 1 ? `, ${argument}` : argument }
  const isEmpty = alone || inside.trim() === ''
  const at = isEmpty ? { start: argsSpan.start + 1, end: argsSpan.end - 1 } : { start: argsSpan.end - 1, end: argsSpan.end - 1 }
  const separator = isEmpty ? '' : /,\s*$/.test(inside) ? (/\s$/.test(inside) ? '' : ' ') : ', '
  const line = lines.lineOf(argsSpan.start)
  if (lines.textOf(line).length + argument.length <= maximumLine || inside.includes('\n') || !isEmpty)
    return { ...at, text: `${separator}${argument}` }
  const indent = lines.indentAt(argsSpan.start)
  const unit = indentUnit(module)
  const inner = `${indent}${unit}`
  const wide = `${inner}${argument}`
  const body =
    wide.length <= maximumLine
      ? wide
      : `${inner}${by}${engine}.execution_options(${lines.newline}${inner}${unit}${map}${lines.newline}${inner})`
  return { ...at, text: `${lines.newline}${body}${lines.newline}${indent}` }
}

/** The file's own step of indentation. */
export function indentUnit({ text }: Pick<PythonModule, 'text'>): string {
  const found = /^(?:\t|[ ]{2,8})(?=\S)/m.exec(text)
  return found?.[0] ?? '    '
}

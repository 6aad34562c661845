import { bindingBefore, functionAround, isLocalName } from '../../project/sessions/bindings'
import type { EngineFact, FactoryFact } from '../../project/sessions/value'
import { valueOf } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { Call, ImportFrom, Node, PythonModule } from '../../python/ast'
import { dottedName } from '../../python/children'
import type { TextEdit } from '../../text/apply-edits'
import type { ImportAddition } from '../imports'
import { linesOf } from '../python-lines'
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
  if (engineExpr.kind !== 'Name' || functionAround(factory.call)) return 'the engine has no name of its own at the top of its module'
  if (factory.path === module.path)
    return isLocalName(call, engineExpr.id) ? takenReason(engineExpr.id) : { source: engineExpr.id, imports: [] }
  return nameBeside(workspace, module, call, engineExpr.id, engine.call)
}

/** The same for a session factory, where `call` calls something of its module. */
export function nameFactory(workspace: Workspace, module: PythonModule, call: Call, factory: FactoryFact): TopLevelName | string {
  if (factory.name === undefined || functionAround(factory.call)) return 'the session factory has no name at the top of its module'
  return nameBeside(workspace, module, call, factory.name, factory.call)
}

/** The same for an engine at the top of its module. */
export const nameEngineItself = (workspace: Workspace, module: PythonModule, call: Call, engine: EngineFact): TopLevelName | string =>
  engine.name === undefined
    ? 'the engine has no name of its own at the top of its module'
    : nameBeside(workspace, module, call, engine.name, engine.call)

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
function nameBeside(workspace: Workspace, module: PythonModule, call: Call, name: string, made: Call): TopLevelName | string {
  if (isKnownAs(workspace, module, name, call, made)) return { source: name, imports: [] }
  const qualifier = call.func.kind === 'Attribute' ? dottedName(call.func.value) : undefined
  if (qualifier !== undefined) {
    const owner = call.func.kind === 'Attribute' ? valueOf(workspace, module.path, call.func.value) : undefined
    return owner?.kind === 'module' && gives(workspace, owner.path, name, made)
      ? { source: `${qualifier}.${name}`, imports: [] }
      : `\`${name}\` cannot be reached as \`${qualifier}.${name}\``
  }
  if (isLocalName(call, name) || nameIsTaken(workspace, module, name, call)) return takenReason(name)
  const statement = call.func.kind === 'Name' ? importOf(module, call.func.id, call) : undefined
  if (!statement) return `how \`${dottedName(call.func) ?? 'the session'}\` is imported is not plain`
  const source = workspace.resolveModule(module.path, statement.module, statement.level)
  if (source === undefined || !gives(workspace, source, name, made)) return `\`${statement.module}\` does not export \`${name}\``
  return { source: name, imports: [{ statement, name }] }
}

function gives(workspace: Workspace, path: string, name: string, made: Call): boolean {
  const definition = workspace.resolveName(path, name)
  return definition?.kind === 'definition' && definition.node.kind === 'Assign' && definition.node.value === made
}

function isKnownAs(workspace: Workspace, module: PythonModule, name: string, call: Call, made: Call): boolean {
  if (isLocalName(call, name)) return false
  const definition = workspace.resolveName(module.path, name, call.start)
  return definition?.kind === 'definition' && definition.node.kind === 'Assign' && definition.node.value === made
}

const takenReason = (name: string): string => `\`${name}\` already means something else in this file`

function nameIsTaken(workspace: Workspace, module: PythonModule, name: string, call: Call): boolean {
  const fn = functionAround(call)
  return (
    (fn !== undefined && bindingBefore(fn, name, call.start) !== undefined) ||
    workspace.resolveName(module.path, name, call.start) !== undefined
  )
}

/** The import statement that a call's function name comes from: the function's own one first. */
function importOf(module: PythonModule, name: string, call: Call): ImportFrom | undefined {
  for (let fn = functionAround(call); fn; fn = functionAround(fn)) {
    const binding = bindingBefore(fn, name, call.start)
    if (binding) return binding.kind === 'import' && binding.node.kind === 'ImportFrom' ? binding.node : undefined
  }
  const found = module.imports().find((statement) => statement.names.some((each) => (each.asname ?? each.name) === name))
  return found?.kind === 'ImportFrom' ? found : undefined
}

const maximumLine = 100

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

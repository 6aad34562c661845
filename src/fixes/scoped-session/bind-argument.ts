import { bindingBefore, functionAround } from '../../project/sessions/bindings'
import type { EngineFact, FactoryFact } from '../../project/sessions/value'
import { valueOf } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { Call, ImportFrom, PythonModule } from '../../python/ast'
import { dottedName } from '../../python/children'
import type { TextEdit } from '../../text/apply-edits'
import type { ImportAddition } from '../imports'
import { linesOf } from '../python-lines'
import { mapSource } from './tenant-token'

export interface EngineName {
  /** How this file writes the engine: `engine`, `database.engine`. */
  readonly source: string
  /** What has to be imported first. */
  readonly imports: readonly ImportAddition[]
}

/** How a file can name the engine that a factory is bound to. A reason when it cannot. */
export function nameEngine(workspace: Workspace, module: PythonModule, call: Call, factory: FactoryFact): EngineName | string {
  const { engine, engineExpr } = factory
  if (!engine || !engineExpr) return `what \`${factory.name ?? 'the factory'}\` is bound to is not known`
  if (engineExpr.kind !== 'Name' || functionAround(factory.call)) return 'the engine has no name of its own at the top of its module'
  const name = engineExpr.id
  if (factory.path === module.path) return { source: name, imports: [] }
  if (isSameEngine(workspace, module, name, call, engine)) return { source: name, imports: [] }
  const qualifier = call.func.kind === 'Attribute' ? dottedName(call.func.value) : undefined
  if (qualifier !== undefined) {
    const owner = call.func.kind === 'Attribute' ? valueOf(workspace, module.path, call.func.value) : undefined
    return owner?.kind === 'module' && givesEngine(workspace, owner.path, name, engine)
      ? { source: `${qualifier}.${name}`, imports: [] }
      : 'the engine cannot be reached the way the factory is'
  }
  if (nameIsTaken(workspace, module, name, call)) return `\`${name}\` already means something else in this file`
  const statement = call.func.kind === 'Name' ? importOf(module, call.func.id, call) : undefined
  if (!statement) return 'how the factory is imported is not plain'
  const source = workspace.resolveModule(module.path, statement.module, statement.level)
  if (source === undefined || !givesEngine(workspace, source, name, engine)) return `\`${statement.module}\` does not export the engine`
  return { source: name, imports: [{ statement, name }] }
}

function givesEngine(workspace: Workspace, path: string, name: string, engine: EngineFact): boolean {
  const definition = workspace.resolveName(path, name)
  return definition?.kind === 'definition' && definition.node.kind === 'Assign' && definition.node.value === engine.call
}

function isSameEngine(workspace: Workspace, module: PythonModule, name: string, call: Call, engine: EngineFact): boolean {
  const fn = functionAround(call)
  const local = fn ? bindingBefore(fn, name, call.start) : undefined
  if (local && local.kind !== 'import') return false
  const definition = workspace.resolveName(module.path, name, call.start)
  return definition?.kind === 'definition' && definition.node.kind === 'Assign' && definition.node.value === engine.call
}

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
export function bindArgument(workspace: Workspace, module: PythonModule, call: Call, engine: string, schema: string): TextEdit {
  const lines = linesOf(module)
  const map = mapSource(workspace, schema)
  const argument = `bind=${engine}.execution_options(${map})`
  const { argsSpan } = call
  const inside = module.text.slice(argsSpan.start + 1, argsSpan.end - 1)
  const last = Math.max(argsSpan.start + 1, ...[...call.args, ...call.keywords].map(({ end }) => end))
  // A comment behind the last argument would swallow what is written after it.
  if (module.text.slice(last, argsSpan.end - 1).includes('#'))
    return { start: last, end: last, text: last > argsSpan.start + 1 ? `, ${argument}` : argument }
  const isEmpty = inside.trim() === ''
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
      : `${inner}bind=${engine}.execution_options(${lines.newline}${inner}${unit}${map}${lines.newline}${inner})`
  return { ...at, text: `${lines.newline}${body}${lines.newline}${indent}` }
}

/** The file's own step of indentation. */
export function indentUnit({ text }: Pick<PythonModule, 'text'>): string {
  const found = /^(?:\t|[ ]{2,8})(?=\S)/m.exec(text)
  return found?.[0] ?? '    '
}

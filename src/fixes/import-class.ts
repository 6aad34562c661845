import type { Edit } from '../contract/finding'
import { dottedPathOf } from '../project/dotted-path'
import type { Workspace } from '../project/workspace'
import type { ImportFrom, PythonModule } from '../python/ast'

interface Wanted {
  readonly name: string
  /** A library's module, or … */
  readonly module: string | undefined
  /** … the project's file that defines the class. */
  readonly path: string | undefined
}

/** Edits that make a name available in a module: none when it is there already, undefined when the name means something else or no way is certain. */
export function importEdit(
  workspace: Workspace,
  module: PythonModule,
  { name, module: library, path }: Wanted,
  at: number,
): readonly Edit[] | undefined {
  const bound = workspace.resolveName(module.path, name, at)
  if (bound) {
    const isIt =
      bound.kind === 'definition'
        ? bound.path === path
        : bound.kind === 'external' && library !== undefined && bound.qualified === `${library}.${name}`
    return isIt ? [] : undefined
  }
  const statements = module.imports().filter((node): node is ImportFrom => node.kind === 'ImportFrom')
  const topLevel = statements.filter((node) => !node.parent && !node.names.some((entry) => entry.name === '*'))
  if (library !== undefined) {
    const existing = topLevel.find((node) => node.module === library && node.level === 0)
    return existing
      ? [{ path: module.path, ...addName(module, existing, name) }]
      : [{ path: module.path, ...newImport(module, `from ${library} import ${name}`) }]
  }
  // The module that this file already takes classes from, when it has this one too.
  for (const node of topLevel) {
    const source = workspace.resolveModule(module.path, node.module, node.level)
    const definition = source && workspace.resolveName(source, name)
    if (definition && definition.kind === 'definition' && definition.path === path)
      return [{ path: module.path, ...addName(module, node, name) }]
  }
  const dotted = path === undefined ? undefined : dottedPathOf(workspace, module.path, path)
  return dotted === undefined ? undefined : [{ path: module.path, ...newImport(module, `from ${dotted} import ${name}`) }]
}

/** A line of its own behind the last import at the top. */
function newImport(module: PythonModule, line: string): { start: number; end: number; text: string } {
  const newline = module.text.includes('\r\n') ? '\r\n' : '\n'
  const last = module
    .imports()
    .filter((node) => !node.parent)
    .pop()
  if (last) return { start: last.end, end: last.end, text: `${newline}${line}` }
  const [first] = module.topLevel
  const start = first?.start ?? module.text.length
  return { start, end: start, text: `${line}${newline}` }
}

/** `from models import Job` -> `from models import Job, BatchJob`, on a line of its own where each name has one. */
function addName({ text }: PythonModule, statement: ImportFrom, name: string): { start: number; end: number; text: string } {
  const last = statement.names[statement.names.length - 1]
  const at = last?.end ?? statement.end
  const lineStart = text.slice(0, last?.start ?? at).search(/[^\n]*$/)
  const indent = text.slice(lineStart, last?.start ?? at)
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const ownLine = lineStart > statement.start && indent.trim() === ''
  return { start: at, end: at, text: ownLine ? `,${newline}${indent}${name}` : `, ${name}` }
}

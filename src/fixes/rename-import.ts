import type { Edit } from '../contract/finding'
import type { NameUse } from '../project/name-uses'
import type { Definition, Workspace } from '../project/workspace'
import type { ImportFrom, ImportName, PythonModule } from '../python/ast'

/** An import of the old name becomes one of the new name, from the same module when that has it; a second import of the same name goes. */
export function renameImport(
  workspace: Workspace,
  module: PythonModule,
  use: NameUse,
  replacement: string,
  target: Extract<Definition, { kind: 'definition' }>,
): Edit[] | undefined {
  const name = use.node
  const statement = name?.parent
  if (name?.kind !== 'ImportName' || statement?.kind !== 'ImportFrom') return undefined
  const bound = name.asname === undefined && workspace.resolveName(module.path, replacement)
  if (bound && bound.kind === 'definition' && bound.node === target.node && !statement.parent)
    return [removeImported(module, statement, name)]
  const source = workspace.resolveModule(module.path, statement.module, statement.level)
  const offered = source && workspace.resolveName(source, replacement)
  if (offered && offered.kind === 'definition' && offered.node === target.node)
    return [{ path: module.path, ...use.span, text: replacement }]
  const dotted = dottedPath(workspace, module.path, target.path)
  if (dotted === undefined) return undefined
  const alias = name.asname === undefined ? '' : ` as ${name.asname}`
  const line = `from ${dotted} import ${replacement}${alias}`
  if (statement.names.length === 1) return [{ path: module.path, start: statement.start, end: statement.end, text: line }]
  const lineStart = module.text.lastIndexOf('\n', statement.start - 1) + 1
  const indent = /^[ \t]*/.exec(module.text.slice(lineStart))?.[0] ?? ''
  const newline = module.text.includes('\r\n') ? '\r\n' : '\n'
  return [
    removeImported(module, statement, name),
    { path: module.path, start: statement.end, end: statement.end, text: `${newline}${indent}${line}` },
  ]
}

function dottedPath(workspace: Workspace, from: string, path: string): string | undefined {
  const parts = path.replace(/(?:\/__init__)?\.py$/, '').split('/')
  for (let start = 0; start < parts.length; start++) {
    const dotted = parts.slice(start).join('.')
    if (workspace.resolveModule(from, dotted) === path) return dotted
  }
  return undefined
}

/** Takes a name out of an import with its comma, or the whole line when it is the only one. */
export function removeImported(module: PythonModule, statement: ImportFrom, name: ImportName): Edit {
  const { text, path } = module
  if (statement.names.length === 1) {
    const rest = /^[ \t]*(?:\r?\n)?/.exec(text.slice(statement.end))
    return { path, start: statement.start, end: statement.end + (rest?.[0].length ?? 0), text: '' }
  }
  const after = /^\s*,[ \t]*(?:\r?\n[ \t]*)?/.exec(text.slice(name.end))
  if (after) return { path, start: name.start, end: name.end + after[0].length, text: '' }
  const before = /,\s*$/.exec(text.slice(statement.start, name.start))
  return { path, start: name.start - (before?.[0].length ?? 0), end: name.end, text: '' }
}

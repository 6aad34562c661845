import type { Workspace } from '../project/workspace'
import type { PythonModule } from '../python/ast'

/**
 * Does another file use a name of this module, so that even an import here is part of its face? `from jobs import text`,
 * `import jobs; jobs.text`, `from jobs import *`, `patch("app.jobs.text")`, `patch.object(jobs, "text")`.
 */
export function isReachedFromOutside(workspace: Workspace, module: PythonModule, name: string): boolean {
  const own = module.path.slice(module.path.lastIndexOf('/') + 1).replace(/\.py$/, '')
  const word = new RegExp(`\\b${name}\\b`)
  const takesEverything = workspace.memo('fixes/star-imports', () => new Set(workspace.filesWith(['import *'], ['.py'])))
  return workspace.filesWith([own], ['.py']).some((path) => {
    const text = path === module.path ? undefined : workspace.text(path)
    // Most files with the module's name in them know nothing of this one.
    if (text === undefined || !(text.includes(name) || takesEverything.has(path))) return false
    const { takesAll, takes, aliases } = takenFrom(workspace, path, module, own)
    if (takesAll || takes.has(name)) return true
    if (!word.test(text)) return false
    if (new RegExp(`["'][\\w.]*\\b${own}\\.${name}["']`).test(text)) return true
    // importlib.import_module("app.jobs").text
    const dynamic = new RegExp(`["'](?:[\\w.]*\\.)?${own}["']`).test(text) && /\b(?:import_module|__import__|modules)\b/.test(text)
    if (dynamic && new RegExp(`\\.\\s*${name}\\b|["']${name}["']`).test(text)) return true
    return [...aliases].some((alias) => new RegExp(`\\b${alias}\\s*(?:\\.\\s*${name}\\b|,\\s*["']${name}["'])`).test(text))
  })
}

interface Taken {
  /** `from jobs import *`: whoever imports from that file may use what it got. */
  readonly takesAll: boolean
  readonly takes: ReadonlySet<string>
  /** How the file writes the module, the last part of it: `jobs` of `app.jobs`. */
  readonly aliases: ReadonlySet<string>
}

/** Every fix of a module asks for each name that it lets go. */
function takenFrom(workspace: Workspace, path: string, module: PythonModule, own: string): Taken {
  const byModule = workspace.memo('fixes/taken-names', () => new Map<string, Map<string, Taken>>())
  const byPath = byModule.get(module.path) ?? new Map<string, Taken>()
  byModule.set(module.path, byPath)
  const known = byPath.get(path) ?? readImports(workspace, path, module, own)
  byPath.set(path, known)
  return known
}

function readImports(workspace: Workspace, path: string, module: PythonModule, own: string): Taken {
  const takes = new Set<string>()
  const aliases = new Set<string>()
  for (const statement of workspace.module(path)?.imports() ?? []) {
    if (statement.kind === 'Import') {
      for (const each of statement.names) if (workspace.resolveModule(path, each.name) === module.path) aliases.add(each.asname ?? own)
      continue
    }
    const isIt = workspace.resolveModule(path, statement.module, statement.level) === module.path
    for (const each of statement.names) {
      if (isIt) takes.add(each.name)
      const inner = `${statement.module}${statement.module === '' ? '' : '.'}${each.name}`
      if (each.name === own && workspace.resolveModule(path, inner, statement.level) === module.path) aliases.add(each.asname ?? own)
    }
  }
  return { takesAll: takes.has('*'), takes, aliases }
}

import { fileRole } from '../file-role'
import type { Workspace } from '../workspace'

/** The names of session factories that `SessionLocal.configure(bind=…)` or `SessionLocal.kw["bind"] = …` may bind to another engine while the program or its tests run. */
export interface ReboundFactories {
  readonly program: ReadonlySet<string>
  readonly tests: ReadonlySet<string>
}

export const reboundFactories = (workspace: Workspace): ReboundFactories =>
  workspace.memo('sessions/rebound-factories', () => {
    const program = new Set<string>()
    const tests = new Set<string>()
    for (const path of workspace.filesWith(['.configure(', '.kw'], ['.py'])) {
      const found = fileRole(workspace, path) === 'test' ? tests : program
      const text = workspace.text(path) ?? ''
      for (const [, name = ''] of text.matchAll(/([A-Za-z_]\w*)\.configure\([^()#]{0,200}?(?:\bbinds?\s*=|\*\*)/g)) found.add(name)
      for (const [, name = ''] of text.matchAll(
        /([A-Za-z_]\w*)\.kw(?:\.update\(|\[\s*["']binds?["']\s*\]\s*=(?!=)|["'],\s*["']binds?["'])/g,
      ))
        found.add(name)
    }
    return { program, tests }
  })

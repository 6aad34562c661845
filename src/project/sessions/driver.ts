import type { Workspace } from '../workspace'

export type Driver = 'psycopg2' | 'psycopg' | 'asyncpg'

const manifests = /(^|\/)(requirements[\w.-]*\.txt|pyproject\.toml|setup\.cfg|setup\.py|Pipfile|poetry\.lock|uv\.lock)$/

/** The one PostgreSQL driver the project declares or names in a URL; undefined when it names none or several. */
export function knownDriver(workspace: Workspace): Driver | undefined {
  return workspace.memo('sessions/driver', () => {
    const found = new Set<Driver>()
    for (const path of workspace.files()) {
      if (!manifests.test(path)) continue
      const text = workspace.text(path) ?? ''
      if (/^[\s"']*psycopg2(-binary)?\b/im.test(text)) found.add('psycopg2')
      if (/^[\s"']*psycopg(\[[\w,]+\])?\s*([=<>~!"';]|$)/im.test(text)) found.add('psycopg')
      if (/^[\s"']*asyncpg\b/im.test(text)) found.add('asyncpg')
    }
    for (const driver of ['psycopg2', 'psycopg', 'asyncpg'] as const) {
      if (workspace.filesWith([`postgresql+${driver}://`], ['.py']).length > 0) found.add(driver)
    }
    const [only] = found
    return found.size === 1 ? only : undefined
  })
}

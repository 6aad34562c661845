import { alembicFacts, type MigrationEnvironment } from '../alembic/alembic-facts'
import type { Target } from './find-root'
import type { Project } from './open-project'

/** The Alembic environments whose folder or revisions lie below the targets, each once. */
export function listEnvironmentsBelow({ engine, toRoot }: Project, targets: readonly Target[]): readonly MigrationEnvironment[] {
  const folders = targets.map((target) => toRoot(target.path))
  const isBelow = (path: string) => folders.some((folder) => folder === '' || path === folder || path.startsWith(`${folder}/`))
  const found = new Map<string, MigrationEnvironment>()
  for (const workspace of engine.workspaces.all()) {
    for (const environment of alembicFacts(workspace).environments) {
      const key = `${environment.name}\0${environment.location}\0${environment.versionLocations.join('\0')}`
      if (!found.has(key) && (isBelow(environment.location) || environment.versionLocations.some(isBelow))) found.set(key, environment)
    }
  }
  return [...found.values()]
}

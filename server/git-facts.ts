import { alembicFacts, setOutsideRevisions } from '../src/alembic/alembic-facts'
import { loadOutsideRevisions } from '../src/alembic/find-revision'
import type { Log } from '../src/index'
import type { Project } from './project'

/** Tell the facts of migrations what git knows of them: revisions elsewhere, files rewritten after others built on them. True when there was something to tell. */
export async function loadGitFacts({ engine, git }: Project, log: Log): Promise<boolean> {
  let told = false
  for (const workspace of engine.workspaces.all()) {
    if (!alembicFacts(workspace).environments.some(({ graph }) => graph.files.length > 0)) continue
    try {
      setOutsideRevisions(workspace, await loadOutsideRevisions(git, alembicFacts(workspace)))
      told = true
    } catch (error) {
      // No repository, or no git: rules that want it stay silent.
      log.info(`git was not asked about revisions: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return told
}

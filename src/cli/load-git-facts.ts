import { alembicFacts, setOutsideRevisions } from '../alembic/alembic-facts'
import { loadOutsideRevisions } from '../alembic/find-revision'
import { createGit } from '../host/git'
import type { Project } from './open-project'
import type { CommandWorld } from './options'

/** Tell the facts of migrations what git knows of them: revisions elsewhere, files rewritten after others built on them. Without a repository they stay silent. */
export async function loadGitFacts({ signal, log, verbose }: CommandWorld, { engine, root }: Project): Promise<void> {
  const workspaces = engine.workspaces
    .all()
    .filter((workspace) => alembicFacts(workspace).environments.some(({ graph }) => graph.files.length > 0))
  const git = createGit(root)
  // One after the other: each starts a handful of processes.
  for (const workspace of workspaces) {
    try {
      setOutsideRevisions(workspace, await loadOutsideRevisions(git, alembicFacts(workspace), signal))
    } catch (error) {
      if (signal.aborted) throw error
      if (verbose) log.info(`git was not asked about revisions: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}

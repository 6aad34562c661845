import { alembicFacts } from '../alembic/alembic-facts'
import type { Workspace } from '../project/workspace'

/** The parts of a project, one for each configuration; every one sees all files. */
export interface Parts<W extends Workspace> {
  all(): readonly W[]
  of(path: string): W
}

/**
 * The parts that a database may belong to, the likeliest first: those whose configuration governs migrations. `backend/tenantscope.toml`
 * counts for `backend/migrations` wherever a command is started, just as `check backend` uses it. Without migrations a configured part.
 */
export function listLiveWorkspaces<W extends Workspace>(parts: Parts<W>): readonly W[] {
  const all = parts.all()
  if (all.length < 2) return all
  const governed = all.filter((workspace) =>
    alembicFacts(workspace).environments.some(
      ({ location, graph }) => parts.of(graph.files[0]?.path ?? (location === '' ? 'env.py' : `${location}/env.py`)) === workspace,
    ),
  )
  if (governed.length > 0) return governed
  const some =
    all.find((workspace) => alembicFacts(workspace).environments.length > 0) ??
    all.find(({ config }) => config.source !== undefined) ??
    all[0]
  return some ? [some] : []
}

export const findLiveWorkspace = <W extends Workspace>(parts: Parts<W>): W | undefined => listLiveWorkspaces(parts)[0]

import type { Git } from '../contract/ports'
import type { AlembicFacts, MigrationEnvironment } from './alembic-facts'
import { isBackupPath, isRevisionFileName } from './environments'
import { readBlobs } from './git-revisions'
import { createGraph, type Revision, type RevisionGraph } from './graph'
import { parseRevisionHeader } from './revision-header'

export interface GraphAfterMerge {
  readonly environment: MigrationEnvironment
  readonly graph: RevisionGraph
  /** Revision files that the branch brings, or changes, in path order. */
  readonly brought: readonly string[]
  /** Files that both sides changed: shown as they are here, for git cannot merge them by itself. */
  readonly conflicts: readonly string[]
}

/**
 * The graphs as they will be when a branch is merged into what lies here, uncommitted files included. Files are joined as git
 * joins them: what only one side changed since the common ancestor counts. Rejects when git does not know the branch.
 */
export async function graphsAfterMerge(
  git: Git,
  facts: Pick<AlembicFacts, 'environments'>,
  branch: string,
  textOf: (path: string) => string | undefined,
  signal?: AbortSignal,
): Promise<readonly GraphAfterMerge[]> {
  const run = (...args: readonly string[]) => git.run(args, signal ? { signal } : {})
  const theirs = (await run('rev-parse', '--verify', '--end-of-options', `${branch}^{commit}`)).trim()
  const base = (await run('merge-base', 'HEAD', theirs)).trim()
  return Promise.all(facts.environments.map((environment) => afterMerge({ git, run, signal }, environment, { theirs, base }, textOf)))
}

interface Repository {
  readonly git: Git
  readonly run: (...args: readonly string[]) => Promise<string>
  readonly signal: AbortSignal | undefined
}

async function afterMerge(
  { git, run, signal }: Repository,
  environment: MigrationEnvironment,
  commits: { readonly theirs: string; readonly base: string },
  textOf: (path: string) => string | undefined,
): Promise<GraphAfterMerge> {
  const folders = environment.versionLocations.map((folder) => (folder === '' ? '.' : folder))
  const treeOf = async (commit: string) => toTree(await run('ls-tree', '-r', '-z', commit, '--', ...folders))
  const [theirs, base] = await Promise.all([treeOf(commits.theirs), treeOf(commits.base)])
  const texts = await readBlobs(git, [...theirs.values(), ...base.values()], signal)
  const before = (path: string) => texts.get(base.get(path) ?? '')
  const files = new Map<string, Revision>(environment.graph.files.map((revision) => [revision.path, revision]))
  const brought: string[] = []
  const conflicts: string[] = []
  for (const [path, blob] of theirs) {
    if (blob === base.get(path)) continue
    const text = texts.get(blob) ?? ''
    const own = files.has(path) ? textOf(path) : undefined
    if (own === text) continue
    // Not here, and not because it was deleted here.
    const isOurs = own === undefined ? before(path) === undefined : own === before(path)
    if (!isOurs) {
      conflicts.push(path)
      continue
    }
    const revision = toRevision(path, text)
    if (!revision) continue
    files.set(path, revision)
    brought.push(path)
  }
  for (const path of base.keys()) if (!theirs.has(path) && files.has(path) && textOf(path) === before(path)) files.delete(path)
  const joined = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  return { environment, graph: createGraph(joined), brought: brought.sort(), conflicts: conflicts.sort() }
}

/** `git ls-tree -r -z`: path -> blob, revision files only. */
function toTree(output: string): ReadonlyMap<string, string> {
  const tree = new Map<string, string>()
  for (const entry of output.split('\0')) {
    const match = /^\d+ blob ([0-9a-f]+)\t([\s\S]+)$/.exec(entry)
    const path = match?.[2]
    if (match?.[1] && path && isRevisionFileName(path) && !isBackupPath(path)) tree.set(path, match[1])
  }
  return tree
}

function toRevision(path: string, text: string): Revision | undefined {
  const header = parseRevisionHeader(text)
  return header && { id: header.revision.value, path, header, down: header.downRevision.ids.map(({ value }) => value) }
}

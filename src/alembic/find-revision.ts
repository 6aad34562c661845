import type { Git } from '../contract/ports'
import type { AlembicFacts, MigrationEnvironment } from './alembic-facts'
import { type CopyPlan, planCopies } from './copy-plan'
import {
  type FileVersion,
  listFileVersions,
  listUncommitted,
  listWorktrees,
  readBlobs,
  toOutside,
  toPathspecs,
  type Worktree,
} from './git-revisions'
import { createGraph, type Revision } from './graph'
import { toMergeRevision } from './merge-revision'
import type { OutsideRevision, OutsideRevisions } from './outside-revisions'
import { parseRevisionHeader } from './revision-header'
import { findRewritten } from './rewritten-revisions'

/** What is known about a revision that somebody asked for. */
export interface FoundRevision {
  readonly revision: string
  /** Its file here, when there is one after all. */
  readonly here: { readonly path: string; readonly environment: MigrationEnvironment } | undefined
  /** Elsewhere, best place first; several branches may hold the same file. */
  readonly places: readonly (OutsideRevision & { readonly branches: readonly string[] })[]
  /** What to bring over so that it and its ancestors are here. */
  readonly plan: CopyPlan | undefined
  /** Heads once the plan is carried out; more than one wants a merge. */
  readonly headsAfter: readonly string[]
  readonly merge: { readonly path: string; readonly text: string } | undefined
  /** When it is nowhere: a statement to review, never run by TenantScope, and what it would skip. */
  readonly stamp: { readonly statement: string; readonly skips: string } | undefined
}

/**
 * Everything git holds of revisions that this working tree lacks: uncommitted files of the other worktrees, every version in every ref by its content,
 * stashes. A fixed number of git calls, whatever the number of branches. Rejects when this is no repository.
 */
export async function loadOutsideRevisions(
  git: Git,
  facts: Pick<AlembicFacts, 'environments'>,
  signal?: AbortSignal,
): Promise<OutsideRevisions> {
  const options = signal ? { signal } : {}
  const pathspecs = toPathspecs(facts.environments.flatMap(({ versionLocations }) => versionLocations))
  const [prefix, worktrees, stashes, hasHead] = await Promise.all([
    git.run(['rev-parse', '--show-prefix'], options).then((text) => text.trim()),
    listWorktrees(git, signal),
    git.run(['stash', 'list', '--format=%H'], options).then((text) => text.split('\n').filter((line) => line !== '')),
    git.run(['rev-parse', '--verify', '--quiet', 'HEAD'], options).then(
      () => true,
      () => false,
    ),
  ])
  const heads = worktrees.flatMap(({ head }) => head ?? [])
  const [versions, uncommitted, own] = await Promise.all([
    listFileVersions(git, ['--all', ...heads, ...stashes], pathspecs, signal),
    Promise.all(worktrees.map(async (worktree) => ({ worktree, files: await listUncommitted(git, worktree, pathspecs, signal) }))),
    hasHead ? listFileVersions(git, ['HEAD'], pathspecs, signal) : Promise.resolve([]),
  ])
  const texts = await readBlobs(
    git,
    versions.map(({ blob }) => blob),
    signal,
  )
  const known = new Set(facts.environments.flatMap(({ graph }) => [...graph.byId.keys()]))
  const byId = new Map<string, OutsideRevision[]>()
  const add = (found: OutsideRevision | undefined): void => {
    if (!found || known.has(found.id)) return
    const same = byId.get(found.id) ?? []
    if (!same.some((other) => other.text === found.text && other.kind === found.kind && other.where === found.where))
      byId.set(found.id, [...same, found])
  }
  const toRoot = (path: string): string => (path.startsWith(prefix) ? path.slice(prefix.length) : path)
  for (const { worktree, files } of uncommitted) {
    for (const { path, text } of files)
      add(
        toOutside(text, {
          kind: 'worktree',
          where: worktree.name,
          path: toRoot(path),
          commit: undefined,
          author: undefined,
          date: undefined,
        }),
      )
  }
  const places = versions.map((version) => ({ version, place: placeOf(version, stashes, worktrees) }))
  for (const kind of ['worktree', 'branch', 'stash'] as const) {
    for (const { version, place } of places) {
      const text = place.kind === kind ? texts.get(version.blob) : undefined
      if (text !== undefined)
        add(toOutside(text, { ...place, path: toRoot(version.path), commit: version.commit, author: version.author, date: version.date }))
    }
  }
  return { byId, rewritten: findRewritten(own, texts, toRoot) }
}

function placeOf(
  { ref }: FileVersion,
  stashes: readonly string[],
  worktrees: readonly Worktree[],
): Pick<OutsideRevision, 'kind' | 'where'> {
  // Git names a detached head of another worktree after its folder under .git/worktrees.
  const detached = worktrees.find(({ head, name }) => head === ref || ref === `worktrees/${name}/HEAD`)
  if (detached) return { kind: 'worktree', where: detached.name }
  const stash = stashes.indexOf(ref)
  if (stash >= 0 || ref === 'refs/stash') return { kind: 'stash', where: `stash@{${Math.max(stash, 0)}}` }
  return { kind: 'branch', where: ref.replace(/^refs\/(heads|remotes|tags)\//, '') }
}

/** Look for one revision by id, or by a unique beginning of it. */
export async function findRevision(
  git: Git,
  facts: Pick<AlembicFacts, 'environments'>,
  id: string,
  signal?: AbortSignal,
): Promise<FoundRevision> {
  for (const environment of facts.environments) {
    const here = environment.graph.resolve(id)
    if (here)
      return {
        revision: here.id,
        here: { path: here.path, environment },
        places: [],
        plan: undefined,
        headsAfter: environment.graph.heads,
        merge: undefined,
        stamp: undefined,
      }
  }
  const outside = await loadOutsideRevisions(git, facts, signal)
  const partial = id.length >= 4 ? [...outside.byId.keys()].filter((other) => other.startsWith(id)) : []
  const revision = outside.byId.has(id) || partial.length !== 1 ? id : (partial[0] ?? id)
  const found = outside.byId.get(revision) ?? []
  const environment = chooseEnvironment(facts, found)
  if (found.length === 0)
    return {
      revision,
      here: undefined,
      places: [],
      plan: undefined,
      headsAfter: environment?.graph.heads ?? [],
      merge: undefined,
      stamp: environment ? toStamp(revision, environment) : undefined,
    }
  const places = await Promise.all(found.map(async (place) => ({ ...place, branches: await listBranches(git, place, signal) })))
  const folder = environment?.versionLocations[0] ?? ''
  const plan = environment ? planCopies(revision, environment.graph, outside.byId, folder) : undefined
  const after = environment && plan ? graphAfter(environment, plan) : undefined
  const rivals = after?.heads.flatMap((head) => after.byId.get(head) ?? []) ?? []
  return {
    revision,
    here: undefined,
    places,
    plan,
    headsAfter: after?.heads ?? [],
    merge: after && rivals.length > 1 ? toMergeRevision(after, rivals) : undefined,
    stamp: undefined,
  }
}

/** The environment whose folder the file lay in, else the one that has its parent, else the first. */
function chooseEnvironment(
  { environments }: Pick<AlembicFacts, 'environments'>,
  found: readonly OutsideRevision[],
): MigrationEnvironment | undefined {
  const [place] = found
  return (
    environments.find(({ versionLocations }) => versionLocations.some((folder) => place?.path.startsWith(`${folder}/`))) ??
    environments.find(({ graph }) => place?.down.some((id) => graph.byId.has(id))) ??
    environments[0]
  )
}

function graphAfter({ graph }: MigrationEnvironment, { copies }: CopyPlan): ReturnType<typeof createGraph> {
  const brought = copies.flatMap(({ target, text }): Revision[] => {
    const header = parseRevisionHeader(text)
    return header ? [{ id: header.revision.value, path: target, header, down: header.downRevision.ids.map(({ value }) => value) }] : []
  })
  return createGraph([...graph.files, ...brought])
}

/** Local branches first; only for a place inside a commit. */
async function listBranches(git: Git, { commit, kind }: OutsideRevision, signal?: AbortSignal): Promise<readonly string[]> {
  if (commit === undefined || kind === 'stash') return []
  const output = await git.run(
    ['for-each-ref', '--contains', commit, '--format=%(refname)', 'refs/heads', 'refs/remotes', 'refs/tags'],
    signal ? { signal } : {},
  )
  return output
    .split('\n')
    .flatMap((ref) => (ref === '' || ref.endsWith('/HEAD') ? [] : [ref.replace(/^refs\/(heads|remotes|tags)\//, '')]))
}

function toStamp(revision: string, environment: MigrationEnvironment): FoundRevision['stamp'] {
  const { graph } = environment
  const [head, second] = graph.heads
  if (head === undefined || second !== undefined || !/^[\w.-]+$/.test(revision)) return undefined
  const env = environment.env()
  const schema = env?.versionTableSchema === 'dynamic' ? undefined : env?.versionTableSchema
  const table = [...(schema === undefined ? [] : [schema]), env?.versionTable ?? 'alembic_version']
    .map((name) => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replace(/"/g, '""')}"`))
    .join('.')
  return {
    statement: `UPDATE ${table} SET version_num = '${head}' WHERE version_num = '${revision}';`,
    skips: `It declares that all ${graph.byId.size} revisions up to \`${head}\` have run: any of them that has not will never run there, and whatever \`${revision}\` did stays`,
  }
}

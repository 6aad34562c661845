import { alembicFacts } from '../src/alembic/alembic-facts'
import { toSourceFindings } from '../src/engine/live-findings'
import { moveFindings } from '../src/engine/move-findings'
import { type Finding, liveChecks } from '../src/index'
import { findLiveWorkspace } from '../src/live/live-workspace'
import type { LiveWorld } from '../src/live/live-world'
import { type LiveResult, runLiveChecks, toLiveFacts } from '../src/live/run-live-checks'
import type { SchemaSnapshot } from '../src/live/snapshot'
import { type Grouping, groupTenants } from '../src/live/tenant-groups'
import type { WorkspaceControl } from '../src/project/workspace'
import type { Project } from './project'
import type { Session } from './session'

/** What databases showed when they were last read. Everything the editor says about live names comes from here, never from a query. */
export interface LiveStore {
  /**
   * A database was read. Of a reading that was cancelled the tenants are shown; what is said at the line wants a whole one.
   * Undefined: forget it, so that the configured snapshot file counts again.
   */
  set(project: Project, snapshot: SchemaSnapshot | undefined, extent?: 'whole' | 'part'): void
  worldOf(project: Project): LiveWorld | undefined
  sourceOf(project: Project): 'database' | 'file' | undefined
  /** What the checks say of the last reading. Computed once for each state of the project; not anew while a file is typed. */
  judgeLast(project: Project): Judged | undefined
  /** Of one file, or of all; where the text is being typed, in the places where they are by now. */
  findingsOf(project: Project, file?: string): readonly Finding[]
}

export interface Judged {
  readonly result: LiveResult
  /** By file, with suppressions. */
  readonly findings: ReadonlyMap<string, readonly Finding[]>
  /** The files that findings stand in, as they were judged. */
  readonly texts: ReadonlyMap<string, string>
}

interface Observed {
  readonly serial: number
  readonly snapshot: SchemaSnapshot
  readonly grouping: Grouping
}

export function createLiveStore(): LiveStore {
  /** By the project's root: projects are opened anew when their configuration changes, and the database stays what it was. */
  const fromDatabase = new Map<string, Observed>()
  const parts = new Map<string, Observed>()
  const fromFile = new WeakMap<SchemaSnapshot, Observed>()
  let serial = 0
  const observe = (snapshot: SchemaSnapshot): Observed => ({ serial: serial++, snapshot, grouping: groupTenants(snapshot) })
  const observedOf = ({ root, snapshot }: Project): Observed | undefined => {
    const known = root === undefined ? undefined : fromDatabase.get(root)
    if (known || !snapshot) return known
    const read = fromFile.get(snapshot) ?? observe(snapshot)
    fromFile.set(snapshot, read)
    return read
  }
  const worldOf = (project: Project): LiveWorld | undefined => {
    const observed = observedOf(project)
    const workspace = observed && liveWorkspaceOf(project)
    if (!observed || !workspace) return undefined
    return workspace.memo(`live world ${observed.serial}`, () => ({
      ...toLiveFacts(workspace, observed.snapshot),
      grouping: observed.grouping,
      skip: () => undefined,
    }))
  }
  const judgeObserved = (project: Project, observed: Observed | undefined): Judged | undefined => {
    const workspace = observed && liveWorkspaceOf(project)
    if (!observed || !workspace) return undefined
    // All tenants against all revisions is no work for a keystroke: until typing rests the findings move with the text.
    return workspace.memo(`live findings ${observed.serial}`, () => judge(workspace, observed.snapshot), 'while-typing')
  }
  return {
    set({ root }, snapshot, extent = 'whole') {
      if (root === undefined) return
      parts.delete(root)
      if (!snapshot) fromDatabase.delete(root)
      else (extent === 'whole' ? fromDatabase : parts).set(root, observe(snapshot))
    },
    worldOf,
    sourceOf: ({ root, snapshot }) =>
      root !== undefined && (parts.has(root) || fromDatabase.has(root)) ? 'database' : snapshot ? 'file' : undefined,
    judgeLast: (project) =>
      judgeObserved(project, (project.root === undefined ? undefined : parts.get(project.root)) ?? observedOf(project)),
    findingsOf(project, file) {
      const judged = judgeObserved(project, observedOf(project))
      const workspace = judged && liveWorkspaceOf(project)
      if (!judged || !workspace) return []
      const files = file === undefined ? [...judged.texts.keys()] : [file]
      return files.flatMap((each) => {
        const before = judged.texts.get(each)
        const after = workspace.text(each)
        return before === undefined || after === undefined ? [] : moveFindings(judged.findings.get(each) ?? [], before, after)
      })
    },
  }
}

/** The part of a project that a database is compared with: where its migrations are. */
export const liveWorkspaceOf = ({ engine }: Pick<Project, 'engine'>): WorkspaceControl | undefined => findLiveWorkspace(engine.workspaces)

/** Of several folders the first with migrations is compared with the database. */
export async function findLiveProject({ projects }: Pick<Session, 'projects'>): Promise<Project | undefined> {
  const all = await projects.all()
  return all.find(({ engine }) => engine.workspaces.all().some((workspace) => alembicFacts(workspace).environments.length > 0)) ?? all[0]
}

function judge(workspace: WorkspaceControl, snapshot: SchemaSnapshot): Judged {
  const result = runLiveChecks(toLiveFacts(workspace, snapshot))
  const paths = [...new Set(result.findings.flatMap(({ path }) => path ?? []))]
  const today = new Date().toISOString().slice(0, 10)
  const findings = new Map<string, Finding[]>()
  for (const finding of toSourceFindings(result.findings, { workspace, checks: liveChecks, today, paths }))
    findings.set(finding.path, [...(findings.get(finding.path) ?? []), finding])
  return { result, findings, texts: new Map(paths.map((path) => [path, workspace.text(path) ?? ''])) }
}

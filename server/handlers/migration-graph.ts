import { alembicFacts, type MigrationEnvironment } from '../../src/alembic/alembic-facts'
import { describeFound } from '../../src/alembic/describe-found'
import { findRevision } from '../../src/alembic/find-revision'
import type { FoundRevision, GraphReport, GraphTree, Outcome, WithPage, WorkDoneParams } from '../../src/protocol'
import { createRanges, toDocumentFinding } from '../../src/report/check-document'
import { formatGraphText, formatMermaid, listMarks, toGraphDocument } from '../../src/report/graph-document'
import { failed, noWorkspace } from '../outcomes'
import { toPosition } from '../positions'
import { createProgress } from '../progress'
import type { Project } from '../project'
import { clientUri, type Session, shownFindings, viewOf } from '../session'

const same = (file: string): string => file

/** The revisions of the open folders as a graph, as `tenantscope graph` gives it. */
export async function answerGraph(
  session: Session,
  { workDoneToken }: WorkDoneParams,
  signal: AbortSignal,
): Promise<Outcome<WithPage<GraphReport> & { readonly trees: readonly GraphTree[] }>> {
  const projects = await session.projects.all()
  if (projects.length === 0) return noWorkspace(session.say)
  const progress = createProgress(session, workDoneToken, session.say('progress.graph'))
  try {
    const environments = projects.flatMap(listEnvironments)
    if (environments.length === 0) {
      return failed('not-found', session.say('graph.none'), session.say('graph.noneHelp'))
    }
    const findings = []
    for (const project of projects) {
      const paths = listEnvironments(project).flatMap(({ graph }) => graph.files.map(({ path }) => path))
      const report = await project.engine.checkProject({ paths, signal, onProgress: progress.report })
      const ranges = createRanges((file) => project.engine.workspaces.of(file).text(file))
      findings.push(...shownFindings(project, report.findings).map((finding) => toDocumentFinding(finding, same, ranges)))
    }
    const report = toGraphDocument(environments, findings, same)
    const markdown = `# Migration graph\n\n\`\`\`text\n${formatGraphText(environments, same)}\n\`\`\`\n\n\`\`\`mermaid\n${formatMermaid(environments)}\`\`\`\n`
    const trees = projects.flatMap((project) => listEnvironments(project).map((each) => toTree(session, project, each)))
    return { ok: true, value: { report, markdown, trees } }
  } finally {
    progress.done()
  }
}

function toTree(session: Session, project: Project, { location, graph }: MigrationEnvironment): GraphTree {
  return {
    location,
    heads: graph.heads.length,
    revisions: [...graph.order].reverse().map((revision) => {
      const view = viewOf(session, project, revision.path)
      return {
        id: revision.id,
        message: revision.header.message,
        marks: listMarks(graph, revision),
        isHead: graph.heads.includes(revision.id),
        uri: clientUri(session.documents, project, revision.path),
        line: view ? toPosition(view, revision.header.statement.start).line : 0,
      }
    }),
  }
}

/** Where a revision is that this working tree lacks, and what to write to have it. */
export async function answerRevision(
  session: Session,
  { revision, workDoneToken }: WorkDoneParams & { readonly revision: string },
  signal: AbortSignal,
): Promise<Outcome<FoundRevision>> {
  const projects = await session.projects.all()
  if (projects.length === 0) return noWorkspace(session.say)
  const progress = createProgress(session, workDoneToken, session.say('progress.revision', { revision }))
  let nowhere: FoundRevision | undefined
  try {
    for (const project of projects) {
      const environments = listEnvironments(project)
      if (environments.length === 0) continue
      const found = await findRevision(project.git, { environments }, revision, signal)
      const answer: FoundRevision = {
        revision: found.revision,
        places: found.places.map((place) => ({
          kind: place.kind,
          name: place.where,
          path: place.path,
          parents: place.down,
          hasEmptyDowngrade: place.emptyDowngrade,
          ...(place.commit ? { commit: place.commit } : {}),
          ...(place.author ? { author: place.author } : {}),
          ...(place.date ? { date: place.date } : {}),
          ...(place.message ? { message: place.message } : {}),
        })),
        copies: found.here ? [] : (found.plan?.copies ?? []).map(({ target, text }) => ({ uri: project.uriOf(target), text })),
        markdown: describeFound(found),
      }
      if (found.here || found.places.length > 0) return { ok: true, value: answer }
      nowhere ??= answer
    }
    return nowhere ? { ok: true, value: nowhere } : failed('not-found', session.say('graph.none'), session.say('graph.noneHelp'))
  } catch (error) {
    if (signal.aborted) throw error
    return failed(
      'failed',
      session.say('graph.failed', { why: error instanceof Error ? error.message : String(error) }),
      session.say('graph.failedHelp'),
    )
  } finally {
    progress.done()
  }
}

/** The environments of a project, each once although several configurations may see it. */
export function listEnvironments({ engine }: Project): readonly MigrationEnvironment[] {
  const found = new Map<string, MigrationEnvironment>()
  for (const workspace of engine.workspaces.all()) {
    for (const environment of alembicFacts(workspace).environments) {
      const key = [environment.name, environment.location, ...environment.versionLocations].join('\0')
      if (!found.has(key)) found.set(key, environment)
    }
  }
  return [...found.values()]
}

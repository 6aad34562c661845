import { version } from '../../package.json'
import { alembicFacts } from '../../src/alembic/alembic-facts'
import { languageOf } from '../../src/index'
import type { Outcome } from '../../src/protocol'
import type { Project } from '../project'
import type { Session } from '../session'

/** What to put into an issue: what the server is, what it found and what the client can do. No source text, no URL, no name of a tenant. */
export async function answerDebugInformation(session: Session): Promise<Outcome<{ readonly markdown: string }>> {
  const projects = await session.projects.all()
  const lines = [
    '## Server',
    '',
    ...list([
      ['TenantScope', version],
      ['Node', `${process.version} on ${process.platform} ${process.arch}`],
      ['memory', `${Math.round(process.memoryUsage().rss / 1024 ** 2)} MB`],
      ['runs for', `${Math.round(process.uptime())} s`],
      ['trusted workspace', session.features().trusted],
      ['open documents', session.documents.all().length],
    ]),
    '',
    '## Client',
    '',
    ...list(Object.entries(session.features())),
    '',
    ...projects.flatMap((project, index) => [`## Folder ${index + 1}`, '', ...list(describe(session, project)), '']),
  ]
  return { ok: true, value: { markdown: lines.join('\n') } }
}

function describe({ live }: Session, project: Project): readonly (readonly [string, unknown])[] {
  const workspaces = project.engine.workspaces.all()
  const files = workspaces[0]?.files() ?? []
  const of = (language: string): number => files.filter((file) => languageOf(file) === language).length
  const environments = workspaces.flatMap((workspace) => alembicFacts(workspace).environments)
  const sources = project.configs.configs.flatMap(({ source }) => source ?? [])
  return [
    ['root', project.root],
    ['files', files.length],
    ['Python files', of('python')],
    ['TypeScript and JavaScript files', of('typescript') + of('javascript') + of('vue')],
    ['configuration', sources.length > 0 ? sources : 'defaults'],
    ['problems of the configuration', project.problems.map(({ path, line, message }) => `${path}:${line + 1} ${message}`)],
    ['findings in the baseline', project.baseline?.findings.length ?? 'no baseline'],
    ['Alembic environments', environments.map(({ location, graph }) => `${location} (${graph.order.length} revisions)`)],
    ['live facts from', live.sourceOf(project) ?? 'nowhere: no database was read, and no snapshot file is configured'],
  ]
}

const list = (entries: readonly (readonly [string, unknown])[]): readonly string[] =>
  entries.map(([name, value]) => `- ${name}: ${textOf(value)}`)

function textOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) return value.length > 0 ? value.map(textOf).join(', ') : 'none'
  return value === undefined ? 'none' : `\`${String(value)}\``
}

import type { MigrationEnvironment } from '../alembic/alembic-facts'
import type { Revision, RevisionGraph } from '../alembic/graph'
import { count } from '../live/tenants'
import type { DocumentFinding } from './check-document'

/** The document of `graph --format json`: a public contract. */
export interface GraphDocument {
  readonly version: 1
  readonly environments: readonly {
    readonly location: string
    readonly versionTable: string
    readonly heads: readonly string[]
    readonly bases: readonly string[]
    readonly revisions: number
  }[]
  readonly heads: readonly string[]
  readonly bases: readonly string[]
  readonly findings: readonly DocumentFinding[]
}

export function toGraphDocument(
  environments: readonly MigrationEnvironment[],
  findings: readonly DocumentFinding[],
  show: (path: string) => string,
): GraphDocument {
  return {
    version: 1,
    environments: environments.map((environment) => ({
      location: show(environment.location),
      versionTable: versionTableOf(environment),
      heads: environment.graph.heads,
      bases: environment.graph.bases,
      revisions: environment.graph.files.length,
    })),
    heads: [...new Set(environments.flatMap(({ graph }) => graph.heads))].sort(),
    bases: [...new Set(environments.flatMap(({ graph }) => graph.bases))].sort(),
    findings,
  }
}

/** Alembic's own default stands for a name that is not written out. */
const versionTableOf = (environment: MigrationEnvironment): string => environment.env()?.versionTable ?? 'alembic_version'

const edges = (
  environments: readonly MigrationEnvironment[],
): readonly { readonly child: Revision; readonly parent: string; readonly known: boolean }[] =>
  environments.flatMap(({ graph }) =>
    graph.order.flatMap((child) => child.down.map((parent) => ({ child, parent, known: graph.byId.has(parent) }))),
  )

const titleOf = (revision: Revision): string => revision.header.message ?? ''

/** Mermaid, for Markdown pages: parents above children. */
export function formatMermaid(environments: readonly MigrationEnvironment[]): string {
  const ids = new Map<string, string>()
  const node = (id: string) => {
    const known = ids.get(id) ?? `r${ids.size}`
    ids.set(id, known)
    return known
  }
  const quote = (text: string) => text.replaceAll('"', '#quot;').replaceAll('<', '#lt;').replaceAll('>', '#gt;')
  const lines = ['flowchart TD']
  for (const { graph } of environments) {
    for (const revision of graph.order)
      lines.push(`  ${node(revision.id)}["${quote(`${revision.id}${titleOf(revision) ? `: ${titleOf(revision)}` : ''}`)}"]`)
  }
  for (const { child, parent, known } of edges(environments)) {
    if (!known && !ids.has(parent)) lines.push(`  ${node(parent)}["${quote(parent)}: missing"]:::missing`)
    lines.push(`  ${node(parent)} --> ${node(child.id)}`)
  }
  if (edges(environments).some(({ known }) => !known)) lines.push('  classDef missing stroke-dasharray: 4')
  return `${lines.join('\n')}\n`
}

/** Graphviz. */
export function formatDot(environments: readonly MigrationEnvironment[]): string {
  const quote = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
  const nodes = environments.flatMap(({ graph }) =>
    graph.order.map(
      (revision) =>
        `  ${quote(revision.id)} [label=${quote(titleOf(revision) ? `${revision.id}\n${titleOf(revision)}`.replace('\n', ' · ') : revision.id)}];`,
    ),
  )
  const missing = [...new Set(edges(environments).flatMap(({ parent, known }) => (known ? [] : [parent])))].map(
    (id) => `  ${quote(id)} [style=dashed];`,
  )
  const arrows = edges(environments).map(({ child, parent }) => `  ${quote(parent)} -> ${quote(child.id)};`)
  return ['digraph revisions {', '  node [shape=box];', ...nodes, ...missing, ...arrows, '}', ''].join('\n')
}

/** Where a revision stands in its graph, in words. */
export const listMarks = (graph: RevisionGraph, revision: Revision): readonly string[] =>
  [
    graph.heads.includes(revision.id) ? 'head' : '',
    revision.down.length === 0 ? 'base' : '',
    revision.down.length > 1 ? `merges ${revision.down.join(', ')}` : '',
    graph.branchPoints.includes(revision.id) ? 'branch point' : '',
    ...revision.down.filter((id) => !graph.byId.has(id)).map((id) => `parent ${id} is missing`),
  ].filter((mark) => mark !== '')

/** For people: each environment with its heads, newest first below each other. */
export function formatGraphText(environments: readonly MigrationEnvironment[], show: (path: string) => string): string {
  if (environments.length === 0) return 'No Alembic environment found.\n'
  return environments
    .map((environment) => {
      const { graph, location } = environment
      const lines = [...graph.order].reverse().map((revision) => {
        const marks = listMarks(graph, revision)
        return `  ${revision.id}${titleOf(revision) ? `  ${titleOf(revision)}` : ''}${marks.length > 0 ? `  (${marks.join(', ')})` : ''}`
      })
      const head = `${graph.heads.length} ${graph.heads.length === 1 ? 'head' : 'heads'}`
      return `${show(location) || '.'}: ${count(graph.files.length, 'revision')}, ${head}, version table ${versionTableOf(environment)}\n${lines.join('\n')}\n`
    })
    .join('\n')
}

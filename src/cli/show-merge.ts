import type { MigrationEnvironment } from '../alembic/alembic-facts'
import { type GraphAfterMerge, graphsAfterMerge } from '../alembic/graph-after-merge'
import { createGit } from '../host/git'
import type { Project } from './open-project'
import { CliError, type CommandWorld, exitCodes } from './options'

/** `graph --merging BRANCH`: the heads after the merge. Exit 1 when it makes several heads of one, or joins files that conflict. */
export async function showMerge(
  world: CommandWorld,
  project: Project,
  environments: readonly MigrationEnvironment[],
  { branch, json }: { readonly branch: string; readonly json: boolean },
): Promise<number> {
  const textOf = (file: string) => project.engine.workspaces.of(file).text(file)
  const results = await graphsAfterMerge(createGit(project.root), { environments }, branch, textOf, world.signal).catch(
    (error: unknown) => {
      throw new CliError(
        `\`${branch}\` cannot be merged in thought: ${error instanceof Error ? error.message : String(error)}`,
        'Name a branch, tag or commit that shares history with what is checked out',
      )
    },
  )
  if (json)
    world.stdout.write(
      `${JSON.stringify({ version: 1, branch, environments: results.map((result) => toJson(result, project)) }, null, 2)}\n`,
    )
  else world.stdout.write(results.map((result) => toText(result, branch, project)).join('\n'))
  return results.some(({ environment, graph, conflicts }) => graph.heads.length > environment.graph.heads.length || conflicts.length > 0)
    ? exitCodes.findings
    : exitCodes.clean
}

function toJson({ environment, graph, brought, conflicts }: GraphAfterMerge, { show }: Project): object {
  return {
    location: show(environment.location),
    heads: environment.graph.heads,
    headsAfter: graph.heads,
    brought: brought.map(show),
    conflicts: conflicts.map(show),
    missingParents: graph.problems.flatMap((problem) => (problem.kind === 'missing-parent' ? [problem.missing.value] : [])),
  }
}

function toText({ environment, graph, brought, conflicts }: GraphAfterMerge, branch: string, { show }: Project): string {
  const list = (ids: readonly string[]) => (ids.length === 0 ? 'none' : ids.map((id) => `\`${id}\``).join(', '))
  return [
    `${show(environment.location)} after merging \`${branch}\``,
    `  heads now: ${list(environment.graph.heads)}`,
    `  heads then: ${list(graph.heads)}`,
    ...brought.map((file) => `  brings ${show(file)}`),
    ...conflicts.map((file) => `  changed on both sides: ${show(file)} (read as it is here)`),
    ...(graph.heads.length > environment.graph.heads.length
      ? ['  More heads than before: join them with a merge revision, or put the ones that no database has yet on top of the others']
      : []),
    '',
  ].join('\n')
}

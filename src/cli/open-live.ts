import { writeFileSync } from 'node:fs'
import * as path from 'node:path'
import type { Command } from 'commander'
import { alembicFacts } from '../alembic/alembic-facts'
import type { Config } from '../contract/config'
import type { Shard } from '../live/catalog/shard'
import { DatabaseError } from '../live/database-error'
import { listLiveWorkspaces } from '../live/live-workspace'
import { listVersionTables } from '../live/revision-facts'
import { extraKinds, type SchemaSnapshot } from '../live/snapshot'
import type { WorkspaceControl } from '../project/workspace'
import { resolveTargets } from './find-root'
import { openProject, type Project } from './open-project'
import { addDatabaseOptions, CliError, type CommandWorld, stringOf } from './options'
import { createProgress } from './progress'

/** One invocation of a command that reads tenants: the project, and what the database (or a snapshot file) holds. */
export interface Live {
  readonly project: Project
  /** The workspace whose migrations the database knows. */
  readonly workspace: WorkspaceControl
  readonly snapshot: SchemaSnapshot
  readonly databaseMs: number
  /** What was read; none with a snapshot file. */
  readonly shards: readonly Shard[]
}

export const addLiveOptions = (command: Command): Command =>
  addDatabaseOptions(command)
    .option('--snapshot <file>', 'read a snapshot file instead of a database')
    .option('--connections <n>', 'connections to each database, 1 to 4', '2')
    .option('--allow-partial', 'no failure when some tenants cannot be read')

/** What is compared on request only. */
export const addExtraOptions = (command: Command): Command =>
  command
    .option('--owners', 'compare who owns the objects too')
    .option('--grants', 'compare privileges too')
    .option('--comments', 'compare comments too')

/** Open the project here and read the tenants. Throws CliErrors that name the thing and the next step; no message holds a secret. */
export async function openLive(
  world: CommandWorld,
  options: Readonly<Record<string, unknown>>,
  { literals = 'hash' }: { readonly literals?: 'hash' | 'keep' } = {},
): Promise<Live> {
  const project = await openProject(world, {
    targets: resolveTargets(world.cwd, []),
    config: stringOf(options.config),
    isolated: options.isolated === true,
  })
  try {
    const [workspace, ...others] = listLiveWorkspaces(project.engine.workspaces)
    if (!workspace) throw new Error('a project has a workspace')
    if (others.length > 0)
      world.log.warn(
        `${others.length + 1} configurations here have migrations; read with ${nameOf(project, workspace)}, not with ${others.map((other) => nameOf(project, other)).join(', ')}. Name one with --config, or start in its folder`,
      )
    const started = Date.now()
    const file = stringOf(options.snapshot)
    // Git and the database are asked at the same time: an unknown revision may stand on another branch.
    const [{ snapshot, shards }] = await Promise.all([
      file === undefined
        ? readDatabase(world, options, project, workspace, literals)
        : import('./read-snapshot').then(({ readNamed }) => ({ snapshot: readNamed(path.resolve(world.cwd, file), file), shards: [] })),
      import('./load-git-facts')
        .then(({ loadGitFacts }) => loadGitFacts(world, project))
        .catch((error: unknown) => {
          // After Ctrl+C what was read of the database is still reported.
          if (!world.signal.aborted) throw error
        }),
    ])
    if (snapshot.tenants.every(({ isTemplate }) => isTemplate)) world.log.warn(`there is no tenant: ${whyNone(workspace.config)}`)
    return { project, workspace, snapshot, shards, databaseMs: Date.now() - started }
  } catch (error) {
    await project.close()
    throw error instanceof DatabaseError ? new CliError(error.message, error.help ?? 'Check the connection') : error
  }
}

/** A wrong pattern finds nothing wrong with anybody. */
const whyNone = ({ tenancy: { tenants } }: Config): string =>
  tenants.kind === 'pattern'
    ? `no schema matches \`${tenants.pattern}\`. Set \`[tenancy] tenants\` in the configuration, or name the right database`
    : `none of those that \`[tenancy] tenants\` ${tenants.kind === 'list' ? 'lists' : 'asks for'} is a schema here`

const nameOf = ({ show }: Project, { config }: WorkspaceControl): string =>
  config.source === undefined ? 'the defaults' : show(config.source)

async function readDatabase(
  world: CommandWorld,
  options: Readonly<Record<string, unknown>>,
  project: Project,
  workspace: WorkspaceControl,
  literals: 'hash' | 'keep',
): Promise<Pick<Live, 'snapshot' | 'shards'>> {
  const { config } = workspace
  const { chooseDatabase } = await import('./choose-database')
  const { urls } = chooseDatabase(world, options, project, config)
  const { nodeSurroundings, openShards } = await import('../host/postgres/open-shards')
  const { loadSnapshot } = await import('../live/catalog/load-snapshot')
  const { shards, warnings } = openShards(urls, nodeSurroundings(world.env))
  for (const warning of warnings) world.log.warn(warning)
  const progress = createProgress(world, 'reading tenant')
  try {
    const snapshot = await loadSnapshot(shards, {
      ...snapshotOptions(config),
      versionTables: listVersionTables(alembicFacts(workspace)),
      connections: toConnections(stringOf(options.connections)),
      extras: extraKinds.filter((kind) => options[kind] === true),
      literals,
      signal: world.signal,
      onProgress: ({ done, total }) => progress(done, total),
    })
    return { snapshot, shards }
  } finally {
    progress.end()
  }
}

export const snapshotOptions = ({ tenancy }: Config) => ({ tenants: tenancy.tenants, template: tenancy.template, shared: tenancy.shared })

function toConnections(text: string | undefined): number {
  const n = Number(text ?? '2')
  if (Number.isInteger(n) && n >= 1 && n <= 4) return n
  throw new CliError(`--connections ${text ?? ''} is not 1 to 4`, 'Two are plenty; every one is a backend on the server')
}

/** Every tenant asked for was read. A tenant that was dropped meanwhile was not there to be read. */
export const isComplete = (snapshot: SchemaSnapshot): boolean =>
  snapshot.tenants.every(({ structure, version }) => structure.kind === 'known' && version.kind !== 'unreadable') &&
  snapshot.databases.every(({ sharedVersion }) => sharedVersion?.version.kind !== 'unreadable') &&
  !snapshot.skipped.some(({ what }) => /^(part of the tenants|definitions) in /.test(what))

/** Results to a file or to standard output. */
export function writeResult(world: CommandWorld, file: string | undefined, text: string): void {
  if (file === undefined) {
    world.stdout.write(text)
    return
  }
  try {
    writeFileSync(path.resolve(world.cwd, file), text)
  } catch {
    throw new CliError(`${file} cannot be written`, 'Check the folder and its permissions')
  }
}

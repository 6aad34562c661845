import type { Command } from 'commander'
import type { Log } from '../contract/ports'

/** Where text goes. */
export interface Output {
  write(text: string): void
  readonly isTTY?: boolean
  readonly columns?: number
}

/** The world of one invocation, passed in so that tests can call `main` without a process. */
export interface CliWorld {
  /** Without node and script. */
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** Absolute. */
  readonly cwd: string
  readonly stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean }
  /** Results only. */
  readonly stdout: Output
  /** Progress and what the tool says about itself. */
  readonly stderr: Output
  /** Aborted on Ctrl+C. */
  readonly signal: AbortSignal
}

/** What every command gets: the world, a log on standard error, and colours for each of the two streams. */
export interface CommandWorld extends CliWorld {
  readonly log: Log
  readonly quiet: boolean
  readonly verbose: boolean
  readonly colors: { readonly stdout: boolean; readonly stderr: boolean }
}

/**
 * One command, in `commands/<name>.ts` as `export const command: CliCommand`. The module is loaded only when its command is
 * asked for, or for the list in `--help`. Heavy things (parsers, drivers) are imported inside `run`.
 */
export interface CliCommand {
  readonly name: string
  readonly summary: string
  /** Add arguments and options. */
  configure(command: Command): void
  /** The exit code: 0 clean, 1 findings, 2 the tool or its configuration failed. Throw `CliError` for the last. */
  run(world: CommandWorld, positional: readonly string[], options: Readonly<Record<string, unknown>>): Promise<number>
}

export const exitCodes = { clean: 0, findings: 1, failed: 2 } as const

/** Something the user can mend. Printed as two lines without a stack trace; the exit code is 2. */
export class CliError extends Error {
  constructor(
    message: string,
    readonly help?: string,
  ) {
    super(message)
  }
}

/** `--a x,y --a z` -> ['x', 'y', 'z']. */
export const collectList = (value: string, previous: readonly string[] = []): readonly string[] => [
  ...previous,
  ...value.split(',').flatMap((part) => part.trim() || []),
]

/** `--a x --a y` -> ['x', 'y'], commas kept. */
export const collect = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value]

export const addDatabaseOptions = (command: Command): Command =>
  command
    .option('--database-url <url>', 'database to read; several are several shards', collect)
    .option('--database-url-env <name>', 'environment variable that holds the URL', collect)
    .option('--config <file>', 'configuration file to use')
    .option('--isolated', 'use no configuration file')

export interface DatabaseChoice {
  /** In the order given; empty when libpq's own variables decide. */
  readonly urls: readonly string[]
  /** Where they came from, to say it without their content. */
  readonly source: string
}

/** Which database a command reads. The URL itself never gets into a message. */
export function chooseDatabase(world: CommandWorld, options: Readonly<Record<string, unknown>>, configuredEnv?: string): DatabaseChoice {
  const urls = listOf(options.databaseUrl)
  if (urls.length > 0) {
    if (urls.some(hasPassword))
      world.log.warn('a password in --database-url can be read in the process list; --database-url-env NAME keeps it out')
    return { urls, source: '--database-url' }
  }
  const names = listOf(options.databaseUrlEnv)
  for (const name of names) {
    if (!world.env[name])
      throw new CliError(`the environment variable ${name} of --database-url-env is not set`, `Set ${name} to the database's URL`)
  }
  if (names.length > 0) return { urls: names.flatMap((name) => world.env[name] ?? []), source: names.join(', ') }
  for (const name of [configuredEnv, 'TENANTSCOPE_DATABASE_URL', 'DATABASE_URL']) {
    const url = name === undefined ? undefined : world.env[name]
    if (name !== undefined && url) return { urls: [url], source: name }
  }
  if (['PGHOST', 'PGSERVICE', 'PGDATABASE', 'PGHOSTADDR'].some((name) => world.env[name]))
    return { urls: [], source: 'the PG* environment variables' }
  throw new CliError('no database was named', 'Pass --database-url, or set TENANTSCOPE_DATABASE_URL, DATABASE_URL or the PG* variables')
}

const hasPassword = (url: string): boolean => /^[a-z][a-z0-9+.-]*:\/\/[^/@\s]*:[^/@\s]+@/i.test(url) || /[?&\s]password=/i.test(url)

export const listOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : typeof value === 'string' ? [value] : []

export const stringOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

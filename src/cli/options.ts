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

export const listOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : typeof value === 'string' ? [value] : []

export const stringOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

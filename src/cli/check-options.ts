import { type Command, Option } from 'commander'
import { suggestion } from '../config/suggestion'
import type { Severity } from '../contract/finding'
import { type CheckFormat, checkFormats } from '../report/formats'
import { CliError, collectList, listOf, stringOf } from './options'

/** The flags of `check`, parsed once and trusted after. */
export interface CheckOptions {
  readonly paths: readonly string[]
  readonly fix: 'safe' | 'unsafe' | undefined
  readonly diff: boolean
  readonly interactive: boolean
  readonly select: readonly string[] | undefined
  readonly ignore: readonly string[]
  readonly format: CheckFormat
  readonly output: string | undefined
  readonly statistics: boolean
  readonly baseline: string | undefined
  readonly updateBaseline: boolean
  readonly pruneBaseline: boolean
  readonly since: string | undefined
  readonly staged: boolean
  readonly snapshot: string | undefined
  readonly stdinFilename: string | undefined
  readonly failOn: Severity | 'never'
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly config: string | undefined
  readonly isolated: boolean
  readonly jobs: number | undefined
  readonly explain: string | undefined
}

export function configureCheck(command: Command): void {
  command
    .argument('[path...]', 'files and folders; the current folder without any')
    .option('--fix', 'apply the safe fixes')
    .option('--unsafe-fixes', 'apply the unsafe fixes too')
    .option('--diff', 'print what the fixes would change, write nothing; exit 1 when that is something')
    .option('-i, --interactive', 'with --fix: ask before each fix')
    .option('--select <rules>', 'only these rules or families', collectList)
    .option('--ignore <rules>', 'not these rules or families', collectList)
    .addOption(new Option('--format <format>', 'how to print the findings').choices([...checkFormats]).default('text'))
    .option('-o, --output <file>', 'write the report to a file')
    .option('--statistics', 'print counts by rule instead of findings')
    .option('--baseline <file>', 'findings in this file are known and count nowhere')
    .option('--update-baseline', 'write the findings of now into the baseline')
    .option('--prune-baseline', 'take what is gone out of the baseline, let nothing new in')
    .option('--since <revision>', 'only findings that the tree at this revision does not have')
    .option('--staged', 'the staged content of staged files')
    .option('--snapshot <file>', 'facts of a database from a snapshot')
    .option('--stdin-filename <path>', 'check standard input as this file')
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 from this severity on').choices(['error', 'warning', 'info', 'never']).default('warning'),
    )
    .option('--include <glob>', 'only files that match', collectList)
    .option('--exclude <glob>', 'not files that match', collectList)
    .option('--config <file>', 'configuration file to use for everything')
    .option('--isolated', 'use no configuration file')
    .option('-j, --jobs <number>', 'threads; chosen by the size of the project without it')
    .option('--explain <place>', 'PATH:LINE[:COL]: the scope of the session there, and its proof')
}

export function parseCheckOptions(
  paths: readonly string[],
  options: Readonly<Record<string, unknown>>,
  names: readonly string[],
): CheckOptions {
  const flag = (name: string) => options[name] === true
  const list = (name: string) => (options[name] === undefined ? undefined : listOf(options[name]))
  const parsed: CheckOptions = {
    paths,
    fix: flag('unsafeFixes') ? 'unsafe' : flag('fix') || flag('diff') || flag('interactive') ? 'safe' : undefined,
    diff: flag('diff'),
    interactive: flag('interactive'),
    select: list('select'),
    ignore: list('ignore') ?? [],
    format: checkFormats.find((format) => format === options.format) ?? 'text',
    output: stringOf(options.output),
    statistics: flag('statistics'),
    baseline: stringOf(options.baseline),
    updateBaseline: flag('updateBaseline'),
    pruneBaseline: flag('pruneBaseline'),
    since: stringOf(options.since),
    staged: flag('staged'),
    snapshot: stringOf(options.snapshot),
    stdinFilename: stringOf(options.stdinFilename),
    failOn: (['error', 'warning', 'info', 'never'] as const).find((severity) => severity === options.failOn) ?? 'warning',
    include: list('include') ?? [],
    exclude: list('exclude') ?? [],
    config: stringOf(options.config),
    isolated: flag('isolated'),
    jobs: toJobs(options.jobs),
    explain: stringOf(options.explain),
  }
  for (const [option, values] of Object.entries({ '--select': parsed.select ?? [], '--ignore': parsed.ignore })) {
    for (const name of values) {
      if (!names.includes(name))
        throw new CliError(
          `there is no rule or family \`${name}\` (${option})`,
          suggestion(name, names).help ?? '`tenantscope rules` lists them',
        )
    }
  }
  refuseTogether(parsed)
  return parsed
}

function toJobs(value: unknown): number | undefined {
  if (value === undefined) return undefined
  const jobs = Number(value)
  if (!Number.isInteger(jobs) || jobs < 1) throw new CliError(`--jobs takes a number from 1 on, not \`${String(value)}\``)
  return jobs
}

function refuseTogether(options: CheckOptions): void {
  const pairs: readonly (readonly [boolean, string])[] = [
    [options.staged && options.fix !== undefined && !options.diff, '--staged and --fix: the staged content is not what stands on the disk'],
    [options.since !== undefined && options.fix !== undefined, '--since and --fix'],
    [options.stdinFilename !== undefined && options.staged, '--stdin-filename and --staged'],
    [options.stdinFilename !== undefined && options.interactive, '--stdin-filename and --interactive: standard input holds the file'],
    [options.updateBaseline && options.pruneBaseline, '--update-baseline and --prune-baseline'],
    [
      (options.updateBaseline || options.pruneBaseline) &&
        (options.since !== undefined || options.staged || options.stdinFilename !== undefined),
      'a baseline is written from the files as they are, without --since, --staged and --stdin-filename',
    ],
    [options.config !== undefined && options.isolated, '--config and --isolated'],
  ]
  for (const [both, text] of pairs) if (both) throw new CliError(`these do not go together: ${text}`)
}

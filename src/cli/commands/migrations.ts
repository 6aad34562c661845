import type { LiveResult } from '../../live/run-live-checks'
import { addExtraOptions, addLiveOptions, type Live } from '../open-live'
import { type CliCommand, CliError, type CommandWorld, exitCodes, stringOf } from '../options'

const formats = ['text', 'json', 'markdown', 'html'] as const
const severities = ['error', 'warning', 'info'] as const

export const command: CliCommand = {
  name: 'migrations',
  summary: 'check tenant migrations: revisions and drift of every tenant in a database',
  configure(command) {
    addExtraOptions(addLiveOptions(command))
      .option('--rows', 'count what deprecated columns and tables still hold, tenant by tenant')
      .option('--format <format>', 'text, json, markdown or html', 'text')
      .option('--output <file>', 'write the report to a file')
      .option('--fail-on <severity>', 'exit 1 at findings of this severity or above: error, warning, info, never', 'warning')
  },
  async run(world, _positional, options) {
    const format = formats.find((each) => each === options.format)
    if (!format) throw new CliError(`there is no format \`${String(options.format)}\` here`, `Formats: ${formats.join(', ')}`)
    const failOn = [...severities, 'never' as const].find((each) => each === options.failOn)
    if (!failOn) throw new CliError(`--fail-on ${String(options.failOn)} is no severity`, 'One of error, warning, info, never')
    const started = Date.now()
    if (options.rows === true && stringOf(options.snapshot) !== undefined)
      throw new CliError('--rows reads the database itself', 'A snapshot holds no rows; pass --database-url instead of --snapshot')
    const { isComplete, openLive, writeResult } = await import('../open-live')
    const live = await openLive(world, options)
    try {
      const { runLiveChecks, toLiveFacts } = await import('../../live/run-live-checks')
      const { toMigrationsDocument } = await import('../../live/migrations-document')
      const checked = runLiveChecks(toLiveFacts(live.workspace, live.snapshot))
      const document = toMigrationsDocument(options.rows === true ? await withRows(world, live, checked) : checked)
      const { formatMigrationsText, toMigrationsJson } = await import('../../report/migrations-report')
      const { formatMigrationsHtml, formatMigrationsMarkdown } = await import('../../report/migrations-page')
      const places = { textOf: (file: string) => live.workspace.text(file), show: live.project.show }
      const file = stringOf(options.output)
      const text =
        format === 'json'
          ? `${JSON.stringify(toMigrationsJson(document, places, { totalMs: Date.now() - started, databaseMs: live.databaseMs }), null, 2)}\n`
          : format === 'markdown'
            ? formatMigrationsMarkdown(document)
            : format === 'html'
              ? formatMigrationsHtml(document)
              : formatMigrationsText(document, { ...places, color: world.colors.stdout && file === undefined })
      writeResult(world, file, text)
      if (!isComplete(live.snapshot) && options.allowPartial !== true) {
        const failed = document.tenants.filter(({ state }) => state === 'not readable').length
        world.log.error(
          `${failed} of ${document.tenants.length} tenants could not be read; the report says why, and --allow-partial accepts it`,
        )
        return exitCodes.failed
      }
      const worst = document.findings.some(
        ({ severity }) => failOn !== 'never' && severities.indexOf(severity) <= severities.indexOf(failOn),
      )
      return worst ? exitCodes.findings : exitCodes.clean
    } finally {
      await live.project.close()
    }
  },
}

async function withRows({ signal }: CommandWorld, { snapshot, shards }: Live, result: LiveResult): Promise<LiveResult> {
  const { countLeftoverRows } = await import('../../live/leftover-rows')
  const skipped = [...result.skipped]
  const findings = await countLeftoverRows(result.findings, snapshot, shards, {
    signal,
    onSkip: (what, why) => void skipped.push({ what, why }),
  })
  return { ...result, findings, skipped }
}

import type { Config } from '../../contract/config'
import type { UsageSymbol } from '../../project/usages'
import type { UsagesDocument } from '../../report/usages-report'
import type { Project } from '../open-project'
import { addDatabaseOptions, type CliCommand, CliError, type CommandWorld, exitCodes, listOf, stringOf } from '../options'

export const command: CliCommand = {
  name: 'usages',
  summary: 'who still uses a column, table, class, function or field: Python, SQL, TypeScript, live data',
  configure(command) {
    addDatabaseOptions(command)
      .argument('<symbol>', '`Model.column`, a class, function, `Class.method`, module, table or `Interface.field`')
      .option('--format <format>', 'text, json or markdown', 'text')
      .option('--output <file>', 'write the result to a file')
      .addHelpText('after', '\nExit code: 0 when nothing but its definition and the history names it, 1 when something does or may.')
  },
  async run(world, [name = ''], options) {
    const format = (['text', 'json', 'markdown'] as const).find((each) => each === options.format)
    if (!format) throw new CliError(`there is no format \`${stringOf(options.format) ?? ''}\` here`, 'Formats: text, json, markdown')
    const { resolveTargets } = await import('../find-root')
    const { openProject } = await import('../open-project')
    const { findUsages } = await import('../../project/find-usages')
    const project = await openProject(world, {
      targets: resolveTargets(world.cwd, []),
      config: stringOf(options.config),
      isolated: options.isolated === true,
    })
    try {
      const here = project.toRoot(world.cwd)
      const found = await findUsages(project.engine.workspaces.all(), {
        name,
        typescript: project.services.typescript,
        isWanted: (path) => here === '' || path.startsWith(`${here}/`),
        signal: world.signal,
      })
      if (!found)
        throw new CliError(
          `nothing in this project is called \`${name}\``,
          'Write `Model.column`, a class, function, `Class.method`, module (`package.module`), table or `Interface.field`',
        )
      const { workspace, report } = found
      const show = <T extends { readonly path: string }>(usage: T): T => ({ ...usage, path: project.show(usage.path) })
      const rows = await countLive(world, options, report.symbol, project, workspace.config)
      const document = { ...report, usages: report.usages.map(show), possible: report.possible.map(show), ...(rows ? { rows } : {}) }
      const { formatUsagesMarkdown, formatUsagesText } = await import('../../report/usages-report')
      const { writeResult } = await import('../open-live')
      const text =
        format === 'json'
          ? `${JSON.stringify(document, null, 2)}\n`
          : format === 'markdown'
            ? formatUsagesMarkdown(document)
            : formatUsagesText(document)
      writeResult(world, stringOf(options.output), text)
      return report.verdict === 'removable' ? exitCodes.clean : exitCodes.findings
    } finally {
      await project.close()
    }
  },
}

/** Only when a database was named here: who asks about code does not expect a connection to be opened. */
async function countLive(
  world: CommandWorld,
  options: Readonly<Record<string, unknown>>,
  symbol: UsageSymbol,
  project: Project,
  config: Config,
): Promise<UsagesDocument['rows']> {
  const asked = listOf(options.databaseUrl).length > 0 || listOf(options.databaseUrlEnv).length > 0
  if (!asked || symbol.table === undefined) return undefined
  const { chooseDatabase } = await import('../choose-database')
  const { urls } = chooseDatabase(world, options, project, config)
  const { nodeSurroundings, openShards } = await import('../../host/postgres/open-shards')
  const { countRowsOfShards } = await import('../../live/column-rows')
  const { DatabaseError } = await import('../../live/database-error')
  const { shards, warnings } = openShards(urls, nodeSurroundings(world.env))
  for (const warning of warnings) world.log.warn(warning)
  try {
    return await countRowsOfShards(shards, symbol.table, symbol.column, world.signal)
  } catch (error) {
    throw error instanceof DatabaseError ? new CliError(error.message, error.help ?? 'Check the connection') : error
  }
}

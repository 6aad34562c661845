import { addLiveOptions } from '../open-live'
import { type CliCommand, CliError, exitCodes, stringOf } from '../options'

export const command: CliCommand = {
  name: 'constraints',
  summary: 'names of constraints and indexes in the database, grouped by tenants that agree',
  configure(command) {
    addLiveOptions(command)
      .option('--table <name>', 'only this table')
      .option('--format <format>', 'text, json or markdown', 'text')
      .option('--output <file>', 'write the result to a file')
  },
  async run(world, _positional, options) {
    const format = (['text', 'json', 'markdown'] as const).find((each) => each === options.format)
    if (!format) throw new CliError(`there is no format \`${String(options.format)}\` here`, 'Formats: text, json, markdown')
    const { isComplete, openLive, writeResult } = await import('../open-live')
    const live = await openLive(world, options)
    try {
      const { listConstraintNames } = await import('../../live/constraint-names')
      const { formatConstraintsMarkdown, formatConstraintsText } = await import('../../report/constraints-report')
      const table = stringOf(options.table)
      const document = listConstraintNames(live.snapshot, table)
      if (table !== undefined && document.tables.length === 0)
        throw new CliError(
          `no tenant has a table \`${table}\` with constraints or indexes`,
          'Table names are written without their schema, as the database has them',
        )
      writeResult(
        world,
        stringOf(options.output),
        format === 'json'
          ? `${JSON.stringify(document, null, 2)}\n`
          : format === 'markdown'
            ? formatConstraintsMarkdown(document)
            : formatConstraintsText(document),
      )
      const unreadable = live.snapshot.tenants.filter(({ structure }) => structure.kind === 'unreadable')
      if (unreadable.length > 0)
        world.log.error(
          `${unreadable.length} schemas could not be read, the first because: ${unreadable[0]?.structure.kind === 'unreadable' ? unreadable[0].structure.reason : ''}`,
        )
      return isComplete(live.snapshot) || options.allowPartial === true ? exitCodes.clean : exitCodes.failed
    } finally {
      await live.project.close()
    }
  },
}

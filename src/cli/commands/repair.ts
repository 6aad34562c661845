import { alembicFacts } from '../../alembic/alembic-facts'
import { addLiveOptions } from '../open-live'
import { type CliCommand, CliError, exitCodes, stringOf } from '../options'

export const command: CliCommand = {
  name: 'repair',
  summary: 'write reviewable SQL that brings outlier tenants to the template; runs nothing',
  configure(command) {
    addLiveOptions(command).option('--output <file>', 'the script; without it standard output')
  },
  async run(world, _positional, options) {
    const { isComplete, openLive, writeResult } = await import('../open-live')
    if (stringOf(options.snapshot) !== undefined)
      throw new CliError(
        'repair reads the database itself',
        'A snapshot keeps no long literals of defaults; pass --database-url instead of --snapshot',
      )
    const live = await openLive(world, options, { literals: 'keep' })
    try {
      const { groupTenants } = await import('../../live/tenant-groups')
      const { writeRepairScript } = await import('../../live/repair-script')
      const { listVersionTables } = await import('../../live/revision-facts')
      if (live.snapshot.databases.length > 1) throw new CliError('repair writes a script for one database', 'Run it once for each shard')
      const tables = [...new Set(listVersionTables(alembicFacts(live.workspace)).map(({ table }) => table))]
      const script = writeRepairScript({ snapshot: live.snapshot, grouping: groupTenants(live.snapshot) }, tables)
      writeResult(world, stringOf(options.output), script.sql)
      world.log.info(`${script.groups} groups, ${script.tenants} tenants; ${script.byHand} things to do by hand. Nothing was executed`)
      if (isComplete(live.snapshot) || options.allowPartial === true) return exitCodes.clean
      world.log.error('some schemas could not be read and are not in the script')
      return exitCodes.failed
    } finally {
      await live.project.close()
    }
  },
}

import { addExtraOptions, addLiveOptions } from '../open-live'
import { type CliCommand, exitCodes, stringOf } from '../options'

export const command: CliCommand = {
  name: 'snapshot',
  summary: 'write the catalogue of all tenants to a file: names and definitions, no rows, no credentials',
  configure(command) {
    addExtraOptions(addLiveOptions(command)).option('--output <file>', 'the file; without it standard output')
  },
  async run(world, _positional, options) {
    const { isComplete, openLive, writeResult } = await import('../open-live')
    const live = await openLive(world, options)
    try {
      const { formatSnapshot } = await import('../../live/parse-snapshot')
      writeResult(world, stringOf(options.output), formatSnapshot(live.snapshot))
      if (isComplete(live.snapshot) || options.allowPartial === true) return exitCodes.clean
      world.log.error('some schemas could not be read; the snapshot says which and why')
      return exitCodes.failed
    } finally {
      await live.project.close()
    }
  },
}

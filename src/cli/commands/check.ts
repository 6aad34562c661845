import { type CheckOptions, configureCheck, parseCheckOptions } from '../check-options'
import type { CliCommand, CommandWorld } from '../options'

export const command: CliCommand = {
  name: 'check',
  summary: 'lint, and mend with --fix',
  configure: configureCheck,
  async run(world, positional, options) {
    const { listRuleNames } = await import('../../index')
    const parsed: CheckOptions = parseCheckOptions(positional, options, listRuleNames())
    return runCheck(world, parsed)
  },
}

async function runCheck(world: CommandWorld, options: CheckOptions): Promise<number> {
  if (options.explain !== undefined) {
    const { config, isolated, explain: place } = options
    return (await import('../explain')).explain(world, { place, config, isolated })
  }
  const { openCheck } = await import('../open-check')
  const check = await openCheck(world, options)
  try {
    if (options.fix) return await (await import('../fix-files')).fixFiles(check)
    return await (await import('../report-check')).reportCheck(check)
  } finally {
    await check.project.close()
  }
}

import { existsSync } from 'node:fs'
import * as path from 'node:path'
import { type CliCommand, CliError, exitCodes } from '../options'

export const command: CliCommand = {
  name: 'init',
  summary: 'write a tenantscope.toml from what the code shows',
  configure(command) {
    command
      .argument('[dir]', 'the project; the current folder without it')
      .option('--force', 'write over an existing file')
      .option('--dry-run', 'print it, write nothing')
  },
  async run(world, [folder = '.'], options) {
    const { resolveTargets } = await import('../find-root')
    const { openProject } = await import('../open-project')
    const { detectConfig, toConfigText } = await import('../../config/detect-config')
    const { writeAtomically } = await import('../write-files')
    const [target] = resolveTargets(world.cwd, [folder])
    if (target?.kind !== 'folder') throw new CliError(`${folder} is no folder`, 'Name the folder of the project')
    const file = path.join(target.path, 'tenantscope.toml')
    const dry = options.dryRun === true
    if (!dry && existsSync(file) && options.force !== true)
      throw new CliError(
        `${path.join(folder, 'tenantscope.toml')} exists`,
        'Pass --force to write over it, or --dry-run to see what it would hold',
      )
    const project = await openProject(world, { targets: [target], isolated: true })
    try {
      const [workspace] = project.engine.workspaces.all()
      if (!workspace) return exitCodes.failed
      const detected = detectConfig(workspace)
      const text = toConfigText(detected)
      if (dry) world.stdout.write(text)
      else writeAtomically(file, text)
      if (!world.quiet) {
        for (const { key, value, why, isDefault } of detected.detections) {
          world.stderr.write(
            `${key} = ${typeof value === 'string' ? value : value.join(', ')}${isDefault ? ' (the default)' : ''}: ${why}\n`,
          )
        }
        for (const text of detected.notFound) world.stderr.write(`not found: ${text}\n`)
      }
      if (!dry) world.stdout.write(`${path.join(folder, 'tenantscope.toml')}\n`)
      return exitCodes.clean
    } finally {
      await project.close()
    }
  },
}

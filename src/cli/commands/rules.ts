import { suggestion } from '../../config/suggestion'
import { type CliCommand, CliError, exitCodes, stringOf } from '../options'

export const command: CliCommand = {
  name: 'rules',
  summary: "list the rules, or print one rule's page",
  configure(command) {
    command.argument('[id]', 'one rule').option('--format <format>', 'text, json or markdown', 'text')
  },
  async run(world, [id], options) {
    const { listRuleMetas, rulePages } = await import('../../index')
    const { table } = await import('../../report/markdown')
    const format = readFormat(stringOf(options.format))
    const metas = listRuleMetas()
    if (id !== undefined) {
      const meta = metas.find((each) => each.id === id)
      if (!meta)
        throw new CliError(
          `there is no rule \`${id}\``,
          suggestion(
            id,
            metas.map((each) => each.id),
          ).help ?? '`tenantscope rules` lists them',
        )
      const page = rulePages[id] ?? `# \`${id}\`\n\n${meta.summary}.`
      world.stdout.write(format === 'json' ? `${JSON.stringify({ version: 1, ...meta, page }, null, 2)}\n` : `${page}\n`)
      return exitCodes.clean
    }
    if (format === 'json') world.stdout.write(`${JSON.stringify({ version: 1, rules: metas }, null, 2)}\n`)
    else if (format === 'markdown') {
      const rows = metas.map((meta) => [`\`${meta.id}\``, meta.family, levelOf(meta), meta.fixable ? 'yes' : '', meta.summary])
      world.stdout.write(`${table(['Rule', 'Family', 'Default', 'Fix', 'What it finds'], rows)}\n`)
    } else {
      const width = Math.max(...metas.map((meta) => meta.id.length))
      const families = [...new Set(metas.map(({ family }) => family))]
      const sections = families.map((family) => {
        const lines = metas
          .filter((meta) => meta.family === family)
          .map((meta) => `  ${meta.id.padEnd(width)}  ${levelOf(meta).padEnd(7)}  ${meta.fixable ? 'fix' : '   '}  ${meta.summary}`)
        return `${family}\n${lines.join('\n')}\n`
      })
      world.stdout.write(sections.join('\n'))
    }
    return exitCodes.clean
  },
}

const levelOf = ({ severity, recommended }: { readonly severity: string; readonly recommended: boolean }): string =>
  recommended ? severity : 'off'

function readFormat(format: string | undefined): 'text' | 'json' | 'markdown' {
  if (format === 'json' || format === 'markdown' || format === 'text') return format
  throw new CliError(`there is no format \`${format ?? ''}\` here`, 'Formats: text, json, markdown')
}

import { type CliCommand, CliError } from '../options'

export const command: CliCommand = {
  name: 'lsp',
  summary: 'the language server, for any editor',
  configure(command) {
    command.option('--stdio', 'talk over standard input and output')
  },
  async run(_world, _positional, options) {
    if (options.stdio !== true) throw new CliError('the language server needs a way to talk', 'Run it as `tenantscope lsp --stdio`')
    const { serveStdio } = await import('../../../server/serve-stdio')
    return serveStdio()
  },
}

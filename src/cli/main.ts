import { Command, CommanderError, Option } from 'commander'
import { version } from '../../package.json'
import { suggestion } from '../config/suggestion'
import { createConsole } from './console'
import { type CliCommand, CliError, type CliWorld, type CommandWorld, exitCodes } from './options'

/** In the order of the help. Each is loaded when it is asked for. */
const commands: Readonly<Record<string, () => Promise<{ readonly command: CliCommand }>>> = {
  check: () => import('./commands/check'),
  graph: () => import('./commands/graph'),
  migrations: () => import('./commands/migrations'),
  constraints: () => import('./commands/constraints'),
  snapshot: () => import('./commands/snapshot'),
  repair: () => import('./commands/repair'),
  usages: () => import('./commands/usages'),
  rules: () => import('./commands/rules'),
  'prepare-models': () => import('./commands/prepare-models'),
  init: () => import('./commands/init'),
  lsp: () => import('./commands/lsp'),
}

/** Run the command line. Gives the exit code; never exits by itself and never throws. */
export async function main(world: CliWorld): Promise<number> {
  const name = world.argv.find((argument) => !argument.startsWith('-'))
  const program = createProgram(world)
  let code: number = exitCodes.clean
  try {
    const load = name === undefined ? undefined : Object.hasOwn(commands, name) ? commands[name] : undefined
    if (name !== undefined && name !== 'help' && !load) {
      throw new CliError(`there is no command \`${name}\``, suggestion(name, Object.keys(commands), 'Commands').help)
    }
    for (const each of load ? [load] : Object.values(commands)) {
      const { command } = await each()
      addCommand(program, command, world, (result) => {
        code = result
      })
    }
    if (world.argv.length === 0) program.help()
    await program.parseAsync([...world.argv], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.clean : exitCodes.failed
    const console = createConsole(world, {})
    if (world.signal.aborted) console.log.error('stopped')
    else if (error instanceof CliError) console.fail(error.message, error.help)
    else console.crash(error)
    return exitCodes.failed
  }
}

function createProgram({ stdout, stderr }: CliWorld): Command {
  return new Command('tenantscope')
    .description('Find, fix and prove tenant scope in schema-per-tenant PostgreSQL applications')
    .version(version, '-V, --version')
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
    .showHelpAfterError('(run it with --help for what there is)')
}

function addCommand(program: Command, command: CliCommand, world: CliWorld, done: (code: number) => void): void {
  const sub = program.command(command.name).description(command.summary)
  command.configure(sub)
  sub
    .addOption(
      new Option('--color [when]', 'colours: auto, always or never').choices(['auto', 'always', 'never']).preset('always').default('auto'),
    )
    .option('-q, --quiet', 'say nothing but results and errors')
    .option('-v, --verbose', 'say more about what happens')
    .action(async () => {
      const options: Readonly<Record<string, unknown>> = sub.opts()
      const console = createConsole(world, options)
      const full: CommandWorld = {
        ...world,
        log: console.log,
        quiet: options.quiet === true,
        verbose: options.verbose === true,
        colors: console.colors,
      }
      done(await command.run(full, sub.args, options))
    })
}

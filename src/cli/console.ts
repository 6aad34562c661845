import type { Log } from '../contract/ports'
import type { CliWorld, CommandWorld, Output } from './options'

export interface Console {
  readonly log: Log
  readonly colors: CommandWorld['colors']
  /** An error that the user can mend, and the next step. */
  fail(message: string, help?: string): void
  /** A bug of ours. */
  crash(error: unknown): void
}

/** What the tool says about itself, on standard error. */
export function createConsole(world: CliWorld, options: Readonly<Record<string, unknown>>): Console {
  const colors = { stdout: hasColors(world, world.stdout, options.color), stderr: hasColors(world, world.stderr, options.color) }
  const paint = (code: number, text: string) => (colors.stderr ? `\u001b[${code}m${text}\u001b[0m` : text)
  const say = (text: string) => world.stderr.write(`${hidePasswords(text)}\n`)
  const fail = (message: string, help?: string) => say(`${paint(31, 'error')}: ${message}${help ? `\n${paint(36, ' help')}: ${help}` : ''}`)
  return {
    colors,
    fail,
    log: {
      info: (message) => options.verbose === true && say(message),
      warn: (message) => options.quiet !== true && say(`${paint(33, 'warning')}: ${message}`),
      error: (message) => say(`${paint(31, 'error')}: ${message}`),
    },
    crash(error) {
      const message = error instanceof Error ? error.message : String(error)
      fail(`TenantScope itself failed: ${message}`, 'This is a bug; --verbose shows where it happened')
      if (world.argv.includes('--verbose') || world.argv.includes('-v')) say(error instanceof Error ? (error.stack ?? '') : '')
    },
  }
}

function hasColors({ env }: CliWorld, output: Output, choice: unknown): boolean {
  if (choice === 'always') return true
  if (choice === 'never' || (env.NO_COLOR !== undefined && env.NO_COLOR !== '')) return false
  return output.isTTY === true && env.TERM !== 'dumb'
}

/** The last line of defence: a driver's message may quote a URL. */
export const hidePasswords = (text: string): string => text.replace(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s@/]+@/gi, '$1:***@')

// Programs that npm does not deliver. As root on Debian they are installed; anywhere else the message says exactly what is missing.
import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import * as path from 'node:path'

/** program -> Debian packages that bring it */
const programs = {
  chromium: ['chromium'],
  nvim: ['neovim'],
  emacs: ['emacs-nox', 'elpa-eglot'],
  git: ['git'],
  psql: ['postgresql-client'],
  pgbouncer: ['pgbouncer'],
  rg: ['ripgrep'],
}

/** Where a program is on the PATH (or among the servers, which Debian keeps apart), or undefined. */
export function findProgram(name) {
  for (const folder of [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin']) {
    const file = path.join(folder, name)
    try {
      accessSync(file, constants.X_OK)
      return file
    } catch {
      // Not in this folder.
    }
  }
  return undefined
}

/** Makes sure that the named programs are there. Throws with the command to run when they cannot be installed from here. */
export function ensurePrograms(names) {
  const missing = names.filter((name) => findProgram(name) === undefined)
  if (missing.length === 0) return
  const packages = missing.flatMap((name) => programs[name] ?? [name])
  const byHand = `apt-get install --no-install-recommends ${packages.join(' ')}`
  if (process.getuid?.() !== 0 || findProgram('apt-get') === undefined) {
    throw new Error(`missing for the tests: ${missing.join(', ')}. Install with: ${byHand}`)
  }
  console.log(`installing from Debian: ${packages.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['update', '-qq'], env)
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], env)
  const still = names.filter((name) => findProgram(name) === undefined)
  if (still.length > 0) throw new Error(`still missing after ${byHand}: ${still.join(', ')}`)
}

function run(command, args, env) {
  const { status, stdout, stderr } = spawnSync(command, args, { env, encoding: 'utf8', maxBuffer: 1 << 26 })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`.slice(-4000))
}

// Runs after `npm install` and when npm packs from git. Builds dist/; what it says goes to standard error, because pack's output is read by programs.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const run = (command, args) => {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  if (status !== 0) process.exit(status ?? 1)
}

// Installing a git address with --global, as pre-commit does, gets here without the packages that the build needs.
if (!existsSync(path.join(root, 'node_modules/esbuild')))
  run('npm', ['install', '--global=false', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
run(process.execPath, ['esbuild.mjs'])

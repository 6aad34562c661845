// `npm run check`: what must hold before every commit. Prints `ok` or `FAILED` for each step and ends with 1 when one failed.
// `npm test` runs it --without-tests, because test/contract is a suite of its own there.
import { spawnSync } from 'node:child_process'
import * as path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const bin = (name) => path.join(root, 'node_modules', name)

const steps = [
  { title: 'types', args: [bin('typescript/bin/tsc'), '--noEmit', '-p', '.'] },
  { title: 'lint and format', args: [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '--max-diagnostics=50', '.'] },
  { title: 'generated grammars are fresh', args: ['--import', 'tsx', 'syntaxes/src/write-grammars.ts', '--check'] },
  {
    title: 'architecture and other contracts',
    args: ['--import', 'tsx', bin('mocha/bin/mocha.js'), '--reporter', 'dot', '--timeout', '30000', 'test/contract/**/*.test.ts'],
  },
]

if (process.argv.includes('--without-tests')) steps.pop()

for (const { title, args } of steps) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 })
  if (status !== 0) process.stdout.write(`${stdout}${stderr}`)
  console.log(`${status === 0 ? 'ok' : 'FAILED'}  ${title}`)
  if (status !== 0) process.exitCode = 1
}

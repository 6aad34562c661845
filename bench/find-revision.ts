import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import * as path from 'node:path'
import { createRepository, id } from '../test/alembic/git-repository'

const cli = path.resolve(__dirname, '../dist/cli.js')

/** `npm run bench:find`: a missing revision among 300 branches and 3 worktrees, whole process, against git's own walk over the same history. */
function main(): void {
  const { root, folder } = createRepository()
  const cwd = path.join(root, 'backend')
  try {
    const ours = median(() => execFileSync(process.execPath, [cli, 'graph', '--find', id(2000)], { cwd, stdio: 'pipe' }))
    const git = median(() =>
      execFileSync('git', ['log', '--all', '--raw', '--format=%H', '--', 'migrations/versions'], { cwd, stdio: 'pipe' }),
    )
    console.log(
      `graph --find: ${ours.toFixed(0)} ms, target at most 1000 ms${ours <= 1000 ? '' : ': MISSED'}; git log --all: ${git.toFixed(0)} ms; ratio ${(ours / git).toFixed(1)}`,
    )
    if (ours > 1000) process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function median(run: () => unknown): number {
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now()
    run()
    return performance.now() - start
  }).sort((a, b) => a - b)
  return times[2] ?? Number.NaN
}

main()

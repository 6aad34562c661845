import { spawnSync } from 'node:child_process'
import * as path from 'node:path'

// The benchmarks that are named, one after the other, each in a process of its own; one that misses its targets does not keep the next from running.
const missed = process.argv.slice(2).filter((name) => {
  console.log(`\n${name}`)
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', path.join(__dirname, `${name}.ts`)], { stdio: 'inherit' })
  return status !== 0
})
if (missed.length > 0) {
  console.log(`\ntargets missed, or ended early: ${missed.join(', ')}`)
  process.exitCode = 1
}

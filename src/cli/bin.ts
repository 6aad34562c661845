import { setMaxListeners } from 'node:events'
import { main } from './main'

const abort = new AbortController()
// Every process and every connection of a run hears of Ctrl+C; with a dozen worktrees that is no leak.
setMaxListeners(0, abort.signal)
process.once('SIGINT', () => abort.abort())
process.once('SIGTERM', () => abort.abort())
// `tenantscope check | head` ends the reader first; that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

void main({
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: abort.signal,
}).then((code) => {
  process.exitCode = code
})

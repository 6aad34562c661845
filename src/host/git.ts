import { execFile } from 'node:child_process'
import type { Git } from '../contract/ports'

/** Git in a folder, read-only by what is asked of it: no hooks, pagers, prompts or locks. */
export function createGit(root: string): Git {
  return {
    run: (args, { input, signal } = {}) =>
      new Promise((resolve, reject) => {
        const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_PAGER: 'cat', LC_ALL: 'C' }
        const child = execFile(
          'git',
          [...args],
          { cwd: root, maxBuffer: 1 << 28, env, signal, windowsHide: true },
          (error, stdout, stderr) => {
            if (!error) return resolve(stdout)
            if (signal?.aborted) return reject(signal.reason)
            if ('code' in error && error.code === 'ENOENT') return reject(new Error('git is not installed or not on the PATH'))
            const said = stderr
              .trim()
              .split('\n')[0]
              ?.replace(/^fatal: /, '')
            return reject(new Error(`git ${args[0] ?? ''} failed: ${said || error.message}`))
          },
        )
        // Git may end before it has read everything; its exit code tells why.
        child.stdin?.on('error', () => undefined)
        child.stdin?.end(input ?? '')
      }),
  }
}

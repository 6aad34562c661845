import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import * as path from 'node:path'
import type { Log } from '../contract/ports'
import { describeFileError } from './describe-file-error'

/** Every file below a root that may be analysed, relative with `/`, sorted: what git tracks and does not ignore, else a careful walk. */
export function listFiles(root: string, log: Log): readonly string[] {
  const listed = listWithGit(root)
  const files = listed !== undefined && listed.length > 0 ? listed : walk(root, log)
  return [...files].sort()
}

/** Undefined without git, outside a repository, or in one that git does not trust. */
function listWithGit(root: string): string[] | undefined {
  const run = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'], {
    cwd: root,
    maxBuffer: 1 << 28,
    env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
    windowsHide: true,
  })
  return run.status === 0
    ? run.stdout
        .toString('utf8')
        .split('\0')
        .filter((name) => name !== '')
    : undefined
}

/** Folders that hold what others wrote or what is built. Those that begin with a dot are left out anyway. */
const foreign = new Set([
  'node_modules',
  'site-packages',
  '__pycache__',
  '__pypackages__',
  'venv',
  'env',
  'virtualenv',
  'build',
  'dist',
  'target',
  'vendor',
  'htmlcov',
])

function walk(root: string, log: Log): string[] {
  const files: string[] = []
  const waiting = ['']
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const absolute = path.join(root, folder)
    // A virtual environment says so, whatever its name.
    if (folder !== '' && existsSync(path.join(absolute, 'pyvenv.cfg'))) continue
    try {
      for (const entry of readdirSync(absolute, { withFileTypes: true })) {
        const relative = folder === '' ? entry.name : `${folder}/${entry.name}`
        if (entry.isDirectory()) {
          if (!entry.name.startsWith('.') && !foreign.has(entry.name)) waiting.push(relative)
        } else if (entry.isFile() || entry.isSymbolicLink()) files.push(relative)
      }
    } catch (error) {
      log.warn(`${folder === '' ? root : folder} is not analysed: ${describeFileError(error)}`)
    }
  }
  return files
}

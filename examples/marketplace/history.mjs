/**
 * Makes a git repository with a small history out of the sample.
 *
 *     node history.mjs TARGET
 *
 * TARGET/repository   the sample on branch `main`; the branches `feature/marketplace-labels` and `feature/lower-case-codes`
 *                     hold one further revision each, and neither is merged
 * TARGET/second       a worktree on `feature/lower-case-codes`; the revision that the database is at lies there, uncommitted
 *
 * Authors and dates are fixed, so the same sample always gives the same commits. A TARGET that exists is refused.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { devNull } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const SAMPLE = fileURLToPath(new URL('.', import.meta.url))
const VERSIONS = 'backend/migrations/versions'
const LEFT_OUT = new Set(['__pycache__', '.pytest_cache', 'node_modules'])

/** The pending revisions, in the order in which the team committed them. */
const PENDING = [
  { day: '2025-11-24', ids: ['4f5193b96f78', '506204ca7089'], subject: 'Count job statistics by marketplace' },
  { day: '2025-12-02', ids: ['617315db819a'], subject: 'Drop the index on batch_id' },
  { day: '2025-12-10', ids: ['728426ec92ab', '839537fda3bc', 'd8ea8c42f801'], subject: 'Merge the labels' },
  { day: '2025-12-15', ids: ['94a6480eb4cd'], subject: 'Order the action types' },
  { day: '2025-12-17', ids: ['a5b7591fc5de'], subject: 'Tidy the names of jobs' },
  { day: '2025-12-19', ids: ['b6c86a20d6ef', 'c7d97b31e7f0'], subject: 'Make statistics unique, add report days' },
]

/** Writes the history below `target`; answers the folders of the repository and of its second worktree. */
export function makeHistory(target) {
  if (existsSync(target)) throw new Error(`${target} exists already; name a folder that does not`)
  const repository = join(resolve(target), 'repository')
  const second = join(resolve(target), 'second')
  mkdirSync(repository, { recursive: true })
  git(repository, '2025-03-03', 'init', '-q', '-b', 'main')
  git(repository, '2025-03-03', 'config', 'core.autocrlf', 'false')

  cpSync(join(SAMPLE, 'backend'), join(repository, 'backend'), {
    recursive: true,
    filter: (path) => !LEFT_OUT.has(basename(path)) && basename(dirname(path)) !== 'versions',
  })
  commit(repository, '2025-03-03', 'Start the marketplace')
  const pendingIds = PENDING.flatMap(({ ids }) => ids)
  const revisions = readdirSync(join(SAMPLE, VERSIONS))
    .filter((name) => name.endsWith('.py'))
    .map((name) => ({ name, ...readHeader(name) }))
    .sort((a, b) => (a.created < b.created ? -1 : 1))
  for (const { name, title, created } of revisions) {
    if (pendingIds.some((id) => name.startsWith(id))) continue
    copyRevision(repository, name)
    commit(repository, created.slice(0, 10), `Add migration: ${title}`)
  }
  cpSync(join(SAMPLE, 'client'), join(repository, 'client'), {
    recursive: true,
    filter: (path) => !LEFT_OUT.has(basename(path)),
  })
  commit(repository, '2025-11-04', 'Add the client')

  addBranch(repository, 'feature/marketplace-labels', '2025-11-18', '7c1e0b9d5f32_marketplace_labels')
  addBranch(repository, 'feature/lower-case-codes', '2025-11-20', '8d2f1cae6043_lower_case_codes')

  for (const { day, ids, subject } of PENDING) {
    for (const { name } of revisions) if (ids.some((id) => name.startsWith(id))) copyRevision(repository, name)
    commit(repository, day, subject)
  }
  git(repository, '2025-12-19', 'worktree', 'add', '-q', second, 'feature/lower-case-codes')
  writeMissing(second, '9e302dbf7154_relist_action')
  return { repository, second }
}

function addBranch(repository, branch, day, missing) {
  git(repository, day, 'checkout', '-q', '-b', branch, 'main')
  writeMissing(repository, missing)
  commit(repository, day, `Add migration: ${missing.slice(13).replaceAll('_', ' ')}`)
  git(repository, day, 'checkout', '-q', 'main')
}

/** The missing revisions are kept as text, so that nothing takes them for files of this tree. */
function writeMissing(folder, name) {
  writeFileSync(join(folder, VERSIONS, `${name}.py`), readFileSync(join(SAMPLE, 'history', `${name}.py.txt`)))
}

function copyRevision(repository, name) {
  mkdirSync(join(repository, VERSIONS), { recursive: true })
  cpSync(join(SAMPLE, VERSIONS, name), join(repository, VERSIONS, name))
}

function readHeader(name) {
  const text = readFileSync(join(SAMPLE, VERSIONS, name), 'utf8')
  const title = /"""(.+)/.exec(text)?.[1]
  const created = /^Create Date: (.+)$/m.exec(text)?.[1]
  if (!title || !created) throw new Error(`${name} has no title or no date`)
  return { title, created }
}

function commit(repository, day, subject) {
  git(repository, day, 'add', '-A')
  git(repository, day, 'commit', '-q', '-m', subject)
}

/** Runs git with a fixed author and date, and without what the machine's own configuration says. */
function git(folder, day, ...args) {
  const person = { NAME: 'Marketplace Team', EMAIL: 'team@marketplace.example', DATE: `${day}T12:00:00 +0000` }
  const env = { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: devNull }
  for (const [key, value] of Object.entries(person)) {
    env[`GIT_AUTHOR_${key}`] = value
    env[`GIT_COMMITTER_${key}`] = value
  }
  for (const key of ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE']) delete env[key]
  return execFileSync('git', args, { cwd: folder, env, encoding: 'utf8' })
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const target = process.argv[2]
  if (!target) {
    console.error('Name a folder that does not exist yet: node history.mjs TARGET')
    process.exitCode = 2
  } else {
    const { repository, second } = makeHistory(target)
    console.log(`${repository}\n${second}`)
  }
}

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { alembicIni, revisionText } from './project'

export const versions = 'backend/migrations/versions'
export const id = (n: number): string => `aa${n.toString(16).padStart(10, '0')}`

/** A repository with 40 revisions on main, 300 branches with one revision each, three worktrees, and a stash. Made with fast-import: one git process. */
export function createRepository(): { readonly root: string; readonly folder: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-git-'))
  const root = path.join(folder, 'main')
  mkdirSync(root)
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] })
  git('init', '-q', '-b', 'main')
  git('config', 'user.name', 'Ada 🚀')
  git('config', 'user.email', 'ada@example.org')
  const stream: string[] = []
  let mark = 0
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`
  const commit = (ref: string, from: number | undefined, files: Readonly<Record<string, string>>): number => {
    stream.push(
      `commit refs/heads/${ref}\nmark :${++mark}\ncommitter Ada 🚀 <ada@example.org> ${1_760_000_000 + mark * 60} +0000\n${data(`commit ${mark}`)}`,
    )
    if (from !== undefined) stream.push(`from :${from}\n`)
    for (const [file, text] of Object.entries(files)) stream.push(`M 100644 inline ${file}\n${data(text)}`)
    return mark
  }
  const base: Record<string, string> = { 'backend/alembic.ini': alembicIni }
  for (let n = 0; n < 40; n++)
    base[`${versions}/${n}.py`] = revisionText(id(n), n === 0 ? null : id(n - 1), { up: `op.execute("CREATE INDEX ix_${n} ON t (a)")` })
  const trunk = commit('main', undefined, base)
  for (let branch = 0; branch < 300; branch++) {
    const first = commit(`feature/${branch}`, trunk, {
      [`${versions}/no_id_in_the_name_${branch}.py`]: `\uFEFF${revisionText(id(1000 + branch), id(39), { up: 'op.execute("é")' })}`,
    })
    if (branch === 17) commit(`feature/${branch}`, first, { [`${versions}/second.py`]: revisionText(id(2000), id(1017)), 'README.md': 'x' })
  }
  execFileSync('git', ['fast-import', '--quiet'], { cwd: root, input: stream.join('') })
  git('checkout', '-q', 'main')
  for (const name of ['one', 'two', 'three']) git('worktree', 'add', '-q', '--detach', path.join(folder, name), 'main')
  const worktree = (name: string, ...args: readonly string[]) =>
    execFileSync('git', args, { cwd: path.join(folder, name), stdio: ['pipe', 'pipe', 'pipe'] })
  writeFileSync(path.join(folder, 'one', versions, 'uncommitted.py'), `${revisionText(id(3000), id(39), { undo: 'op.drop_table("x")' })}`)
  writeFileSync(path.join(folder, 'two', versions, 'detached.py'), revisionText(id(4000), id(39)))
  writeFileSync(path.join(folder, 'three', versions, 'fork.py'), revisionText(id(6000), id(38)))
  worktree('two', 'add', '.')
  worktree('two', 'commit', '-q', '-m', 'on a detached head')
  writeFileSync(path.join(root, versions, 'stashed.py'), revisionText(id(5000), id(39)))
  git('stash', 'push', '-q', '--include-untracked')
  // A revision changed after others had been built on it.
  const rewrite = (n: number, from: string | RegExp, to: string) =>
    writeFileSync(path.join(root, versions, `${n}.py`), (base[`${versions}/${n}.py`] ?? '').replace(from, to))
  rewrite(7, 'ON t (a)', 'ON t (b)')
  // Databases that have run these are as they would be now.
  rewrite(8, /$/, '\n# a comment more\n')
  rewrite(9, /pass\s*$/, 'op.drop_index("ix_9")\n')
  rewrite(10, 'INDEX', 'INDEX IF NOT EXISTS')
  rewrite(11, 'op.execute', 'op.execute("UPDATE t SET a = 1")\n    op.execute')
  rewrite(12, 'INDEX ix_12', 'INDEX "\n        "ix_12')
  // Nothing was built on the head.
  rewrite(39, 'ON t (a)', 'ON t (b)')
  execFileSync('git', ['commit', '-q', '-a', '-m', 'rewrite'], {
    cwd: root,
    env: { ...process.env, GIT_COMMITTER_DATE: '2026-02-01T00:00:00Z' },
  })
  return { root, folder }
}

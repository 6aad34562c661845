import type { Git } from '../contract/ports'
import { isBackupPath, isRevisionFileName } from './environments'
import type { OutsideRevision } from './outside-revisions'
import { parseRevisionHeader } from './revision-header'

/** One version of a file in a commit. */
export interface FileVersion {
  readonly blob: string
  /** Relative to the repository's root. */
  readonly path: string
  readonly commit: string
  readonly author: string
  /** ISO date of the commit. */
  readonly date: string
  /** The ref by which git came to the commit. */
  readonly ref: string
}

export interface Worktree {
  readonly path: string
  readonly head: string | undefined
  readonly name: string
}

const field = '\u0000'
const record = '\u0001'

/** Where revision files may lie: the version locations as they are here, and folders called `versions` wherever another branch has them. */
export const toPathspecs = (locations: readonly string[]): string[] =>
  [...new Set(locations)].map((folder) => `:(literal)${folder === '' ? '.' : folder}`).concat(':(top,glob)**/versions/**/*.py')

/** Every version of every revision file that the given revisions reach, newest first. One pass over the history of those folders. */
export async function listFileVersions(
  git: Git,
  revisions: readonly string[],
  pathspecs: readonly string[],
  signal?: AbortSignal,
): Promise<FileVersion[]> {
  const format = '--format=%x01%H%x00%an%x00%cI%x00%S'
  const output = await git.run(
    [
      'log',
      '--raw',
      '--no-abbrev',
      '--no-renames',
      '--diff-merges=first-parent',
      '--diff-filter=AM',
      format,
      ...revisions,
      '--',
      ...pathspecs,
    ],
    signal ? { signal } : {},
  )
  const versions: FileVersion[] = []
  for (const entry of output.split(record).slice(1)) {
    const [header = '', ...lines] = entry.split('\n')
    const [commit = '', author = '', date = '', ref = ''] = header.split(field)
    for (const line of lines) {
      const match = /^:\d+ \d+ [0-9a-f]+ ([0-9a-f]+) [AM]\t(.+)$/.exec(line)
      const path = match?.[2]
      if (match?.[1] && path && isRevisionFileName(path) && !isBackupPath(path))
        versions.push({ blob: match[1], path, commit, author, date, ref })
    }
  }
  return versions
}

/** The texts of blobs, read in one call. */
export async function readBlobs(git: Git, blobs: readonly string[], signal?: AbortSignal): Promise<Map<string, string>> {
  const wanted = [...new Set(blobs)]
  const texts = new Map<string, string>()
  if (wanted.length === 0) return texts
  const output = await git.run(['cat-file', '--batch'], { input: `${wanted.join('\n')}\n`, ...(signal ? { signal } : {}) })
  let at = 0
  wanted.forEach((blob, index) => {
    // Sizes count bytes and this is text, so the next header, which is known, ends a blob.
    const start = output.indexOf('\n', at) + 1
    const next = wanted[index + 1]
    const end = next === undefined ? output.length : output.indexOf(`\n${next} `, start - 1)
    if (start === 0 || end < 0) return
    if (/ blob \d+$/.test(output.slice(at, start - 1)))
      texts.set(blob, next === undefined ? output.slice(start, -1) : output.slice(start, end))
    at = end + 1
  })
  return texts
}

/** The other worktrees of the repository. */
export async function listWorktrees(git: Git, signal?: AbortSignal): Promise<Worktree[]> {
  const options = signal ? { signal } : {}
  const here = (await git.run(['rev-parse', '--show-toplevel'], options)).trim()
  const output = await git.run(['worktree', 'list', '--porcelain'], options)
  return output.split(/\n\n/).flatMap((entry) => {
    const path = /^worktree (.+)$/m.exec(entry)?.[1]
    if (!path || path === here || /^(bare|prunable)/m.test(entry)) return []
    return [{ path, head: /^HEAD ([0-9a-f]+)$/m.exec(entry)?.[1], name: path.slice(path.lastIndexOf('/') + 1) }]
  })
}

/** Revision files that stand uncommitted in another worktree: untracked ones and changed ones, with their texts. */
export async function listUncommitted(
  git: Git,
  worktree: Worktree,
  pathspecs: readonly string[],
  signal?: AbortSignal,
): Promise<{ readonly path: string; readonly text: string }[]> {
  const options = signal ? { signal } : {}
  const fromRoot = pathspecs.map((pathspec) => pathspec.replace(':(literal)', ':(top,literal)'))
  const status = await git.run(
    ['-C', worktree.path, 'status', '--porcelain', '-z', '--untracked-files=all', '--no-renames', '--', ...fromRoot],
    options,
  )
  const paths = status
    .split('\0')
    .flatMap((line) =>
      line.length > 3 && !/D/.test(line.slice(0, 2)) && isRevisionFileName(line.slice(3)) && !isBackupPath(line.slice(3))
        ? [line.slice(3)]
        : [],
    )
  if (paths.length === 0) return []
  // Every line matches the empty pattern: git hands the text over, and nothing here touches the disk.
  const files = await Promise.all(
    paths.map(async (path) => {
      const text = await git
        .run(['-C', worktree.path, 'grep', '--untracked', '--no-color', '-h', '-e', '', '--', `:(top,literal)${path}`], options)
        .catch(() => '')
      return { path, text }
    }),
  )
  // A file without a line, or one that went away meanwhile, is no revision.
  return files.filter(({ text }) => text !== '')
}

/** What a text found outside is, if it is a revision. */
export function toOutside(
  text: string,
  place: Pick<OutsideRevision, 'kind' | 'where' | 'path' | 'commit' | 'author' | 'date'>,
): OutsideRevision | undefined {
  const header = parseRevisionHeader(text)
  if (!header?.hasDownRevision) return undefined
  return {
    ...place,
    id: header.revision.value,
    down: header.downRevision.ids.map(({ value }) => value),
    text,
    message: header.message,
    createDate: header.createDate,
    emptyDowngrade: hasEmptyDowngrade(text),
  }
}

/** No `downgrade`, or nothing in it but a docstring, comments and `pass`. */
export function hasEmptyDowngrade(text: string): boolean {
  const body = /^def\s+downgrade\s*\([^)]*\)[^:]*:([\s\S]*?)(?=^\S|(?![\s\S]))/m.exec(text)?.[1]
  if (body === undefined) return true
  const code = body.replace(/"""[\s\S]*?"""|'''[\s\S]*?'''/g, '').replace(/#.*/g, '')
  return code.split(/\r?\n/).every((line) => /^\s*(pass|\.\.\.|return)?\s*$/.test(line))
}

import { structuredPatch } from 'diff'
import type { ChangedFile } from '../index'

export interface PatchedFile extends Pick<ChangedFile, 'path' | 'before' | 'from'> {
  /** Undefined for a file that goes. */
  readonly after: string | undefined
}

/**
 * Changes of files as a patch that `git apply` and `patch -p1` take from the folder that the paths are relative to.
 * Without `diff --git` lines, on purpose: after one, git reads paths from the top of the repository. A move needs them, so elsewhere
 * than at the top (`atTop`) a move is written as a file that goes and one that comes.
 */
export function toPatch(files: readonly PatchedFile[], atTop: boolean): string {
  const withHeaders = atTop && files.some(({ from }) => from !== undefined)
  return files.map((file) => (withHeaders ? headerOf(file) + sectionsOf(file) : splitMove(file).map(sectionsOf).join(''))).join('')
}

const splitMove = ({ path, from, before, after }: PatchedFile): readonly PatchedFile[] =>
  from === undefined
    ? [{ path, before, after }]
    : [
        { path: from, before, after: undefined },
        { path, before: undefined, after },
      ]

function headerOf({ path, from = path, before, after }: PatchedFile): string {
  const lines = [`diff --git a/${from} b/${path}`]
  if (before === undefined) lines.push('new file mode 100644')
  else if (after === undefined) lines.push('deleted file mode 100644')
  else if (from !== path) lines.push(`rename from ${from}`, `rename to ${path}`)
  return `${lines.join('\n')}\n`
}

function sectionsOf({ path, from = path, before, after }: PatchedFile): string {
  // A move of a file that stays as it is consists of its header.
  if (before === after) return ''
  const { hunks } = structuredPatch(from, path, before ?? '', after ?? '', undefined, undefined, { context: 3 })
  const name = (side: string, file: string): string => `${side}/${file}${/\s/.test(file) ? '\t' : ''}`
  const lines = [
    `--- ${before === undefined ? '/dev/null' : name('a', from)}`,
    `+++ ${after === undefined ? '/dev/null' : name('b', path)}`,
  ]
  for (const { oldStart, oldLines, newStart, newLines, lines: body } of hunks) {
    lines.push(`@@ -${position(oldStart, oldLines)} +${position(newStart, newLines)} @@`, ...body)
  }
  return `${lines.join('\n')}\n`
}

/** An empty side counts from the line before it. */
const position = (start: number, count: number): string =>
  count === 0 ? `${Math.max(0, start - 1)},0` : count === 1 ? `${start}` : `${start},${count}`

import { structuredPatch } from 'diff'

/**
 * One file's change as a patch that `git apply` and `patch -p1` take from the folder that the path is relative to.
 * Without the `diff --git` line, on purpose: with it git reads paths from the top of the repository.
 */
export function toPatch(path: string, before: string | undefined, after: string): string {
  const { hunks } = structuredPatch(path, path, before ?? '', after, undefined, undefined, { context: 3 })
  const name = /\s/.test(path) ? `${path}\t` : path
  const lines = [`--- ${before === undefined ? '/dev/null' : `a/${name}`}`, `+++ b/${name}`]
  for (const { oldStart, oldLines, newStart, newLines, lines: body } of hunks) {
    lines.push(`@@ -${position(oldStart, oldLines)} +${position(newStart, newLines)} @@`, ...body)
  }
  return `${lines.join('\n')}\n`
}

/** An empty side counts from the line before it. */
const position = (start: number, count: number): string =>
  count === 0 ? `${Math.max(0, start - 1)},0` : count === 1 ? `${start}` : `${start},${count}`

import { formatPatch, structuredPatch } from 'diff'

/**
 * One file's change as a patch that `git apply` and `patch -p1` take from the folder that the path is relative to.
 * Without the `diff --git` line, on purpose: with it git reads paths from the top of the repository.
 */
export function toPatch(path: string, before: string | undefined, after: string): string {
  const patch = structuredPatch(`a/${path}`, `b/${path}`, before ?? '', after, undefined, undefined, { context: 3 })
  const name = (file: string) => (/\s/.test(file) ? `${file}\t` : file)
  const [, , ...hunks] = formatPatch({ ...patch, index: undefined }).split('\n').filter((line, index) => index > 1 || !line.startsWith('==='))
  return [`--- ${before === undefined ? '/dev/null' : name(patch.oldFileName)}`, `+++ ${name(patch.newFileName)}`, ...hunks].join('\n')
}

import { skipString } from './skip-string'

/** The comments between two offsets of a module, `#` included, line break and a carriage return before it not. `from` stands outside strings. */
export function listComments(text: string, from = 0, to = text.length): { start: number; end: number }[] {
  const comments: { start: number; end: number }[] = []
  if (text.indexOf('#', from) < 0) return comments
  let at = from
  while (at < to) {
    const code = text.charCodeAt(at)
    if (code === 35) {
      const line = text.indexOf('\n', at)
      const end = line < 0 ? to : Math.min(line, to)
      comments.push({ start: at, end: text.charCodeAt(end - 1) === 13 ? end - 1 : end })
      at = end
    } else if (code === 34 || code === 39) at = skipString(text, at).end
    else at += code === 92 ? 2 : 1
  }
  return comments
}

/** The first of a file's comments that begins at an offset or after it. */
export function commentFrom<Comment extends { readonly start: number }>(comments: readonly Comment[], offset: number): Comment | undefined {
  let low = 0
  let high = comments.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((comments[middle]?.start ?? offset) < offset) low = middle + 1
    else high = middle
  }
  return comments[low]
}

/** An argument with its comma, and with its line when it stands alone on it. */
export function argumentSpan(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
): { start: number; end: number } {
  const after = /^[ \t]*,/.exec(text.slice(end))
  const lineStart = text.slice(0, start).search(/[^\n]*$/)
  const indent = text.slice(lineStart, start)
  const rest = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(end + (after?.[0].length ?? 0)))
  if (after && rest && indent.trim() === '') return { start: lineStart, end: end + after[0].length + rest[0].length }
  if (after) return { start, end: end + after[0].length + (/^[ \t]+/.exec(text.slice(end + after[0].length))?.[0].length ?? 0) }
  const before = /,\s*$/.exec(text.slice(0, start))
  return { start: start - (before?.[0].length ?? 0), end }
}

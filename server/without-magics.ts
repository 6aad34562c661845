/** Cell magics whose cell is Python all the same. */
const pythonMagics = /^%%(?:time|timeit|capture|prun|python3?)\b/

/**
 * The text of a notebook's cell with what only IPython understands (`%magic`, `!command`, `name?`, cells of other languages) turned
 * into comments. Every character keeps its place.
 */
export function withoutMagics(text: string): string {
  const first = text.search(/\S/)
  if (first >= 0 && text.startsWith('%%', first) && !pythonMagics.test(text.slice(first))) return text.replace(/^[^\r\n]/gm, '#')
  return text.replace(/^[ \t]*(?:%{1,2}[A-Za-z_]|!|\?+[A-Za-z_]|[\w.]+\?+[ \t]*$)/gm, (found) => {
    const at = found.search(/\S/)
    return `${found.slice(0, at)}#${found.slice(at + 1)}`
  })
}

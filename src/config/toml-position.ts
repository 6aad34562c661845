import type { LinePosition } from '../text/line-index'

/**
 * Where a key of a TOML document stands, 0-based. smol-toml tells positions of syntax errors only; this finds the others well
 * enough to point at: the key itself, or the nearest table above it that is written out.
 */
export function findTomlKey(text: string, path: readonly PropertyKey[]): LinePosition {
  const wanted = path.map(String)
  let table: string[] = []
  let best: LinePosition & { readonly depth: number } = { line: 0, character: 0, depth: 0 }
  const arrays = new Map<string, number>()
  const offer = (keys: readonly string[], line: number, character: number) => {
    const depth = keys.length
    if (depth > best.depth && keys.every((key, index) => key === wanted[index])) best = { line, character, depth }
  }
  for (const [line, source] of text.split(/\r\n|\n|\r/).entries()) {
    const header = /^\s*(\[\[?)\s*(.*?)\s*\]\]?\s*(#.*)?$/.exec(source)
    if (header?.[2] !== undefined && !source.includes('=')) {
      table = splitKeys(header[2])
      if (header[1] === '[[') {
        const name = table.join('\0')
        const index = arrays.get(name) ?? 0
        arrays.set(name, index + 1)
        table.push(String(index))
      }
      offer(table, line, source.indexOf('['))
      continue
    }
    const key = /^(\s*)((?:"[^"]*"|'[^']*'|[\w.-]|\s*\.\s*)+?)\s*=/.exec(source)
    if (key?.[2] !== undefined) offer([...table, ...splitKeys(key[2])], line, key[1]?.length ?? 0)
  }
  return { line: best.line, character: best.character }
}

const splitKeys = (source: string): string[] =>
  [...source.matchAll(/"([^"]*)"|'([^']*)'|([\w-]+)/g)].map((found) => found[1] ?? found[2] ?? found[3] ?? '')

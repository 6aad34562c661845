/**
 * The parser counts UTF-8 bytes in its tree and code points in its errors; everything here counts UTF-16 units.
 * This is the only place where the three meet.
 */
export interface UtfOffsets {
  fromBytes(offset: number): number
  fromCodePoints(offset: number): number
  toBytes(offset: number): number
}

/** Conversions for one text. Offsets past the end give the end; an offset inside a character gives its start. */
export function createUtfOffsets(text: string): UtfOffsets {
  if (isAscii(text)) {
    const clamp = (offset: number): number => Math.max(0, Math.min(offset, text.length))
    return { fromBytes: clamp, fromCodePoints: clamp, toBytes: clamp }
  }
  // For every code point: where it starts in UTF-16 units and in bytes; one more entry for the end.
  const units: number[] = []
  const bytes: number[] = []
  let byte = 0
  for (let unit = 0; unit < text.length; ) {
    units.push(unit)
    bytes.push(byte)
    const code = text.codePointAt(unit) ?? 0
    byte += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    unit += code < 0x10000 ? 1 : 2
  }
  units.push(text.length)
  bytes.push(byte)
  const at = (list: readonly number[], index: number): number => list[Math.max(0, Math.min(index, list.length - 1))] ?? 0
  return {
    fromBytes: (offset) => at(units, floorIndex(bytes, offset)),
    fromCodePoints: (offset) => at(units, offset),
    toBytes: (offset) => at(bytes, floorIndex(units, offset)),
  }
}

/** Index of the last entry that is not greater than the value; 0 when there is none. */
function floorIndex(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((sorted[middle] ?? 0) <= value) low = middle
    else high = middle - 1
  }
  return low
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false
  return true
}

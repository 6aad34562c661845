import { statSync } from 'node:fs'

/**
 * A small set of bits for each file, one for every four bytes in a row that it holds. It says for sure that a file lacks a literal, so that the
 * many small searches of one run (who calls this helper?) read only the few files that may hold it.
 */
export interface FileSignatures {
  /** Prepare a question: may a file hold one of the literals? True for files that have no signature yet, or changed since. */
  forLiterals(literals: readonly Uint8Array[]): (absolute: string) => boolean
  has(absolute: string): boolean
  /** Remember a file by its bytes, just read. */
  remember(absolute: string, bytes: Uint8Array): void
  /** Files may have changed: each is looked at again (its time and size) before it is trusted. */
  distrust(): void
}

interface Signature {
  readonly bits: Uint8Array
  readonly shift: number
  readonly stamp: string
  /** The state in which the stamp was last compared. */
  seen: number
}

const gram = 4

export function createFileSignatures(): FileSignatures {
  const known = new Map<string, Signature>()
  let state = 0
  const current = (absolute: string): Signature | undefined => {
    const signature = known.get(absolute)
    if (!signature || signature.seen === state) return signature
    if (stampOf(absolute) !== signature.stamp) {
      known.delete(absolute)
      return undefined
    }
    signature.seen = state
    return signature
  }
  return {
    has: (absolute) => current(absolute) !== undefined,
    forLiterals(literals) {
      const wanted = literals.map(listGrams)
      return (absolute) => {
        const signature = current(absolute)
        if (signature === undefined) return true
        for (const grams of wanted) if (holdsAll(signature, grams)) return true
        return false
      }
    },
    remember(absolute, bytes) {
      const stamp = stampOf(absolute)
      if (stamp !== undefined) known.set(absolute, { ...sign(bytes), stamp, seen: state })
    },
    distrust: () => {
      state++
    },
  }
}

/** Time and size of a file; undefined when it is gone. */
export function stampOf(absolute: string): string | undefined {
  const stat = statSync(absolute, { throwIfNoEntry: false })
  return stat && `${stat.mtimeMs}:${stat.size}`
}

const spread = 0x9e3779b1

/** About one bit for each byte: a file has far fewer different runs of four than bytes. */
function sign(bytes: Uint8Array): Pick<Signature, 'bits' | 'shift'> {
  const power = Math.min(17, Math.max(11, Math.ceil(Math.log2(bytes.length + 1))))
  const bits = new Uint8Array(2 ** (power - 3))
  const shift = 32 - power
  let window = 0
  for (let index = 0; index < bytes.length; index++) {
    window = (window << 8) | (bytes[index] ?? 0)
    if (index < gram - 1) continue
    const place = Math.imul(window, spread) >>> shift
    bits[place >>> 3] = (bits[place >>> 3] ?? 0) | (1 << (place & 7))
  }
  return { bits, shift }
}

/** Every four bytes in a row, spread over 32 bits; how many of these a signature uses depends on its size. */
function listGrams(literal: Uint8Array): Int32Array {
  const grams = new Int32Array(Math.max(0, literal.length - gram + 1))
  let window = 0
  for (let index = 0; index < literal.length; index++) {
    window = (window << 8) | (literal[index] ?? 0)
    if (index >= gram - 1) grams[index - gram + 1] = Math.imul(window, spread)
  }
  return grams
}

function holdsAll({ bits, shift }: Signature, grams: Int32Array): boolean {
  for (let index = 0; index < grams.length; index++) {
    const place = (grams[index] ?? 0) >>> shift
    if (((bits[place >>> 3] ?? 0) & (1 << (place & 7))) === 0) return false
  }
  return true
}

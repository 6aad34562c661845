import { closeSync, openSync, readSync } from 'node:fs'

/** Prepare a search; the answer tells whether a file (absolute path) holds one of the literals. Files that cannot be read hold nothing. */
export type Search = (literals: readonly string[]) => Holds

type Holds = (absolute: string, watch?: Watch) => boolean

/** What a search meets on its way. */
export interface Watch {
  readonly onUnreadable?: (error: unknown) => void
  /** The bytes of a file, only valid during the call. */
  readonly onRead?: (bytes: Uint8Array) => void
}

const textFrom = 64 * 1024
const padding = 32

/** The search of this thread. Without WebAssembly SIMD, or for literals too short for it, a regular expression gives the same answers. */
export function createSearch(wasm: Uint8Array | undefined): Search {
  const filter = wasm && instantiate(wasm)
  return (literals) => {
    if (literals.length === 0) return () => false
    if (literals.includes('')) return () => true
    const bytes = [...new Set(literals)].map((literal) => Buffer.from(literal, 'utf8'))
    const room = bytes.reduce((sum, literal) => sum + literal.length + 8, 160)
    return filter && room <= textFrom && bytes.every(({ length }) => length >= 3)
      ? searchWithFilter(filter, bytes)
      : searchWithPattern(bytes)
  }
}

/** The part of WebAssembly used here; the compiler's own library has it among the browser's types only. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: { readonly memory: WasmMemory; readonly scan: Filter['scan'] } }
}

interface WasmMemory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

interface Filter {
  readonly memory: WasmMemory
  readonly scan: (text: number, length: number) => number
  /** The literals the tables are set up for. */
  current: readonly Buffer[] | undefined
}

function instantiate(wasm: Uint8Array): Filter | undefined {
  try {
    const { Instance, Module } = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly
    const { memory, scan } = new Instance(new Module(wasm), { env: { abort: () => undefined } }).exports
    return { memory, scan, current: undefined }
  } catch {
    // A processor or runtime without SIMD.
    return undefined
  }
}

function searchWithFilter(filter: Filter, literals: readonly Buffer[]): Holds {
  return (absolute, watch) => {
    // Several searches share the memory; the tables belong to the one that ran last.
    if (filter.current !== literals) setUp(filter, literals)
    const length = readFile(absolute, {
      get buffer() {
        return Buffer.from(filter.memory.buffer, textFrom, filter.memory.buffer.byteLength - textFrom - padding)
      },
      grow: () => void filter.memory.grow(64),
      onUnreadable: watch?.onUnreadable,
    })
    if (length === undefined) return false
    new Uint8Array(filter.memory.buffer, textFrom + length, padding).fill(0)
    watch?.onRead?.(new Uint8Array(filter.memory.buffer, textFrom, length))
    return filter.scan(textFrom, length) !== 0
  }
}

function setUp(filter: Filter, literals: readonly Buffer[]): void {
  const memory = Buffer.from(filter.memory.buffer)
  memory.fill(0, 0, 160)
  const buckets = spread(literals)
  let at = 160
  const entries = buckets.map((bucket) => {
    const from = at
    at += bucket.length * 8
    return from
  })
  for (const [index, bucket] of buckets.entries()) {
    let entry = entries[index] ?? 0
    memory.writeUInt32LE(entry, 96 + index * 8)
    memory.writeUInt32LE(bucket.length, 100 + index * 8)
    for (const literal of bucket) {
      memory.writeUInt32LE(at, entry)
      memory.writeUInt32LE(literal.length, entry + 4)
      literal.copy(memory, at)
      entry += 8
      at += literal.length
      for (const [table, byte] of [literal[0] ?? 0, literal[1] ?? 0, literal[2] ?? 0].entries()) {
        for (const place of [table * 32 + (byte & 15), table * 32 + 16 + (byte >> 4)])
          memory.writeUInt8(memory.readUInt8(place) | (1 << index), place)
      }
    }
  }
  filter.current = literals
}

/** Eight buckets; literals that begin alike share one, which keeps the filter sharp. */
function spread(literals: readonly Buffer[]): Buffer[][] {
  const buckets: Buffer[][] = Array.from({ length: 8 }, () => [])
  const byBeginning = new Map<string, Buffer[]>()
  for (const literal of literals) {
    const beginning = literal.toString('latin1', 0, 3)
    const group = byBeginning.get(beginning)
    if (group) group.push(literal)
    else byBeginning.set(beginning, [literal])
  }
  let next = 0
  for (const [, group] of [...byBeginning].sort(([a], [b]) => (a < b ? -1 : 1)))
    buckets[Math.floor((next++ * 8) / byBeginning.size)]?.push(...group)
  return buckets
}

function searchWithPattern(literals: readonly Buffer[]): Holds {
  const pattern = new RegExp(literals.map((literal) => literal.toString('latin1').replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'))
  let buffer = Buffer.allocUnsafeSlow(1 << 20)
  return (absolute, watch) => {
    const length = readFile(absolute, {
      onUnreadable: watch?.onUnreadable,
      get buffer() {
        return buffer
      },
      grow() {
        buffer = Buffer.concat([buffer], buffer.length * 2)
      },
    })
    if (length !== undefined) watch?.onRead?.(buffer.subarray(0, length))
    return length !== undefined && pattern.test(buffer.toString('latin1', 0, length))
  }
}

interface Room {
  readonly buffer: Buffer
  /** Make the buffer larger and keep what is in it. */
  grow(): void
  readonly onUnreadable: ((error: unknown) => void) | undefined
}

/** Read a file into a buffer that is used again and again; its length, or undefined when it cannot be read. */
function readFile(absolute: string, room: Room): number | undefined {
  let file: number | undefined
  try {
    file = openSync(absolute, 'r')
    let length = 0
    for (;;) {
      const { buffer } = room
      const read = readSync(file, buffer, length, buffer.length - length, null)
      length += read
      if (length < buffer.length) return length
      room.grow()
    }
  } catch (error) {
    // A file that is gone since it was listed, or a link to a folder, is no file to speak of.
    if (!isGone(error)) room.onUnreadable?.(error)
    return undefined
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

const isGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR')

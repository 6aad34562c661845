import { Language, Parser } from 'web-tree-sitter'
import type { PythonParser } from './ast'
import { enclose } from './enclose'
import { lowerSlice } from './lower'
import { createModule } from './module'
import { createRawReader } from './raw-tree'
import { type ParseStretch, unwrap, withoutBody, wrappers } from './slice-knowledge'

export interface PythonWasm {
  /** The bytes of `web-tree-sitter.wasm`. */
  readonly runtimeWasm: Uint8Array
  /** The bytes of `tree-sitter-python.wasm`. */
  readonly grammarWasm: Uint8Array
}

/** Load the grammar once; the parser then works without waiting. Trees live only while they are read: their memory is never given back otherwise. */
export async function createPythonParser({ runtimeWasm, grammarWasm }: PythonWasm): Promise<PythonParser> {
  await Parser.init({ wasmBinary: runtimeWasm })
  const language = await Language.load(grammarWasm)
  const parser = new Parser()
  parser.setLanguage(language)
  const reader = createRawReader(language)

  const parse: ParseStretch = (text, start, end, kind) => {
    const { before, after } = wrappers[kind]
    // Joining and cutting again copies: a plain slice would keep the whole module's text alive as long as any name in it.
    const own = ` ${before}${text.slice(start, end)}${after}`.slice(1)
    const base = start - before.length
    const tree = parser.parse(own)
    if (!tree) return { statements: [], errors: [{ start, end }] }
    try {
      const read = reader.read(tree, base)
      const lowered = lowerSlice(own, base, read.root, start)
      const errors = read.errors.map((error) => ({ start: clamp(error.start, start, end), end: clamp(error.end, start, end) }))
      const statements = kind === 'members' ? unwrap(lowered, start) : kind === 'header' ? withoutBody(lowered, end) : lowered
      if (errors.length > 0) enclose(statements, start)
      return { statements, errors }
    } finally {
      tree.delete()
    }
  }
  return { parse: (path, text, previous) => createModule(path, text, parse, previous) }
}

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(value, most))

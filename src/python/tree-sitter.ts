import { Language, Parser } from 'web-tree-sitter'
import type { PythonParser, Stmt } from './ast'
import { lowerSlice } from './lower'
import { createModule } from './module'
import { createRawReader } from './raw-tree'

export interface PythonWasm {
  /** The bytes of `web-tree-sitter.wasm`. */
  readonly runtimeWasm: Uint8Array
  /** The bytes of `tree-sitter-python.wasm`. */
  readonly grammarWasm: Uint8Array
}

/** What parsing one slice gives: plain statements with absolute offsets, and where the tolerant parser stumbled. */
export interface ParsedSlice {
  readonly statements: Stmt[]
  readonly errors: { start: number; end: number }[]
}

/** Load the grammar once; the parser then works without waiting. Trees live only while they are read: their memory is never given back otherwise. */
export async function createPythonParser({ runtimeWasm, grammarWasm }: PythonWasm): Promise<PythonParser> {
  await Parser.init({ wasmBinary: runtimeWasm })
  const language = await Language.load(grammarWasm)
  const parser = new Parser()
  parser.setLanguage(language)
  const reader = createRawReader(language)

  const parseSlice = (text: string, start: number, end: number): ParsedSlice => {
    // Joining and cutting again copies: a plain slice would keep the whole module's text alive as long as any name in it.
    const own = ` ${text.slice(start, end)}`.slice(1)
    const tree = parser.parse(own)
    if (!tree) return { statements: [], errors: [{ start, end }] }
    try {
      const { root, errors } = reader.read(tree, start)
      return { statements: lowerSlice(own, start, root), errors: [...errors] }
    } finally {
      tree.delete()
    }
  }
  return { parse: (path, text, previous) => createModule(path, text, parseSlice, previous) }
}

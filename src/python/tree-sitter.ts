import { Language, Parser } from 'web-tree-sitter'
import type { PythonParser } from './ast'
import { enclose } from './enclose'
import { lowerSlice } from './lower'
import { createModule } from './module'
import { createRawReader, type Raw } from './raw-tree'
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

  function expressionAt(text: string, base: number): Raw | undefined {
    const tree = /\S/.test(text) ? parser.parse(text) : null
    if (!tree) return undefined
    try {
      const { root, errors } = reader.read(tree, base)
      const [statement, ...more] = root.kids
      return errors.length === 0 && more.length === 0 && statement?.type === 'expression_statement' && statement.kids.length === 1
        ? statement.kids[0]
        : undefined
    } finally {
      tree.delete()
    }
  }

  const parse: ParseStretch = (text, start, end, kind) => {
    const { before, after } = wrappers[kind]
    // Joining and cutting again copies: a plain slice would keep the whole module's text alive as long as any name in it.
    const own = ` ${before}${text.slice(start, end)}${after}`.slice(1)
    const base = start - before.length
    const tree = isTooDeep(own) ? null : parser.parse(own)
    if (!tree) return { statements: [], errors: [{ start, end }] }
    try {
      const read = reader.read(tree, base)
      const lowered = lowerSlice(own, base, read.root, (from, to) => expressionAt(own.slice(from - base, to - base), from), start)
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

/**
 * Indented deeper than the grammar's scanner can remember: it keeps two bytes for each level in a buffer of 1024, and writes past
 * its end. Python itself stops at 100 levels. A level is at least one character wide, so only very wide lines are counted.
 */
function isTooDeep(text: string): boolean {
  if (!/^[ \t]{250}/m.test(text)) return false
  const widths: number[] = []
  for (const [, indent = ''] of text.matchAll(/^([ \t]*)[^\s#]/gm)) {
    while ((widths.at(-1) ?? -1) >= indent.length) widths.pop()
    widths.push(indent.length)
    if (widths.length > 250) return true
  }
  return false
}

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(value, most))

import { existsSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import type { PythonParser } from '../python/ast'
import { createPythonParser } from '../python/tree-sitter'

/** Where each file stands in a source checkout; in the bundle all of them stand beside it. */
const sources = {
  'web-tree-sitter.wasm': 'node_modules/web-tree-sitter/web-tree-sitter.wasm',
  'tree-sitter-python.wasm': 'node_modules/tree-sitter-python/tree-sitter-python.wasm',
  'libpg-query.wasm': 'node_modules/libpg-query/wasm/libpg-query.wasm',
  'prefilter.wasm': 'src/host/prefilter.wasm',
} as const

export type WasmName = keyof typeof sources

/** The path of a WebAssembly file: beside the bundle, else in the checkout that this file is run from. */
export function findWasm(name: WasmName): string {
  const beside = path.join(__dirname, name)
  if (existsSync(beside)) return beside
  const source = path.join(__dirname, '..', '..', sources[name])
  if (existsSync(source)) return source
  throw new Error(`${name} is missing beside ${__filename}: the installation is incomplete`)
}

export const loadWasm = (name: WasmName): Uint8Array => new Uint8Array(readFileSync(findWasm(name)))

let parser: Promise<PythonParser> | undefined

/** The Python parser of this thread, loaded once. */
export function loadPythonParser(): Promise<PythonParser> {
  parser ??= createPythonParser({ runtimeWasm: loadWasm('web-tree-sitter.wasm'), grammarWasm: loadWasm('tree-sitter-python.wasm') })
  return parser
}

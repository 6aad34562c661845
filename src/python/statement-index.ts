import type { Attribute, Call, FunctionDef, Import, ImportFrom, ImportName, Name, Node, PythonModule, Stmt } from './ast'
import { descendants } from './children'
import { isStatement } from './statements'

/** What says a name in code: itself, or an attribute. */
export type NamedNode = Name | Attribute

export interface ImportedName {
  readonly statement: Import | ImportFrom
  readonly name: ImportName
}

/**
 * Every name and attribute of a module that says a word, in source order. Only slices whose text holds it are parsed, and each is
 * walked once for all words anybody asks for.
 */
export function* nodesNamed(module: PythonModule, word: string): Generator<NamedNode> {
  for (const stmt of statementsWith(module, word)) yield* indexOf(stmt).nodes.get(word) ?? []
}

/** Every import of a module that binds a name, also inside functions. */
export function importsNamed(module: PythonModule, name: string): readonly ImportedName[] {
  const known = imports.get(module)
  if (known) return known.get(name) ?? []
  const made = new Map<string, ImportedName[]>()
  for (const stmt of statementsWith(module, 'import'))
    for (const each of indexOf(stmt).imports) append(made, each.name.asname ?? each.name.name, each)
  imports.set(module, made)
  return made.get(name) ?? []
}

const imports = new WeakMap<PythonModule, ReadonlyMap<string, readonly ImportedName[]>>()

/** Every function below a top-level statement, itself included, parents first. */
export const functionsIn = (stmt: Stmt): readonly FunctionDef[] => indexOf(stmt).functions

/** Every call in a piece of code, the outer ones first. */
export function callsIn(root: Node): readonly Call[] {
  if (root.parent === undefined && isStatement(root)) return indexOf(root).calls
  return [...descendants(root)].filter((node) => node.kind === 'Call')
}

/** The top-level statements whose slice holds a word, in source order. */
function* statementsWith(module: PythonModule, word: string): Generator<Stmt> {
  for (let at = module.text.indexOf(word); at >= 0; ) {
    const slice = module.sliceAt(at)
    if (slice && at + word.length <= slice.end) yield* module.statementsOf(slice)
    at = module.text.indexOf(word, slice ? Math.max(slice.end, at + 1) : at + 1)
  }
}

interface StatementIndex {
  readonly nodes: ReadonlyMap<string, readonly NamedNode[]>
  readonly imports: readonly ImportedName[]
  readonly functions: readonly FunctionDef[]
  readonly calls: readonly Call[]
}

/** A statement's nodes never change but for their place, so what was listed holds as long as the statement lives. */
const indexes = new WeakMap<Stmt, StatementIndex>()

function indexOf(stmt: Stmt): StatementIndex {
  const known = indexes.get(stmt)
  if (known) return known
  const nodes = new Map<string, NamedNode[]>()
  const imports: ImportedName[] = []
  const functions: FunctionDef[] = []
  const calls: Call[] = []
  for (const node of descendants(stmt)) {
    if (node.kind === 'Name') append(nodes, node.id, node)
    else if (node.kind === 'Attribute') append(nodes, node.attr, node)
    else if (node.kind === 'Call') calls.push(node)
    else if (node.kind === 'FunctionDef') functions.push(node)
    else if (node.kind === 'Import' || node.kind === 'ImportFrom') imports.push(...node.names.map((name) => ({ statement: node, name })))
  }
  const made = { nodes, imports, functions, calls }
  indexes.set(stmt, made)
  return made
}

function append<Entry>(index: Map<string, Entry[]>, key: string, entry: Entry): void {
  const list = index.get(key)
  if (list) list.push(entry)
  else index.set(key, [entry])
}

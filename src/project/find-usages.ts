import type { TypescriptService } from '../typescript/typescript-facts'
import { fieldOf, findSymbol, listUsages, type UsageReport, type UsageSymbol } from './usages'
import type { Workspace } from './workspace'

export interface UsagesQuestion {
  /** As typed: `Model.column`, a class, function, `Class.method`, module, table or `Interface.field`. */
  readonly name: string
  /** Without it TypeScript is not looked at. */
  readonly typescript: TypescriptService | undefined
  /** Which files count; all of them without it. */
  readonly isWanted?: (path: string) => boolean
  readonly signal?: AbortSignal
}

export interface FoundUsages {
  readonly workspace: Workspace
  readonly report: UsageReport
}

/** Every use of a name in the first workspace that knows it; undefined when none does. */
export async function findUsages(
  workspaces: readonly Workspace[],
  { name, typescript, isWanted, signal }: UsagesQuestion,
): Promise<FoundUsages | undefined> {
  for (const workspace of workspaces) {
    const symbol = findSymbol(workspace, name)
    if (!symbol) continue
    const field = fieldOf(symbol)
    const words = [...(field ? [field.field] : []), ...wordsOf(symbol)]
    const files = words.length > 0 && typescript ? listFiles(workspace, words) : []
    const request = { files, fields: field ? [field] : [], shapes: [], sql: true, words }
    const facts = files.length > 0 && typescript ? await typescript.analyse(request, signal) : { files: {} }
    signal?.throwIfAborted()
    return { workspace, report: listUsages(workspace, symbol, facts, isWanted) }
  }
  return undefined
}

/** What statements call it. */
const wordsOf = ({ kind, table, column }: UsageSymbol): readonly string[] =>
  column !== undefined ? [column] : kind === 'table' && table !== undefined ? [table] : []

const listFiles = (workspace: Workspace, words: readonly string[]) =>
  workspace.filesWith(words, ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.vue']).flatMap((path) => {
    const text = workspace.text(path)
    return text === undefined ? [] : [{ path, text }]
  })

import type { Config } from '../contract/config'
import type { FileSystem } from '../contract/ports'
import type { SourceFile } from '../contract/rule'
import type { Assign, ClassDef, FunctionDef, PythonModule, PythonParser } from '../python/ast'
import type { SqlAnalysis } from '../sql/analysis'
import type { SqlText } from '../sql/sql-text'

/** A definition found by following imports, or the module itself. `path` is where it really stands. */
export type Definition =
  | { readonly kind: 'definition'; readonly path: string; readonly node: FunctionDef | ClassDef | Assign }
  | { readonly kind: 'module'; readonly path: string }
  /** Nothing of this project: a library. `qualified` is its dotted name, `sqlalchemy.orm.Session`. */
  | { readonly kind: 'external'; readonly qualified: string }

/**
 * Everything facts may ask about the project: files, lazily parsed modules, and names followed through imports.
 * Reading happens through the injected file system; open documents win over the disk. Facts over several files are
 * remembered with `memo` and forgotten whenever any file changes.
 */
export interface Workspace {
  readonly config: Config
  files(): readonly string[]
  text(path: string): string | undefined
  /** Paths whose text holds any of the literals. */
  filesWith(literals: readonly string[], extensions?: readonly string[]): readonly string[]
  /** The module at a path; undefined when it cannot be read. */
  module(path: string): PythonModule | undefined
  /** The file of `from <level dots><dotted> import …` seen from a file: a package gives its `__init__.py`. */
  resolveModule(fromPath: string, dotted: string, level?: number): string | undefined
  /** Follow a module-level name (or one imported inside the function at `at`) through imports, aliases and re-exports. */
  resolveName(fromPath: string, name: string, at?: number): Definition | undefined
  /** `shared.database:set_user_schema` -> its definition. */
  resolveSymbol(symbol: string): Definition | undefined
  /** What an SQL text says; cached by the parser. */
  analyseSql(text: SqlText): SqlAnalysis
  /**
   * Compute once per state of the project. `while-typing` is for slow answers that hold names and no nodes or offsets: they outlive
   * the keystrokes in an open document and are made anew when typing rests.
   */
  memo<T>(key: string, make: () => T, keep?: 'while-typing'): T
  /**
   * Compute once for as long as the files stay as they are that the answer is made from: edits of others leave it alone. Those files are seen as
   * `make` asks for texts, modules and names; an answer that also asks `memo` or `filesWith` lasts for one state of the project.
   */
  memoOfFiles<T>(key: string, make: () => T): T
}

export interface WorkspaceControl extends Workspace {
  /** An open document, or its end (`undefined`). Gives the file as the engine shall check it. A keystroke is 'typing': `settle` follows. */
  setOverlay(path: string, text: string | undefined, how?: 'typing'): void
  /** A file that a fix makes, or takes away (`undefined`), before anything is written: unlike an open document it is listed, or not any more. */
  setFile(path: string, text: string | undefined): void
  /** Typing rests: answers that were kept over it are forgotten. False when there were none. */
  settle(): boolean
  /** The disk changed. */
  invalidate(paths: readonly string[] | 'all'): void
  source(path: string): SourceFile | undefined
}

export interface WorkspaceOptions {
  readonly fs: FileSystem
  readonly config: Config
  readonly python: PythonParser
  readonly analyseSql: (text: SqlText) => SqlAnalysis
}

declare module '../contract/rule' {
  interface FactMap {
    /** The parsed module of the file under analysis. */
    python: PythonModule
    /** The project around it. */
    project: Workspace
  }
}

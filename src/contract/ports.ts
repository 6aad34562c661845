/** The world as the core sees it. Implemented in src/host; tests pass their own. All paths are relative to the project root, with `/`. */

export type FileText =
  | { readonly kind: 'text'; readonly text: string }
  /** `missing`: there is no such file, whoever listed it. */
  | { readonly kind: 'unreadable'; readonly reason: string; readonly missing?: true }

export interface FileSystem {
  /** Every file that may be analysed: what git tracks plus untracked not ignored; sorted. */
  listFiles(): readonly string[]
  readText(path: string): FileText
  /** The listed files (optionally of these extensions, with dot) that contain any of the literals; case-sensitive. */
  search(literals: readonly string[], extensions?: readonly string[]): readonly string[]
  /** Every listed file with something that changes when the file does: what a look at the whole tree costs, without reading it. */
  stamps?(): ReadonlyMap<string, string>
  /** The listed files that `search` came to and could not read. */
  unreadable?(): readonly { readonly path: string; readonly reason: string }[]
}

/** The repository, read-only. Every call may be cancelled. */
export interface Git {
  /** Run git with arguments in the project root; standard output as text. Rejects with a readable message. */
  run(args: readonly string[], options?: { readonly input?: string; readonly signal?: AbortSignal }): Promise<string>
}

/** A database connection for reading: one statement per call, parameters apart, errors as values of `DatabaseError`. */
export interface Database {
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>
}

export interface Log {
  info(message: string): void
  warn(message: string): void
  error(message: string): void
}

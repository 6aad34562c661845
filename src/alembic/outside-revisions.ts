/** A revision file that this working tree does not have. */
export interface OutsideRevision {
  readonly id: string
  readonly down: readonly string[]
  /** `worktree`: an uncommitted or checked-out file there; `branch`: in a commit of some ref; `stash`. */
  readonly kind: 'worktree' | 'branch' | 'stash'
  /** Folder of the worktree, name of the branch or tag, `stash@{n}`. */
  readonly where: string
  readonly path: string
  readonly text: string
  readonly message: string
  readonly createDate: string | undefined
  readonly emptyDowngrade: boolean
  readonly commit: string | undefined
  readonly author: string | undefined
  readonly date: string | undefined
}

/** What git knows beyond the files here; plain data that a host loads once and passes on. */
export interface OutsideRevisions {
  /** Best place first for each id. */
  readonly byId: ReadonlyMap<string, readonly OutsideRevision[]>
  /** Files whose operations changed after other revisions had been built on them: path -> the commit that rewrote it. */
  readonly rewritten: ReadonlyMap<string, { readonly commit: string; readonly date: string; readonly builtOn: readonly string[] }>
}

/**
 * What the editor side and the server side say to each other beyond the language server protocol: command ids, request names,
 * and the shapes that cross the wire. Everything here is plain JSON; nothing here does anything.
 *
 * Ranges in reports follow the command line's JSON (1-based lines and columns in UTF-16 units, end exclusive); ranges inside
 * `WireEdit` follow the language server protocol (0-based), because they go straight into an editor.
 */

/** The commands of the palette. A contract test compares them with the manifest and with what the client registers. */
export const commandIds = {
  checkTenantMigrations: 'tenantscope.checkTenantMigrations',
  inspectConstraintNames: 'tenantscope.inspectConstraintNames',
  fixAllInWorkspace: 'tenantscope.fixAllInWorkspace',
  findMissingRevision: 'tenantscope.findMissingRevision',
  findUsagesBeforeRemoval: 'tenantscope.findUsagesBeforeRemoval',
  showMigrationGraph: 'tenantscope.showMigrationGraph',
  createTenantSessionHelper: 'tenantscope.createTenantSessionHelper',
  prepareModelsForTenantScope: 'tenantscope.prepareModelsForTenantScope',
  connectDatabase: 'tenantscope.connectDatabase',
  disconnectDatabase: 'tenantscope.disconnectDatabase',
  forgetDatabasePassword: 'tenantscope.forgetDatabasePassword',
  filterTenants: 'tenantscope.filterTenants',
  clearTenantFilter: 'tenantscope.clearTenantFilter',
  copyTenantNames: 'tenantscope.copyTenantNames',
  compareTenantWithTemplate: 'tenantscope.compareTenantWithTemplate',
  saveTenantReport: 'tenantscope.saveTenantReport',
  restartServer: 'tenantscope.restartServer',
  showOutput: 'tenantscope.showOutput',
  showDebugInformation: 'tenantscope.showDebugInformation',
} as const

export type CommandId = (typeof commandIds)[keyof typeof commandIds]

/** Commands that links in hovers, diagnostics and code lenses call with arguments; they have no place in the palette. */
export const linkCommandIds = {
  /** `[ruleId: string]` */
  openRulePage: 'tenantscope.openRulePage',
  /** `[uri: string, position: Position, locations: Location[]]` of the language server protocol, from the lens above a revision. */
  goToRevisions: 'tenantscope.goToRevisions',
  /** `[SuppressionParams without reason and day]`: asks for them, then writes the comment. */
  suppress: 'tenantscope.suppress',
  /** `[uri: string]` of a revision file, from the lens that counts tenants. */
  showTenantsWithout: 'tenantscope.showTenantsWithout',
} as const

/**
 * A request from the client to the server. `Params` and `Result` exist for the compiler only.
 * Every long one honours `$/cancelRequest` and reports through `workDoneToken` when one is given.
 */
export interface RequestName<Params, Result> {
  readonly method: string
  readonly types?: (params: Params) => Result
}

/** What can be expected to go wrong is a value: `message` says what happened, `help` the next step. Neither holds a secret. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false
      /** `no-connection`: neither the request nor the environment named a database, so the client asks for one. */
      readonly code: 'no-connection' | 'connection-failed' | 'no-workspace' | 'configuration' | 'not-found' | 'cancelled' | 'failed'
      readonly message: string
      readonly help?: string
    }

export interface WorkDoneParams {
  readonly workDoneToken?: string | number
}

/**
 * Which database to read. `urls` come from the client's secret storage, one for each shard; they are never logged, stored or echoed.
 * Without them the server looks where the command line looks: the configured `url-env`, `TENANTSCOPE_DATABASE_URL`, `DATABASE_URL`, PG*.
 */
export interface DatabaseParams extends WorkDoneParams {
  readonly urls?: readonly string[]
  /** The name of an environment variable that holds the URL, where the user chose one. */
  readonly urlEnv?: string
}

export interface ReportPosition {
  readonly line: number
  readonly column: number
}

export interface ReportRange {
  readonly start: ReportPosition
  readonly end: ReportPosition
}

/** One finding of a live report, as in `--format json`. `path` is relative to the workspace root. */
export interface ReportFinding {
  readonly rule: string
  readonly severity: 'error' | 'warning' | 'info'
  readonly message: string
  readonly help?: string
  readonly path?: string
  readonly range?: ReportRange
  readonly object?: { readonly kind: string; readonly name: string; readonly table?: string }
  /** Every schema the finding concerns, and no other. */
  readonly tenants?: readonly string[]
}

/** `state`: `up to date`, `n behind`, `ahead`, `unknown revision`, `several rows`, `no version table`, `not readable` and the like. */
export interface TenantReport {
  readonly schema: string
  readonly revisions?: readonly string[]
  readonly state: string
  /** Fingerprints of the groups that this tenant belongs to. */
  readonly groups: readonly string[]
  /** Why it could not be read. */
  readonly reason?: string
}

export interface DatabaseReport {
  readonly server: string
  readonly database: string
  readonly serverVersion: string
  readonly standby: boolean
  /** Without the template. */
  readonly tenants: number
  readonly versionTable?: string
  readonly template?: {
    readonly schema: string
    readonly revisions?: readonly string[]
    readonly state: string
    readonly fingerprint?: string
  }
  readonly comparedWith: string
}

export interface TenantDifference {
  readonly kind: string
  readonly object: string
  readonly change: string
  readonly template: string | null
  readonly here: string | null
}

export interface TenantGroup {
  readonly fingerprint: string
  readonly tenants: readonly string[]
  /** `the template`, `most tenants`, or the tenant of the largest group: what the differences are from. */
  readonly comparedWith: string
  /** The group that the others are compared with. */
  readonly isTemplate: boolean
  readonly structure: string
  readonly names: string
  readonly versions: readonly string[]
  readonly differences: readonly TenantDifference[]
}

/** The document of `migrations --format json`. */
export interface MigrationsReport {
  readonly version: 1
  readonly database: DatabaseReport & { readonly shards?: readonly DatabaseReport[] }
  readonly graph: { readonly heads: readonly string[]; readonly bases: readonly string[]; readonly problems: readonly unknown[] }
  /** The tenants proper; templates stand under `database`. */
  readonly tenants: readonly TenantReport[]
  readonly groups: readonly TenantGroup[]
  readonly findings: readonly ReportFinding[]
  readonly skipped: readonly { readonly what: string; readonly why: string }[]
  readonly timing: unknown
}

/** The document of `constraints --format json`. */
export interface ConstraintsReport {
  readonly version: 1
  readonly tables: readonly {
    readonly table: string
    readonly constraints: readonly NamedObject[]
    readonly indexes: readonly NamedObject[]
  }[]
}

export interface NamedObject {
  readonly kind?: string
  readonly definition: string
  readonly names: readonly { readonly name: string; readonly tenants: readonly string[] }[]
}

/** The document of `graph --format json`. */
export interface GraphReport {
  readonly version: 1
  readonly environments: readonly {
    readonly location: string
    readonly versionTable: string
    readonly heads: readonly string[]
    readonly bases: readonly string[]
    readonly revisions: number
  }[]
  readonly heads: readonly string[]
  readonly bases: readonly string[]
  readonly findings: readonly ReportFinding[]
}

export interface ReportUsage {
  /** Relative to the root of the project. */
  readonly path: string
  readonly range: ReportRange
  /** `definition`, `read`, `write`, `query`, `sql`, `typescript`, `history` and the like. */
  readonly role: string
  readonly code: string
  /** Why it is not certain; present exactly for possible uses. */
  readonly doubt?: string
}

/** The document of `usages --format json`; live rows stand on the page only. */
export interface UsagesReport {
  readonly version: 1
  readonly symbol: { readonly name: string; readonly kind: string }
  readonly usages: readonly ReportUsage[]
  readonly possible: readonly ReportUsage[]
  readonly byRole: { readonly [role: string]: number }
  readonly verdict: 'removable' | 'in-use' | 'unclear'
  readonly reason: string
}

/** What the last reading of a database, or of a snapshot file, shows of its tenants. */
export interface TenantOverview {
  readonly source: 'database' | 'file'
  readonly database: string
  readonly server: string
  /** Without templates. */
  readonly tenants: number
  /** Tenants that are behind, differ, or could not be read. */
  readonly outliers: number
  /** Schemas in the tree, templates included. */
  readonly shown: number
  readonly nodes: readonly WireTenantNode[]
  /** Revisions that tenants hold and no file has. */
  readonly unknownRevisions: readonly string[]
}

/** A line of the tree of tenants, as `src/live/tenant-tree.ts` makes it; its place as an editor opens it. */
export interface WireTenantNode {
  readonly kind: 'state' | 'group' | 'tenant' | 'finding' | 'difference'
  readonly id: string
  readonly label: string
  readonly description?: string
  readonly tooltip?: string
  readonly icon: 'ok' | 'info' | 'warning' | 'error' | 'question' | 'group' | 'tenant' | 'template' | 'missing' | 'extra' | 'changed'
  readonly tenants: readonly string[]
  readonly children: readonly WireTenantNode[]
  readonly place?: PlaceParams
}

/** Two schemas as texts that an editor compares. */
export interface TenantComparison {
  readonly reference: { readonly name: string; readonly text: string }
  readonly tenant: { readonly name: string; readonly text: string }
}

/** An environment of the migration graph as the side bar shows it, its newest revision first. */
export interface GraphTree {
  readonly location: string
  readonly heads: number
  readonly revisions: readonly {
    readonly id: string
    readonly message: string
    /** `head`, `base`, `merges a, b` and the like. */
    readonly marks: readonly string[]
    readonly isHead: boolean
    readonly uri: string
    /** 0-based line of `revision = …`. */
    readonly line: number
  }[]
}

/** A report together with the page that a person reads; the server writes the page with the same code as `--format markdown`. */
export interface WithPage<T> {
  readonly report: T
  readonly markdown: string
}

/** Where a revision file was found that this working tree lacks. */
export interface RevisionPlace {
  readonly kind: 'working-tree' | 'worktree' | 'branch' | 'stash'
  /** Name of the branch, folder of the worktree, or `stash@{n}`. */
  readonly name: string
  readonly commit?: string
  readonly author?: string
  readonly date?: string
  /** Path inside the repository. */
  readonly path: string
  readonly parents: readonly string[]
  readonly message?: string
  readonly hasEmptyDowngrade: boolean
}

export interface FoundRevision {
  readonly revision: string
  readonly places: readonly RevisionPlace[]
  /** What to write here to have the revision and its missing ancestors, oldest first; empty when the file is already here. */
  readonly copies: readonly { readonly uri: string; readonly text: string }[]
  readonly markdown: string
}

/** LSP ranges: 0-based lines, UTF-16 characters, end exclusive. */
export interface WireTextEdit {
  readonly range: {
    readonly start: { readonly line: number; readonly character: number }
    readonly end: { readonly line: number; readonly character: number }
  }
  readonly newText: string
}

/** Structurally LSP's `TextDocumentEdit`; `version` is null for a file that no editor has open. */
export interface WireEdit {
  readonly textDocument: { readonly uri: string; readonly version: number | null }
  readonly edits: readonly WireTextEdit[]
}

/** Only the fixes of one rule; of all without it. */
export interface FixAllParams extends WorkDoneParams {
  readonly rule?: string
}

export interface FixAllResult {
  /** Safe fixes only. */
  readonly documentChanges: readonly WireEdit[]
  readonly byRule: { readonly [rule: string]: number }
  /** Findings with no safe fix, and files that could not be analysed. */
  readonly left: number
  /** How many of those have a fix that nothing proves. */
  readonly unsafe: number
  readonly notAnalysed: readonly { readonly path: string; readonly reason: string }[]
}

/** A workspace edit of the language server protocol; the language client knows how to read it. */
export interface WireWorkspaceEdit {
  readonly documentChanges?: readonly object[]
  readonly changes?: object
  readonly changeAnnotations?: object
}

/** The comment that silences a finding, with what the user says about it. */
export interface SuppressionParams {
  readonly uri: string
  readonly version: number
  readonly rule: string
  readonly fingerprint: string
  readonly scope: 'line' | 'file'
  readonly reason: string
  /** `2027-01-31` */
  readonly until?: string
}

/** A model without schema, and whose rows it holds as far as the code tells. */
export interface ModelToPrepare {
  readonly name: string
  /** Relative to the folder. */
  readonly path: string
  readonly rows: 'tenant' | 'shared' | 'unknown'
  readonly why: string
}

/** `tenant` and `shared` are the names that the user chose; without them the code decides. */
export interface PrepareModelsParams {
  readonly tenant?: readonly string[]
  readonly shared?: readonly string[]
}

export interface PreparedModelsResult {
  readonly placeholder: string
  readonly models: readonly ModelToPrepare[]
  /** What cannot be changed by an edit, a sentence each. */
  readonly byHand: readonly string[]
  /** `table.column` of every `index=True`: the names of these indexes change. */
  readonly renamedIndexes: readonly string[]
  /** Each change asks for confirmation: the editor shows its refactor preview. */
  readonly edit?: WireWorkspaceEdit
}

export interface NewFile {
  readonly uri: string
  readonly text: string
}

/** A place in a document that the editor shows; positions as in the language server protocol. */
export interface PlaceParams {
  readonly uri: string
  readonly position: { readonly line: number; readonly character: number }
}

/** Notification of the server, to our own extension: what it knows of databases is another by now. */
export const liveChanged = 'tenantscope/liveChanged'

export const requests = {
  checkMigrations: name<DatabaseParams, Outcome<WithPage<MigrationsReport>>>('tenantscope/checkMigrations'),
  constraints: name<DatabaseParams & { readonly table?: string }, Outcome<WithPage<ConstraintsReport>>>('tenantscope/constraints'),
  /** The tenants of the last reading; nothing is asked of a database. */
  tenants: name<{ readonly filter?: string }, Outcome<TenantOverview>>('tenantscope/tenants'),
  compareTenant: name<{ readonly tenant: string }, Outcome<TenantComparison>>('tenantscope/compareTenant'),
  tenantReport: name<{ readonly format: 'markdown' | 'html' }, Outcome<{ readonly text: string }>>('tenantscope/tenantReport'),
  /** Who has not had the revision of a file. */
  tenantsWithout: name<{ readonly uri: string }, Outcome<{ readonly tenants: readonly string[] }>>('tenantscope/tenantsWithout'),
  /** Forget what databases showed. */
  disconnect: name<Record<string, never>, Outcome<null>>('tenantscope/disconnect'),
  graph: name<WorkDoneParams, Outcome<WithPage<GraphReport> & { readonly trees: readonly GraphTree[] }>>('tenantscope/graph'),
  findRevision: name<WorkDoneParams & { readonly revision: string }, Outcome<FoundRevision>>('tenantscope/findRevision'),
  /** Who still uses a name, and whether it can go. `uri` says which folder is asked first; rows are counted only where `urls` lead. */
  usages: name<DatabaseParams & { readonly symbol: string; readonly uri?: string }, Outcome<WithPage<UsagesReport>>>('tenantscope/usages'),
  /** The name under a cursor, as `usages` takes it. */
  symbolAt: name<PlaceParams, Outcome<{ readonly symbol: string }>>('tenantscope/symbolAt'),
  /** What to put into an issue: versions, capabilities, sizes; no source text and no secrets. */
  debugInformation: name<Record<string, never>, Outcome<{ readonly markdown: string }>>('tenantscope/debugInformation'),
  rulePage: name<{ readonly rule: string }, Outcome<{ readonly markdown: string }>>('tenantscope/rulePage'),
  explain: name<PlaceParams, Outcome<{ readonly markdown: string }>>('tenantscope/explain'),
  fixAll: name<FixAllParams, Outcome<FixAllResult>>('tenantscope/fixAll'),
  /** Safe and unsafe fixes in one pass, annotated, so that the editor asks about each before it is made. */
  reviewFixes: name<FixAllParams, Outcome<WireWorkspaceEdit>>('tenantscope/reviewFixes'),
  suppress: name<SuppressionParams, Outcome<WireWorkspaceEdit>>('tenantscope/suppress'),
  /** The models without schema with what they are; the edit puts the tenants' ones into the placeholder schema. */
  prepareModels: name<PrepareModelsParams, Outcome<PreparedModelsResult>>('tenantscope/prepareModels'),
  /** A file with the helper that opens a session bound to one tenant's engine; the client shows it before anything is saved. */
  sessionHelper: name<Record<string, never>, Outcome<NewFile>>('tenantscope/sessionHelper'),
} as const

/** What the client tells the server in `initializationOptions`; other editors may leave it out. */
export interface InitializationOptions {
  /** False in a workspace that the user has not trusted: the server then refuses everything that opens a connection. */
  readonly trusted?: boolean
}

/** The section `tenantscope` of the editor's settings, as the server asks for it with `workspace/configuration`. */
export interface EditorSettings {
  readonly enable: boolean
  /** Rules beyond the configuration file, by id: off, info, warning, error. The file in the repository wins where it speaks. */
  readonly rules: { readonly [rule: string]: 'off' | 'info' | 'warning' | 'error' }
  /** The name of an environment variable that holds the database URL, never the URL. */
  readonly databaseUrlEnv: string
  /** Show behind a session which tenant it works for. */
  readonly inlayHints: boolean
}

function name<Params, Result>(method: string): RequestName<Params, Result> {
  return { method }
}

import type { Severity } from './finding'

export type RuleLevel = Severity | 'off'

/** How tenants are told from other schemas. */
export type TenantSelector =
  | { readonly kind: 'pattern'; readonly pattern: string }
  | { readonly kind: 'list'; readonly list: readonly string[] }
  | { readonly kind: 'query'; readonly query: string }

export type DeprecationKind = 'column' | 'class' | 'function' | 'method' | 'module' | 'table' | 'field'

export interface Deprecation {
  readonly kind: DeprecationKind
  /** `Model.attribute`, a class, function, module or table name, or `Interface.field`. */
  readonly name: string
  readonly replacement?: string
  /** For columns: where the old string key lives, `BatchJob.batch_id`. */
  readonly key?: string
  /** For columns: the relationship through which the old value is read, `batch_job`. */
  readonly relationship?: string
  /** A preset of the defaults: silent unless the project itself defines the model. */
  readonly preset?: true
}

/** The configuration after defaults, one value for editor and command line. Module-level symbols are written `package.module:symbol`. */
export interface Config {
  /** The file it came from, relative to the root; undefined when only defaults. */
  readonly source?: string
  readonly tenancy: {
    readonly placeholder: string
    readonly tenants: TenantSelector
    readonly template: string | undefined
    readonly shared: readonly string[]
    readonly scopedDependencies: readonly string[]
    readonly sessionFactories: readonly string[]
    readonly tenantSession: string | undefined
    /** `package.module:symbol`, or `package.module:*` for every function and class of a module that sets the path. */
    readonly helpers: readonly string[]
  }
  readonly rules: {
    /** Rule id or family -> level. */
    readonly levels: Readonly<Record<string, RuleLevel>>
    /** In file order; the last matching glob wins. */
    readonly paths: readonly { readonly glob: string; readonly levels: Readonly<Record<string, RuleLevel>> }[]
  }
  readonly deprecations: readonly Deprecation[]
  readonly alembic: { readonly locations: readonly string[] }
  readonly database: {
    readonly urlEnv: string | undefined
    /** A snapshot file, relative to the root: live facts where no database is asked. */
    readonly snapshot: string | undefined
  }
}

export const defaultConfig: Config = {
  tenancy: {
    placeholder: 'tenant',
    tenants: { kind: 'pattern', pattern: '^user_[0-9]+$' },
    template: 'template_tenant',
    shared: ['public'],
    scopedDependencies: [],
    sessionFactories: [],
    tenantSession: undefined,
    helpers: [
      'shared.database:set_user_schema',
      'shared.database:set_user_search_path',
      'shared.database:set_search_path_safe',
      'shared.schema_utils:*',
    ],
  },
  rules: { levels: {}, paths: [] },
  deprecations: [
    {
      kind: 'column',
      name: 'MarketplaceJob.batch_id',
      replacement: 'batch_job_id',
      key: 'BatchJob.batch_id',
      relationship: 'batch_job',
      preset: true,
    },
    { kind: 'class', name: 'VintedJobStats', replacement: 'MarketplaceJobStats', preset: true },
    { kind: 'table', name: 'vinted_job_stats', replacement: 'marketplace_job_stats', preset: true },
    { kind: 'field', name: 'MarketplaceJob.batch_id', replacement: 'batch_job_id', preset: true },
  ],
  alembic: { locations: [] },
  database: { urlEnv: undefined, snapshot: undefined },
}

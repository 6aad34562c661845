import type { TenantSelector } from '../../contract/config'
import type { ExtraKind, SchemaSnapshot } from '../snapshot'
import type { LoadProgress } from './shard'

export interface LoadOptions {
  readonly tenants: TenantSelector
  readonly template: string | undefined
  readonly shared: readonly string[]
  /** Where env.py says the versions are kept; without a schema they are looked for in every tenant and in the shared schemas. */
  readonly versionTables: readonly { readonly table: string; readonly schema?: string }[]
  /** Side by side on each database, 1 to 4. */
  readonly connections: number
  /** Read change tokens, so that a later run with this one as `previous` reads only what moved. */
  readonly tokens?: boolean
  readonly previous?: SchemaSnapshot
  /** Compared on request only. */
  readonly extras?: readonly ExtraKind[]
  /** `keep` copies long literals of defaults; for a repair script that stays on this machine. */
  readonly literals?: 'hash' | 'keep'
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: LoadProgress) => void
}

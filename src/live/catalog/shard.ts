import type { Database } from '../../contract/ports'

/** A database that can be opened several times: the loader reads side by side and renews connections so that a backend's caches stay small. */
export interface Shard {
  /** `host:port`, for the report. */
  readonly server: string
  readonly database: string
  open(signal?: AbortSignal): Promise<OpenDatabase>
}

/** One read-only session. After `close` it is gone. */
export interface OpenDatabase extends Database {
  close(): Promise<void>
}

export interface LoadProgress {
  readonly phase: 'tenants' | 'versions' | 'structure' | 'details'
  readonly done: number
  readonly total: number
  /** So far: tenants per strict fingerprint, largest first. */
  readonly groups: readonly number[]
}

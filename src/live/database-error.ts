/**
 * What a driver's error may tell, copied field by field: never the client object, never the connection string.
 * `code` is PostgreSQL's SQLSTATE or the system's (ECONNREFUSED).
 */
export class DatabaseError extends Error {
  constructor(
    message: string,
    readonly kind: 'connection' | 'authentication' | 'privilege' | 'timeout' | 'lock' | 'gone' | 'cancelled' | 'conflict' | 'query',
    readonly code?: string,
    /** The next step for the reader. */
    readonly help?: string,
  ) {
    super(message)
    this.name = 'DatabaseError'
  }
}

/** The connection is lost for good; another try on it cannot help. */
export const isFatal = (error: unknown): boolean =>
  error instanceof DatabaseError &&
  (error.kind === 'gone' || error.kind === 'connection' || error.kind === 'authentication' || error.kind === 'cancelled')

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

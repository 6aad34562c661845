import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import type { ConnectionOptions } from 'node:tls'
import { Client, type ClientConfig } from 'pg'
import type { OpenDatabase } from '../../live/catalog/shard'
import { DatabaseError } from '../../live/database-error'
import { sendCancel } from './cancel-request'
import type { ConnectionTarget } from './connection-target'
import { toDatabaseError } from './driver-error'

/** What every session runs under. The order matters to nobody; the values to everybody else on the server. */
const settings = {
  default_transaction_read_only: 'on',
  search_path: 'pg_catalog',
  statement_timeout: '15s',
  lock_timeout: '1s',
  idle_in_transaction_session_timeout: '30s',
  jit: 'off',
  // A statement's worth of columns stays in memory.
  work_mem: '16MB',
  standard_conforming_strings: 'on',
} as const

const startupOptions = Object.entries(settings)
  .map(([name, value]) => `-c ${name}=${value}`)
  .join(' ')

/** For servers behind a pooler: the settings live exactly as long as one transaction, so the next client finds none of them. */
const beginReadOnly = `begin read only; ${Object.entries(settings)
  .filter(([name]) => name !== 'default_transaction_read_only')
  .map(([name, value]) => `set local ${name} = '${value}'`)
  .join('; ')}`

type Scope = 'session' | 'transaction'

/**
 * One read-only session. A pooler that refuses start-up options is spoken to in transactions of our own instead. Rejects with DatabaseErrors
 * only. When `signal` aborts, the running statement is cancelled on the server and everything after it refused. What a standby cancels in
 * favour of its replay is asked again, on a new connection.
 */
export async function openSession(target: ConnectionTarget, signal?: AbortSignal): Promise<OpenDatabase> {
  let db: OpenDatabase | undefined = await withPatience(() => openOnce(target, signal), signal)
  return {
    query: <Row>(sql: string, parameters?: readonly unknown[]) =>
      withPatience(async () => {
        db ??= await openOnce(target, signal)
        try {
          return await db.query<Row>(sql, parameters)
        } catch (error) {
          // It may have been the whole connection that had to go.
          if (isConflict(error)) {
            await db.close()
            db = undefined
          }
          throw error
        }
      }, signal),
    close: async () => db?.close(),
  }
}

async function openOnce(target: ConnectionTarget, signal: AbortSignal | undefined): Promise<OpenDatabase> {
  let last: DatabaseError | undefined
  for (const { host, port, name } of target.hosts) {
    const where = `${host}:${port}/${target.database}`
    for (const tls of tlsChoices(target, host, name ?? host)) {
      for (const scope of ['session', 'transaction'] as const) {
        if (signal?.aborted) throw cancelled()
        try {
          return await connect({ host, port, tls, scope, where }, target, signal)
        } catch (error) {
          last = toDatabaseError(error, where)
          if (!(scope === 'session' && isOptionsRefused(last))) break
        }
      }
      if (last?.kind === 'authentication' || last?.code === '3D000' || last?.code === '53300' || last?.kind === 'cancelled') throw last
    }
  }
  throw last ?? new DatabaseError('no host to connect to', 'connection')
}

interface Route {
  readonly host: string
  readonly port: number
  readonly tls: ConnectionOptions | undefined
  readonly scope: Scope
  readonly where: string
}

async function connect(route: Route, target: ConnectionTarget, signal: AbortSignal | undefined): Promise<OpenDatabase> {
  const client = new Client(clientConfig(route, target))
  // Without a listener an error between two statements would end the process; the next statement reports it.
  let lost: DatabaseError | undefined
  client.on('error', (error) => {
    lost ??= toDatabaseError(error, route.where)
  })
  const abort = deferred(signal)
  try {
    await Promise.race([client.connect(), abort.promise])
  } catch (error) {
    abort.dispose()
    void client.end().catch(() => undefined)
    throw toDatabaseError(error, route.where)
  }

  const run = async <Row>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]> => {
    if (signal?.aborted) throw cancelled()
    if (lost) throw lost
    try {
      const result = client.query(sql, parameters ? [...parameters] : undefined)
      // The driver settles it later; nobody is left to hear of it then.
      result.catch(() => undefined)
      const { rows } = await Promise.race([result, abort.promise])
      return rows
    } catch (error) {
      if (signal?.aborted) throw cancelled()
      throw toDatabaseError(error, route.where)
    }
  }
  const close = async (): Promise<void> => {
    abort.dispose()
    if (signal?.aborted) await sendCancel(client, route)
    await Promise.race([client.end().catch(() => undefined), after(500)])
  }
  const query = async <Row>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]> => {
    if (route.scope === 'session') return run<Row>(sql, parameters)
    await run(beginReadOnly)
    try {
      const rows = await run<Row>(sql, parameters)
      await run('commit')
      return rows
    } catch (error) {
      if (!signal?.aborted && !lost) await run('rollback').catch(() => undefined)
      throw error
    }
  }
  try {
    const [row] = await query<{ readonly: string }>("select current_setting('transaction_read_only') as readonly")
    if (row?.readonly !== 'on') {
      throw new DatabaseError(
        `\`${route.where}\` did not open a read-only transaction`,
        'connection',
        undefined,
        'A pooler dropped the setting; connect to the server itself',
      )
    }
  } catch (error) {
    await close()
    throw error
  }
  return { query, close }
}

function clientConfig({ host, port, tls, scope }: Route, target: ConnectionTarget): ClientConfig {
  return {
    host,
    port,
    user: target.user,
    // A function is asked only when the server wants a password; the empty string keeps the driver from looking in files by itself.
    password: target.password ?? '',
    database: target.database,
    ssl: tls ?? false,
    application_name: 'tenantscope',
    connectionTimeoutMillis: target.connectTimeoutSeconds * 1000,
    ...(scope === 'session' ? { options: startupOptions } : {}),
  }
}

/** What to try, in order: libpq's meanings of sslmode, which the driver's own reading of it does not follow. */
function tlsChoices(target: ConnectionTarget, host: string, name: string): readonly (ConnectionOptions | undefined)[] {
  if (host.startsWith('/')) return [undefined]
  const ca = target.sslRootCert !== undefined && target.sslRootCert !== 'system' ? readPem(target.sslRootCert, 'sslrootcert') : undefined
  const own = {
    ...(target.sslCert ? { cert: readPem(target.sslCert, 'sslcert') } : {}),
    ...(target.sslKey ? { key: readPem(target.sslKey, 'sslkey') } : {}),
    ...(/^[\d.:]+$/.test(name) ? {} : { servername: name }),
  }
  const unverified = { ...own, rejectUnauthorized: false }
  const chain = { ...own, ...(ca ? { ca } : {}), rejectUnauthorized: true, checkServerIdentity: () => undefined }
  switch (target.sslMode) {
    case 'disable':
      return [undefined]
    case 'allow':
      return [undefined, unverified]
    case 'prefer':
      return [unverified, undefined]
    case 'require':
      // With an authority at hand libpq verifies the chain even for `require`.
      return [ca && target.sslModeGiven ? chain : unverified]
    case 'verify-ca':
      return [chain]
    case 'verify-full':
      return [{ ...own, ...(ca ? { ca } : {}), rejectUnauthorized: true }]
  }
}

function readPem(path: string, setting: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new DatabaseError(`\`${path}\` of ${setting} cannot be read`, 'connection', undefined, `Check ${setting}`)
  }
}

const isOptionsRefused = (error: DatabaseError): boolean =>
  error.code === '08P01' || /unsupported startup parameter|startup parameter.*options/i.test(error.message)

/** Milliseconds before the same is tried again. */
const pauses = [50, 200, 800, 2000]

const isConflict = (error: unknown): boolean => error instanceof DatabaseError && error.kind === 'conflict'

/** A standby cancels what stands in the way of its replay, a statement or a login; a moment later it goes through. */
async function withPatience<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  for (const pause of pauses) {
    try {
      return await work()
    } catch (error) {
      if (!isConflict(error) || signal?.aborted) throw error
      await wait(pause, undefined, { signal }).catch(() => undefined)
    }
  }
  return work()
}

const cancelled = (): DatabaseError => new DatabaseError('the check was cancelled', 'cancelled')

const after = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref()
  })

/** A promise that rejects when the signal aborts. */
function deferred(signal: AbortSignal | undefined): { readonly promise: Promise<never>; dispose(): void } {
  let onAbort: (() => void) | undefined
  const promise = new Promise<never>((_, reject) => {
    onAbort = () => reject(cancelled())
    signal?.addEventListener('abort', onAbort, { once: true })
  })
  promise.catch(() => undefined)
  return { promise, dispose: () => onAbort && signal?.removeEventListener('abort', onAbort) }
}

import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { Client } from 'pg'
import { makeServer, type PostgresMajor, runSql, startPostgres, type TestPostgres } from './postgres'
import { waitUntil } from './wait-until'

export interface Replicated {
  readonly primary: TestPostgres
  /** The primary's database as the standby has it. */
  readonly standbyUrl: string
  /** Waits until the standby has replayed all that the primary has written so far. */
  catchUp(): Promise<void>
  stop(): Promise<void>
}

/** A primary and a hot standby that follows it by streaming. `settings` are the standby's. */
export async function startReplicated(major: PostgresMajor, settings: Readonly<Record<string, string>>): Promise<Replicated> {
  const primary = await startPostgres({ major, settings: { wal_level: 'replica' } })
  const folder = mkdtempSync(path.join(tmpdir(), `tenantscope-standby${major}-`))
  const log: string[] = []
  try {
    const { password, port: primaryPort } = new URL(primary.url)
    const data = path.join(folder, 'data')
    await copyFiles(primary.url, data, [
      ['standby.signal', ''],
      ['postgresql.auto.conf', `primary_conninfo = 'host=127.0.0.1 port=${primaryPort} user=postgres password=${password}'\n`],
    ])
    if (process.getuid?.() === 0) chmodSync(folder, 0o711)
    const { server, port } = await makeServer(folder, { major, password, settings, onLog: (line) => void log.push(line) })
    // It never says that it is ready for more than reads, which is what `start` waits for.
    let ended = false
    server.start().catch(() => {
      ended = true
    })
    const url = new URL(primary.url)
    url.port = String(port)
    await waitUntil('an answer of the standby', async () => ended || Boolean(await runSql(url.toString(), 'select')))
    if (ended) throw new Error('it ended')
    return {
      primary,
      standbyUrl: url.toString(),
      async catchUp() {
        const [row] = await runSql<{ lsn: string }>(primary.url, 'select pg_current_wal_insert_lsn()::text as lsn')
        const replayed = () => runSql<{ ok: boolean }>(url.toString(), 'select pg_last_wal_replay_lsn() >= $1::pg_lsn as ok', [row?.lsn])
        await waitUntil('the standby to replay everything', async () => (await replayed())[0]?.ok)
      },
      async stop() {
        await server.stop()
        await primary.stop()
        rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
      },
    }
  } catch (error) {
    await primary.stop()
    rmSync(folder, { recursive: true, force: true })
    throw new Error(`the standby did not start: ${String(error)}\n${log.join('').slice(-4000)}`)
  }
}

/** A base backup: the primary's files while it runs, the label that says from where to replay, and further files. */
async function copyFiles(url: string, data: string, files: readonly (readonly [name: string, text: string])[]): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ data_directory: string }>('show data_directory')
    const from = rows[0]?.data_directory ?? ''
    await client.query("select pg_backup_start('standby', true)")
    execFileSync('cp', ['-a', from, data])
    const stopped = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)')
    rmSync(path.join(data, 'postmaster.pid'))
    const { uid, gid } = statSync(from)
    for (const [name, text] of [...files, ['backup_label', stopped.rows[0]?.labelfile ?? ''] as const]) {
      const file = path.join(data, name)
      writeFileSync(file, text, { mode: 0o600 })
      chownSync(file, uid, gid)
    }
  } finally {
    await client.end()
  }
}

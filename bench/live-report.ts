import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { openShards } from '../src/host/postgres/open-shards'
import { type LoadOptions, loadSnapshot } from '../src/live/catalog/load-snapshot'
import type { OpenDatabase, Shard } from '../src/live/catalog/shard'
import type { SchemaSnapshot } from '../src/live/snapshot'
import { groupTenants } from '../src/live/tenant-groups'
import { runSql } from '../test/support/postgres'
import { preparePython } from '../test/support/python'

const options: LoadOptions = {
  tenants: { kind: 'pattern', pattern: '^user_[0-9]+$' },
  template: 'template_tenant',
  shared: ['public'],
  versionTables: [{ table: 'alembic_version' }],
  connections: 2,
}

interface Measure {
  readonly seconds: number
  readonly firstGroupSeconds: number
  /** Processor time of our backends, which other work on the machine does not change. Linux only. */
  readonly serverSeconds: number
  readonly backendMegabytes: number
  readonly snapshot: SchemaSnapshot
}

async function measure(url: string, more: Partial<LoadOptions>): Promise<Measure> {
  const [plain] = openShards([url]).shards
  if (!plain) throw new Error('one URL is one shard')
  let server = 0
  let peak = 0
  const shard: Shard = {
    ...plain,
    async open(signal) {
      const db = await plain.open(signal)
      const [row] = await db.query<{ pid: number }>('select pg_backend_pid() as pid')
      const look = (): void => {
        const status = readProc(`/proc/${row?.pid}/status`)
        peak = Math.max(
          peak,
          Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024 - Number(/RssShmem:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024,
        )
      }
      const watched: OpenDatabase = {
        query: async (sql, parameters) => {
          const rows = await db.query<never>(sql, parameters)
          look()
          return rows
        },
        async close() {
          server += Number(readProc(`/proc/${row?.pid}/schedstat`).split(' ')[0] ?? 0) / 1e9
          await db.close()
        },
      }
      return watched
    },
  }
  const started = Date.now()
  let first = 0
  const snapshot = await loadSnapshot([shard], {
    ...options,
    ...more,
    onProgress({ groups }) {
      if (first === 0 && groups.length > 0) first = Date.now()
    },
  })
  return {
    seconds: (Date.now() - started) / 1000,
    firstGroupSeconds: (first - started) / 1000,
    serverSeconds: server,
    backendMegabytes: peak,
    snapshot,
  }
}

const readProc = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '')

/** What every tool does: the catalogue of one schema after the other, by the schema's name. Sampled. */
async function loopSeconds(url: string, sample: readonly string[]): Promise<number> {
  const started = Date.now()
  for (const schema of sample) {
    await runSql(
      url,
      `select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid) from pg_class c join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum where n.nspname = $1 and c.relkind = 'r'`,
      [schema],
    )
    await runSql(
      url,
      'select k.conname, pg_get_constraintdef(k.oid) from pg_constraint k join pg_namespace n on n.oid = k.connamespace where n.nspname = $1',
      [schema],
    )
    await runSql(
      url,
      'select c.relname, pg_get_indexdef(c.oid) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relkind = $2',
      [schema, 'i'],
    )
  }
  return (Date.now() - started) / 1000 / sample.length
}

/** SQLAlchemy's inspector, on which `alembic check` stands. Sampled. */
async function inspectorSeconds(url: string, sample: readonly string[]): Promise<number> {
  const python = await preparePython('sa20')
  const program = `
import sys, time
from sqlalchemy import create_engine, MetaData
engine = create_engine(sys.argv[1]); engine.connect().close()
started = time.time()
for schema in sys.argv[2:]:
    MetaData().reflect(engine, schema=schema)
print(time.time() - started)
`
  const output = execFileSync(python, ['-c', program, url.replace(/^postgres(ql)?:/, 'postgresql+psycopg2:'), ...sample], {
    encoding: 'utf8',
  })
  return Number(output.trim()) / sample.length
}

/** Everything that `npm run bench:live` prints about a database with so many tenants. */
export async function reportTenants(url: string, size: number): Promise<void> {
  const print = (what: string, value: string, target = ''): void => console.log(`  ${what.padEnd(44)}${value.padStart(12)}  ${target}`)
  const scale = size / 10_000
  const two = await measure(url, {})
  print('full check, 2 connections', `${two.seconds.toFixed(1)} s`, `target ${(10 * scale).toFixed(1)} s on an idle machine`)
  print('  first groups', `${two.firstGroupSeconds.toFixed(2)} s`, 'target 1 s')
  print(
    '  processor time of the backends',
    `${two.serverSeconds.toFixed(1)} s`,
    `${((two.serverSeconds / size) * 1000).toFixed(2)} ms a tenant`,
  )
  print('  largest backend', `${two.backendMegabytes.toFixed(0)} MB`, 'target 200 MB')
  const one = await measure(url, { connections: 1 })
  print('full check, 1 connection', `${one.seconds.toFixed(1)} s`, `target ${(20 * scale).toFixed(1)} s on an idle machine`)
  const known = await measure(url, { tokens: true })
  const again = await measure(url, { tokens: true, previous: known.snapshot })
  print('unchanged re-check', `${again.seconds.toFixed(1)} s`, `target ${(5 * scale).toFixed(1)} s on an idle machine`)
  print('  processor time of the backends', `${again.serverSeconds.toFixed(1)} s`)
  const single: number[] = []
  for (let i = 0; i < 5; i++) {
    const [shard] = openShards([url]).shards
    const db = await shard?.open()
    if (!db) break
    const { loadStructures } = await import('../src/live/catalog/load-structures')
    const [row] = await db.query<{ oid: string }>("select oid::text as oid from pg_namespace where nspname = 'user_7'")
    const work = () =>
      loadStructures(db, [{ oid: row?.oid ?? '', schema: 'user_7', versionTables: [] }], {
        major: 18,
        versionTables: ['alembic_version'],
        tokens: false,
      })
    await work()
    const from = performance.now()
    await work()
    single.push(performance.now() - from)
    await db.close()
  }
  print('one tenant', `${Math.min(...single).toFixed(1)} ms`, 'target 20 ms')
  print('memory of this process', `${(process.memoryUsage().rss / 1024 ** 2).toFixed(0)} MB`)
  print('groups', String(groupTenants(two.snapshot).groups.length), 'every tenant is alike')
  const sample = Array.from({ length: 10 }, (_, i) => `user_${1 + Math.floor((i * size) / 10)}`)
  const loop = await loopSeconds(url, sample)
  print(
    'one schema after the other (10 sampled)',
    `${(loop * size).toFixed(0)} s`,
    `${((loop * size) / two.seconds).toFixed(0)} times as long`,
  )
  const inspector = await inspectorSeconds(url, sample.slice(0, 3))
  print(
    "SQLAlchemy's inspector (3 sampled)",
    `${(inspector * size).toFixed(0)} s`,
    `${((inspector * size) / two.seconds).toFixed(0)} times as long`,
  )
}

import * as assert from 'node:assert/strict'
import { Client } from 'pg'
import { openShards } from '../../src/host/postgres/open-shards'
import { loadSnapshot } from '../../src/live/catalog/load-snapshot'
import type { SchemaSnapshot } from '../../src/live/snapshot'
import { runSql } from '../support/postgres'
import { type Replicated, startReplicated } from '../support/standby'
import { waitUntil } from '../support/wait-until'
import { defaultOptions } from './live-support'
import { sharedSql, tenantSql } from './tenant-schema'

const names = ['template_tenant', ...Array.from({ length: 30 }, (_, i) => `user_${i}`)]

for (const major of [15, 18] as const) {
  describe(`a hot standby of PostgreSQL ${major}`, function () {
    this.timeout(120_000)
    let servers: Replicated

    before(async () => {
      // Whatever stands in the way of what is replayed is cancelled at once.
      servers = await startReplicated(major, { max_standby_streaming_delay: '0' })
      await runSql(servers.primary.url, sharedSql)
      for (const schema of names) await runSql(servers.primary.url, tenantSql(schema))
      await servers.catchUp()
    })
    after(() => servers.stop())

    const read = (url: string): Promise<SchemaSnapshot> => loadSnapshot(openShards([url]).shards, { ...defaultOptions, tokens: true })

    it('says the same as its primary, and that it is one', async () => {
      const [primary, standby] = [await read(servers.primary.url), await read(servers.standbyUrl)]
      assert.deepEqual([primary.databases[0]?.standby, standby.databases[0]?.standby], [false, true])
      assert.equal(standby.tenants.length, names.length)
      assert.deepEqual({ ...standby, databases: [] }, { ...primary, databases: [] })
    })

    it('is read whole while the primary changes and vacuums its catalogue', async () => {
      const incomplete: unknown[] = []
      const churn = keepChanging(servers.primary.url)
      try {
        await waitUntil(
          'a statement that the standby cancelled',
          async () => {
            const { tenants, skipped, shapes } = await read(servers.standbyUrl)
            const unread = tenants.filter(({ structure, version }) => structure.kind !== 'known' || version.kind !== 'at')
            if (unread.length > 0 || skipped.length > 0 || tenants.length !== names.length || Object.keys(shapes).length === 0)
              incomplete.push({ unread, skipped })
            const [row] = await runSql<{ conflicts: string }>(
              servers.standbyUrl,
              'select sum(confl_lock + confl_snapshot) as conflicts from pg_stat_database_conflicts',
            )
            return Number(row?.conflicts) >= 5
          },
          { seconds: 90 },
        )
      } finally {
        await churn.stop()
      }
      assert.deepEqual(incomplete, [])
      await servers.catchUp()
      assert.deepEqual((await read(servers.standbyUrl)).tenants, (await read(servers.primary.url)).tenants)
    })
  })
}

/** Columns come and go in one tenant after the other, and the dead rows of the catalogue are cleared away, until it is told to stop. */
function keepChanging(url: string): { stop(): Promise<void> } {
  let stopped = false
  const work = async (): Promise<void> => {
    const client = new Client({ connectionString: url })
    await client.connect()
    for (let i = 0; !stopped; i++) {
      await client.query(`alter table user_${i % 30}.orders add column scratch int`)
      await client.query(`alter table user_${i % 30}.orders drop column scratch`)
      await client.query(`update user_${i % 30}.alembic_version set version_num = version_num`)
      if (i % 10 === 0) for (const table of ['pg_attribute', 'pg_class', 'pg_depend', 'pg_type']) await client.query(`vacuum ${table}`)
    }
    await client.end()
  }
  const working = work()
  return {
    async stop() {
      stopped = true
      await working
    },
  }
}

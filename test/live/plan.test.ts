import * as assert from 'node:assert/strict'
import { Client } from 'pg'
import { fingerprintSql } from '../../src/live/catalog/catalog-sql'
import { changeTokenSql } from '../../src/live/catalog/change-token-sql'
import { runSql, startPostgres, type TestPostgres } from '../support/postgres'

interface Plan {
  readonly 'Node Type': string
  readonly 'Parent Relationship'?: string
  readonly 'CTE Name'?: string
  readonly Plans?: readonly Plan[]
}

for (const major of [15, 18] as const) {
  describe(`the plan over many tenants on PostgreSQL ${major}`, function () {
    this.timeout(60_000)
    let postgres: TestPostgres

    before(async () => {
      // Restored from a dump a minute ago: nothing has analysed the catalogue yet, and the planner believes in one row of everything.
      postgres = await startPostgres({ major, settings: { autovacuum: 'off' } })
      await runSql(postgres.url, Array.from({ length: 120 }, (_, i) => smallTenantSql(`user_${i}`)).join('\n'))
    })
    after(() => postgres.stop())

    for (const [name, sql, parameters] of [
      ['fingerprints', fingerprintSql(major), [['alembic_version']]],
      ['change tokens', changeTokenSql, []],
    ] as const)
      it(`compares no object of one tenant with every other: ${name}`, async () => {
        const client = new Client({ connectionString: postgres.url })
        await client.connect()
        try {
          const { rows } = await client.query<{ readonly oid: string }>("select oid from pg_namespace where nspname ~ '^user_'")
          const explained = await client.query<{ readonly 'QUERY PLAN': readonly [{ readonly Plan: Plan }] }>(
            `explain (format json) ${sql}`,
            [rows.map(({ oid }) => oid), ...parameters],
          )
          const plan = explained.rows[0]?.['QUERY PLAN'][0].Plan
          assert.ok(plan)
          const quadratic = listNodes(plan).filter((node) => node['Node Type'] === 'Nested Loop' && node.Plans?.filter(isWide).length === 2)
          assert.deepEqual(
            quadratic.map((node) => node.Plans?.map((input) => input['CTE Name'])),
            [],
          )
        } finally {
          await client.end()
        }
      })
  })
}

const smallTenantSql = (schema: string): string => `create schema ${schema}
  create table customers (id serial primary key, email text not null unique)
  create table orders (id serial primary key, customer_id integer not null references customers (id), total numeric not null default 0 check (total >= 0))
  create table items (id serial primary key, order_id integer not null references orders (id), sku text unique);`

const listNodes = (plan: Plan): readonly Plan[] => [plan, ...(plan.Plans ?? []).flatMap(listNodes)]

/** Reads all of what was gathered of the tenants. Of namespaces and of what belongs to extensions there are few. */
const isWide = (plan: Plan): boolean =>
  plan['Parent Relationship'] !== 'SubPlan' &&
  ((plan['Node Type'] === 'CTE Scan' && !['t', 'x'].includes(plan['CTE Name'] ?? '')) ||
    (plan['Node Type'] === 'Materialize' && (plan.Plans ?? []).some(isWide)))

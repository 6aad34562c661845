/**
 * Builds the sample database: public, template_tenant, user_1, user_2 and user_4, with the drift of expected-drift.json.
 *
 *     node build.mjs postgresql://user@host:port/database
 *
 * It replaces what an earlier run built and refuses a database that holds anything else. No Python takes part.
 */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

export const TEMPLATE = 'template_tenant'
export const TENANTS = ['user_1', 'user_2', 'user_4']

const MARK = 'Built by the marketplace sample'

/** Builds everything in one transaction on a connected `pg` client. Throws when the database is not ours to change. */
export async function buildDatabase(client) {
  await client.query('BEGIN')
  try {
    await clear(client)
    await client.query(await readSql('public'))
    for (const schema of [TEMPLATE, ...TENANTS]) await client.query(await readSql('tenant', schema))
    await client.query(await readSql('drift'))
    for (const schema of TENANTS) await client.query(await readSql('rows', schema))
    await client.query(`COMMENT ON SCHEMA ${TEMPLATE} IS '${MARK}'`)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}

async function clear(client) {
  const { rows } = await client.query(
    "SELECT obj_description(oid, 'pg_namespace') AS mark FROM pg_namespace WHERE nspname = $1",
    [TEMPLATE],
  )
  const { rows: tables } = await client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
  if (rows[0]?.mark !== MARK && (rows.length > 0 || tables.length > 0)) {
    throw new Error('This database holds something that the sample did not build; name an empty one')
  }
  for (const schema of [TEMPLATE, ...TENANTS]) await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
  for (const table of ['refresh_tokens', 'users', 'action_types', 'marketplaces', 'alembic_version']) {
    await client.query(`DROP TABLE IF EXISTS public.${table}`)
  }
}

async function readSql(name, schema = '') {
  const text = await readFile(new URL(`backup/${name}.sql`, import.meta.url), 'utf8')
  return text.replaceAll(':schema:', schema)
}

async function main(url) {
  if (!url) throw new Error('Name the database: node build.mjs postgresql://user@host:port/database')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await buildDatabase(client)
  } finally {
    await client.end()
  }
  console.log(`Built ${TEMPLATE} and ${TENANTS.length} tenants: ${TENANTS.join(', ')}`)
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main(process.argv[2]).catch((error) => {
    console.error(error.message)
    process.exitCode = 2
  })
}

import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import knex from 'knex'
import { Client, Pool } from 'pg'
import type { DataSource, QueryRunner } from 'typeorm'

const db = knex({ client: 'pg' })

// 🚀 A statement sent through the pool may be told which connection to take.
export async function transacting(schema: string): Promise<void> {
  const trx = await db.transaction()
  await db.raw('SET LOCAL search_path TO ??', [schema]).transacting(trx)
  await db('jobs').transacting(trx).select('name')
  await trx.commit()
  await db.raw('SET LOCAL search_path TO ??', [schema])
//             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-other-connection
}

export async function onRunner(source: DataSource, runner: QueryRunner): Promise<void> {
  await source.query('SET search_path TO user_1', [], runner)
  await source.query('SET search_path TO user_1')
//                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-other-connection
}

// Drizzle sends to what it is given.
export async function drizzled(url: string, schema: string): Promise<void> {
  const client = new Client(url)
  await drizzle(client).execute(sql`SET search_path TO ${sql.identifier(schema)}`)
  await drizzle({ client }).execute(sql`SET search_path TO ${sql.identifier(schema)}`)
  await drizzle(new Pool()).execute(sql`SET search_path TO ${sql.identifier(schema)}`)
//                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-other-connection
  await drizzle(url).execute(sql`SET search_path TO ${sql.identifier(schema)}`)
//                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-other-connection
}

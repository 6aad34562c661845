import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import type { Knex } from 'knex'
import type { PoolClient } from 'pg'
import postgres from 'postgres'

const db = drizzle('postgres://localhost/app')
const client = postgres()
const quoted = (name: string): string => `"${name}"`
const setPath = (name: string): string => `SET LOCAL search_path TO "${name}"`

// A name's value is passed, and never the piece that a library builds of it. 🚀
export const identified = (schema: string) =>
  db.transaction((tx) => tx.execute(sql`SET LOCAL search_path TO ${sql.identifier(schema)}, public`))
//                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
export const called = (schema: string) => client.begin((tx) => tx`SET LOCAL search_path TO ${tx(schema)}`)
//                                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe
export const listed = (schemas: string[]) => client.begin((tx) => tx`SET LOCAL search_path TO ${tx(schemas)}`)
//                                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none

// Names of a helper, or of a constant, mean nothing at the call.
export async function helped(pg: PoolClient, schema: string): Promise<void> {
  await pg.query('BEGIN')
  await pg.query(setPath(schema))
//               ^^^^^^^^^^^^^^^ raw-search-path fix=none
}

export async function quotedElsewhere(pg: PoolClient, schema: string): Promise<void> {
  await pg.query('BEGIN')
  await pg.query(`SET LOCAL search_path TO ${quoted(schema)}`)
//               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none
}

// What follows the statement is no list of values, and a comment is kept.
export async function continued(pg: PoolClient, schema: string, then: () => void): Promise<void> {
  await pg.query('BEGIN')
  pg.query(`SET LOCAL search_path TO "${schema}"`, then)
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none
}

export async function commented(pg: PoolClient, schema: string): Promise<void> {
  await pg.query('BEGIN')
  await pg.query(`SET LOCAL search_path TO "${schema /* of the request */}"`)
//               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none a comment stands in the call
}

// A template makes text of anything, a parameter does not.
export const optional = (knex: Knex, schema: string | undefined) =>
  knex.transaction((trx) => trx.raw(`SET LOCAL search_path TO "${schema}"`))
//                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=safe

import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import knex from 'knex'
import { type Kysely, sql as kyselySql } from 'kysely'
import { Pool } from 'pg'
import pgPromise from 'pg-promise'
import postgres from 'postgres'
import type { Sequelize } from 'sequelize'

const db = knex({ client: 'pg' })
const drizzled = drizzle('postgres://localhost/app')
const client = postgres()
const pg = pgPromise({})({})

// The value is sent apart, inside an expression too: what the rewrites make of SET LOCAL.
export const inKnex = (schema: string) =>
  db.transaction((trx) => trx.raw("select set_config('search_path', quote_ident(?) || ', public', true)", [schema]))
export const inDrizzle = (schema: string) =>
  drizzled.transaction((tx) => tx.execute(sql`select set_config('search_path', quote_ident(${schema}), true)`))
export const inKysely = (kysely: Kysely<object>, schema: string) =>
  kysely.transaction().execute((trx) => kyselySql`select set_config('search_path', quote_ident(${schema}), true)`.execute(trx))
export const inPostgres = (schema: string) => client.begin((tx) => tx`select set_config('search_path', quote_ident(${schema}), true)`)
export const inPgPromise = (schema: string) => pg.tx((t) => t.any("select set_config('search_path', $1, true)", [schema]))
export const inSequelize = (sequelize: Sequelize, path: string) =>
  sequelize.transaction((transaction) =>
    sequelize.query("select set_config('search_path', :path, true)", { replacements: { path }, transaction }),
  )

export const late = (schema: string) =>
  db.transaction(async (trx) => {
    await trx.select('name').from('jobs')
    await trx.raw("select set_config('search_path', ?, true)", [schema])
//                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
  })

// One path for each pool, whichever tenant's it is.
export function poolOf(schema: string): Pool {
  const pool = new Pool()
  pool.on('connect', (made) => void made.query(`SET search_path TO ${made.escapeIdentifier(schema)}, public`))
  pool.on('connect', (made) => void made.query(`SET search_path TO ${tenantOfTheMoment()}`))
//                                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
  return pool
}

export const hooked = knex({
  client: 'pg',
  pool: {
    afterCreate(made: { query(text: string, done: () => void): void }, done: () => void) {
      made.query(`SET search_path TO ${process.env.DB_SCHEMA ?? 'public'}`, done)
    },
  },
})

declare function tenantOfTheMoment(): string

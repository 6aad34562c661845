import { type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import massive from 'massive'
import postgres from 'postgres'
import type { Sequelize, Transaction } from 'sequelize'

const db = drizzle('postgres://localhost/app')
const client = postgres()

// What builds an identifier is no parameter, wherever it is built.
export async function built(schema: string, given: SQL): Promise<void> {
  const name = sql.identifier(schema)
  const names = sql.join([sql.identifier(schema), sql.identifier('public')], sql`, `)
  const raw = sql.raw(`"${schema.replaceAll('"', '""')}"`)
  const fragment = client`${client(schema)}, public`
  await db.execute(sql`SET search_path TO ${name}, public`)
  await db.execute(sql`SET search_path TO ${names}`)
  await db.execute(sql`SET search_path TO ${raw}`)
  await db.execute(sql`SET search_path TO ${given}`)
  await db.execute(sql`SET search_path TO ${pathOf(schema)}`)
  await client`SET search_path TO ${fragment}`
  await db.execute(sql`SET search_path TO ${schema}`)
//                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-bind-parameter
  const text = schema.trim()
  await client`SET search_path TO ${text}`
//            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-bind-parameter
}

const pathOf = (schema: string): SQL => sql`${sql.identifier(schema)}, public`

export async function inSequelize(sequelize: Sequelize, transaction: Transaction, schema: string): Promise<void> {
  await sequelize.query('SET LOCAL search_path TO $schema', { bind: { schema }, transaction })
//                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-bind-parameter
  await sequelize.query('SET LOCAL search_path TO :schema', { replacements: { schema }, transaction })
}

// It writes values into the text itself.
export async function inMassive(schema: string): Promise<void> {
  const mass = await massive('postgres://localhost/app')
  await mass.query('SET search_path TO $1', [schema])
}

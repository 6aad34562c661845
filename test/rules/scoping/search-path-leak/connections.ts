import { type Kysely, sql as kyselySql } from 'kysely'
import knex from 'knex'
import pgPromise from 'pg-promise'
import { Pool, type PoolClient } from 'pg'
import postgres from 'postgres'
import type { Sequelize } from 'sequelize'
import type { DataSource, QueryRunner } from 'typeorm'

const pool = new Pool()
const db = knex({ client: 'pg' })
const sql = postgres()
const pg = pgPromise({})({})

// A commit keeps what SET did to the session, and the library hands the connection on.
export const inKnex = (schema: string) =>
  db.transaction(async (trx) => {
    await trx.raw('SET search_path TO ??', [schema])
//                ^^^^^^^^^^^^^^^^^^^^^^^ search-path-leak stays set on the connection of `trx`
    return trx('jobs').select('name')
  })

export async function inKnexByHand(schema: string): Promise<void> {
  const trx = await db.transaction()
  await trx.raw('SET search_path TO ??', [schema])
//              ^^^^^^^^^^^^^^^^^^^^^^^ search-path-leak
  await trx.commit()
}

export async function triedOut(schema: string): Promise<void> {
  const trx = await db.transaction()
  await trx.raw('SET search_path TO ??', [schema])
  await trx.rollback()
}

export const setBack = (schema: string) =>
  db.transaction(async (trx) => {
    await trx.raw('SET search_path TO ??', [schema])
    await trx('jobs').select('name')
    await trx.raw('RESET search_path')
  })

export const inTypeorm = (source: DataSource) =>
  source.transaction(async (manager) => {
    await manager.query('SET search_path TO user_1')
//                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-leak
  })

export const inSequelize = (sequelize: Sequelize, schema: string) =>
  sequelize.transaction(async (transaction) => {
    await sequelize.query('SET search_path TO :schema', { replacements: { schema }, transaction })
//                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-leak
  })

export const inKysely = (kysely: Kysely<object>, schema: string) =>
  kysely.connection().execute(async (connection) => {
    await kyselySql`SET search_path TO ${kyselySql.id(schema)}`.execute(connection)
//                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-leak
  })

export const inPostgres = (schema: string) =>
  sql.begin(async (tx) => {
    await tx`SET search_path TO ${tx(schema)}`
//          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-leak
  })

export const inPgPromise = (schema: string) =>
  pg.task(async (task) => {
    await task.none('SET search_path TO ${schema:name}', { schema })
//                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-leak
  })

export const given = (trx: PoolClient, schema: string) => trx.query(`SET search_path TO ${trx.escapeIdentifier(schema)}`)

// The callback's third parameter gives the client back.
export function withCallbacks(schema: string, then: (error?: Error) => void): void {
  pool.connect((error, client, done) => {
    if (error || !client) return then(error)
    client.query(`SET search_path TO ${client.escapeIdentifier(schema)}`, (failure) => {
//               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-leak
      done()
      then(failure)
    })
  })
}

// Opened in one method, released in another.
export class UnitOfWork {
  private runner?: QueryRunner
  constructor(private readonly source: DataSource) {}

  async open(): Promise<void> {
    this.runner = this.source.createQueryRunner()
    await this.runner.query('SET search_path TO user_1')
//                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-leak
  }

  async close(): Promise<void> {
    await this.runner?.release()
  }
}

async function giveBack(client: PoolClient): Promise<void> {
  await client.query('DISCARD ALL')
  client.release()
}

async function forget(client: PoolClient): Promise<void> {
  await client.query('SET search_path TO DEFAULT')
}

export async function helped(schema: string): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query(`SET search_path TO ${client.escapeIdentifier(schema)}`)
  } finally {
    await forget(client)
    client.release()
  }
}

export async function helpedAtOnce(schema: string): Promise<void> {
  const client = await pool.connect()
  await client.query(`SET search_path TO ${client.escapeIdentifier(schema)}`)
  await giveBack(client)
}

// What is only ever rolled back, or put back as it was found, leaks nothing.
export async function rolledBack(schema: string): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query(`SET search_path TO ${client.escapeIdentifier(schema)}`)
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
}

export async function putBack(schema: string): Promise<void> {
  const client = await pool.connect()
  const { rows } = await client.query('SHOW search_path')
  await client.query(`SET search_path TO ${client.escapeIdentifier(schema)}`)
  await client.query(`SET search_path TO ${rows[0].search_path}`)
  client.release()
}

import { drizzle } from 'drizzle-orm/mysql2'
import { sql } from 'drizzle-orm'
import knex from 'knex'
import { Kysely, MysqlDialect, PostgresDialect, sql as kyselySql } from 'kysely'
import { Sequelize } from 'sequelize'
import { DataSource } from 'typeorm'

const mysql = knex({ client: 'mysql2' })
const postgres = knex({ client: 'pg' })
const source = new DataSource({ type: 'sqlite', database: 'app.db' })
const sequelize = new Sequelize('mysql://localhost/app')
const kysely = new Kysely<object>({ dialect: new MysqlDialect({} as never) })
const kyselyPostgres = new Kysely<object>({ dialect: new PostgresDialect({} as never) })
const drizzled = drizzle('mysql://localhost/app')

export async function run(request: { params: { schema: string } }): Promise<void> {
  const { schema } = request.params
  await mysql.raw(`CREATE SCHEMA ${schema}`)
  await source.query(`SELECT * FROM ${schema}.products`)
  await sequelize.query(`CREATE SCHEMA ${schema}`)
  await kyselySql.raw(`CREATE SCHEMA ${schema}`).execute(kysely)
  await drizzled.execute(sql.raw(`CREATE SCHEMA ${schema}`))
  await kyselySql.raw(`CREATE SCHEMA ${schema}`).execute(kyselyPostgres)
//                                   ^^^^^^^^^ unquoted-schema
  await postgres.raw(`CREATE SCHEMA ${schema}`)
//                                  ^^^^^^^^^ unquoted-schema
}

// It collects text, and what sends it is not here.
class Script {
  private readonly parts: string[] = []
  raw(text: string): this {
    this.parts.push(text)
    return this
  }
}
export const script = (schema: string): Script => new Script().raw(`CREATE SCHEMA ${schema}`)
export const speak = (device: { execute(text: string): void }, schema: string): void => device.execute(`set schema ${schema}`)

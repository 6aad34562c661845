import { Injectable } from '@nestjs/common'
import knex, { type Knex } from 'knex'
import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import { Sequelize } from 'sequelize'
import type { DataSource } from 'typeorm'

const sequelize = new Sequelize('postgres://localhost/app')
const globals: { db?: Knex } = {}
const db = globals.db ?? knex({ client: 'pg' })

// A transaction is of the same type: a caller may give either.
export const given = (trx: Knex) => trx.raw('SET search_path TO user_1')
export const built = (trx: Kysely<object>) => sql`SET search_path TO user_1`.execute(trx)
export const optional = (pool: Pool, client?: PoolClient) => (client ?? pool).query('SET search_path TO user_1')
export const current = (trx?: Knex.Transaction): Knex => trx ?? db
export const through = (trx?: Knex.Transaction) => current(trx).raw('SET search_path TO user_1')
export const made = () => db.raw('SET search_path TO user_1')
//                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-other-connection

export class Repository {
  constructor(private readonly knex: Knex) {}
  enter = () => this.knex.raw('SET search_path TO user_1')
}

@Injectable()
export class Service {
  constructor(
    private readonly knex: Knex,
    private readonly source: DataSource,
  ) {}
  enter = () => this.knex.raw('SET search_path TO user_1')
//                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-other-connection

  @Transactional()
  async work(): Promise<void> {
    await this.source.query('SET search_path TO user_1')
  }
}

// With a namespace, Sequelize finds the transaction by itself; whoever names it hands it on.
export const ambient = () => sequelize.transaction(async () => sequelize.query('SET LOCAL search_path TO user_1'))
export const forgotten = () =>
  sequelize.transaction(async (transaction) => {
    await sequelize.query('SET LOCAL search_path TO user_1')
//                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-other-connection
    await sequelize.query('SELECT 1', { transaction })
  })

declare function Transactional(): MethodDecorator

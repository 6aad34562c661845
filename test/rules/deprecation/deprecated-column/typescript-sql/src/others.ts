import { sql as drizzleSql } from 'drizzle-orm'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { Knex } from 'knex'
import { type Kysely, sql } from 'kysely'
import mysql from 'mysql2'
import postgres from 'postgres'
import type { PrismaClient } from '@prisma/client'
import type { Sequelize } from 'sequelize'
import type { DataSource, EntityManager } from 'typeorm'

const db = postgres()

export async function each(
  knex: Knex,
  source: DataSource,
  manager: EntityManager,
  prisma: PrismaClient,
  sequelize: Sequelize,
  drizzle: NodePgDatabase,
  kysely: Kysely<unknown>,
  batch: string,
) {
  await knex.raw('SELECT id FROM marketplace_jobs WHERE batch_id = ?', [batch])
  //                                                    ^^^^^^^^ deprecated-column
  await source.query(`SELECT batch_id FROM marketplace_jobs`)
  //                         ^^^^^^^^ deprecated-column
  await manager.query('DELETE FROM marketplace_jobs WHERE batch_id = $1', [batch])
  //                                                      ^^^^^^^^ deprecated-column
  await prisma.$queryRaw`SELECT id FROM marketplace_jobs WHERE batch_id = ${batch}`
  //                                                           ^^^^^^^^ deprecated-column
  await prisma.$executeRawUnsafe(`UPDATE marketplace_jobs SET batch_id = '${batch}'`)
  //                                                          ^^^^^^^^ deprecated-column
  await prisma.$transaction(async (tx) => tx.$queryRaw`SELECT batch_id FROM marketplace_jobs`)
  //                                                          ^^^^^^^^ deprecated-column
  await db`SELECT batch_id FROM marketplace_jobs WHERE id = ${1}`
  //              ^^^^^^^^ deprecated-column
  await db<{ id: number }[]>`SELECT id FROM marketplace_jobs WHERE batch_id = ${batch}`
  //                                                               ^^^^^^^^ deprecated-column
  await sequelize.query('SELECT j.batch_id FROM marketplace_jobs AS j', { replacements: {} })
  //                              ^^^^^^^^ deprecated-column
  await drizzle.execute(drizzleSql`SELECT batch_id FROM marketplace_jobs`)
  //                                      ^^^^^^^^ deprecated-column
  await sql`SELECT batch_id FROM marketplace_jobs`.execute(kysely)
  //               ^^^^^^^^ deprecated-column
  await mysql.createPool({}).query('SELECT batch_id FROM marketplace_jobs')
}

import { Pool, type PoolClient } from 'pg'

const pool = new Pool()
const byBatch = 'SELECT id FROM marketplace_jobs WHERE batch_id = $1'
//                                                     ^^^^^^^^ deprecated-column fix=none

export async function list(client: PoolClient, batch: string, schema: string) {
  await pool.query(byBatch, [batch])
  await client.query(byBatch, [batch])
  const { rows } = await client.query(
    `SELECT '🎉', j.id, j.batch_id, b.batch_id AS key
     --                   ^^^^^^^^ deprecated-column
       FROM "${schema}".marketplace_jobs j JOIN batch_jobs b ON b.id = j.batch_job_id
      WHERE j.status = ${1} AND j.batch_id IS NOT NULL -- j.batch_id
      --                          ^^^^^^^^ deprecated-column
      ORDER BY b.batch_id`,
  )
  await client.query({ text: 'UPDATE marketplace_jobs SET batch_id = NULL WHERE id = $1', values: [1] })
  //                                                      ^^^^^^^^ deprecated-column
  await client.query('INSERT INTO ' + 'marketplace_jobs (id, batch_id) VALUES ($1, $2)', [1, batch])
  //                                                         ^^^^^^^^ deprecated-column
  return rows.map((row) => row.batch_id)
}

export async function nearMisses(client: PoolClient) {
  const batch_id = 'the batch_id of marketplace_jobs'
  await client.query('SELECT batch_id FROM batch_jobs')
  await client.query("SELECT 'batch_id' AS batch_id, id FROM marketplace_jobs")
  await client.query('SELECT b.batch_id FROM marketplace_jobs j JOIN batch_jobs b ON b.id = j.batch_job_id')
  await client.query('WITH marketplace_jobs AS (SELECT 1 AS batch_id) SELECT 1')
  console.log('SELECT batch_id FROM marketplace_jobs', batch_id)
}

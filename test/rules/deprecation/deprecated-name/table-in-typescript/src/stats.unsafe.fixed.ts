import { Pool } from 'pg'

const pool = new Pool()

export async function read(schema: string) {
  await pool.query('SELECT "😀" FROM marketplace_job_stats AS s JOIN vinted_job_stats_old o USING (id)')
  await pool.query(`TRUNCATE ${schema}.marketplace_job_stats`)
  // SELECT 1 FROM vinted_job_stats
  const label = 'vinted_job_stats'
  return label
}

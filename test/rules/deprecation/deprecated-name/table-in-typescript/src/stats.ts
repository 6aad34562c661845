import { Pool } from 'pg'

const pool = new Pool()

export async function read(schema: string) {
  await pool.query('SELECT "😀" FROM vinted_job_stats AS s JOIN vinted_job_stats_old o USING (id)')
  //                                 ^^^^^^^^^^^^^^^^ deprecated-name fix=unsafe
  await pool.query(`TRUNCATE ${schema}.vinted_job_stats`)
  //                                   ^^^^^^^^^^^^^^^^ deprecated-name fix=unsafe
  // SELECT 1 FROM vinted_job_stats
  const label = 'vinted_job_stats'
  return label
}

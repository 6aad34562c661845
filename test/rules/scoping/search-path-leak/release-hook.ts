import { Pool } from 'pg'

const pool = new Pool()
// Whoever comes next starts afresh.
pool.on('acquire', (client) => void client.query('RESET search_path'))

export async function run(schema: string): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query(`SET search_path TO ${client.escapeIdentifier(schema)}`)
  } finally {
    client.release()
  }
}

export async function work(schema: string): Promise<void> {
  await pool.query(`SET search_path TO "${schema}"; SELECT name FROM jobs`)
}

import { Pool } from 'pg'
import { leaveTenant, setTenant } from './statements'

const pool = new Pool()

// 🚀 The words stand in the other file.
export async function leaks(schema: string): Promise<void> {
  const client = await pool.connect()
  await client.query(setTenant(schema))
  //                 ^^^^^^^^^^^^^^^^^ search-path-leak
  client.release()
}

export async function leaves(schema: string): Promise<void> {
  const client = await pool.connect()
  await client.query(setTenant(schema))
  await client.query(leaveTenant)
  client.release()
}

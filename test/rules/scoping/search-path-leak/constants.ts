// 🗂️ What takes the path back, and what reads the catalogue, may stand in a constant.
import { Pool, type PoolClient } from 'pg'

const pool = new Pool()
const RESET = 'RESET search_path'
const UNDO = 'ROLLBACK'
const READ = 'SHOW search_path'

async function forget(client: PoolClient): Promise<void> {
  await client.query(RESET)
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

export async function rolledBack(schema: string): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query(`SET search_path TO ${client.escapeIdentifier(schema)}`)
  } finally {
    await client.query(UNDO)
    client.release()
  }
}

export async function putBack(schema: string): Promise<void> {
  const client = await pool.connect()
  const { rows } = await client.query(READ)
  await client.query(`SET search_path TO ${client.escapeIdentifier(schema)}`)
  await client.query(`SET search_path TO ${rows[0].search_path}`)
  client.release()
}

export async function kept(schema: string): Promise<void> {
  const client = await pool.connect()
  await client.query(`SET search_path TO ${client.escapeIdentifier(schema)}`)
//                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ search-path-leak
  client.release()
}

import { Pool } from 'pg'
import pgPromise from 'pg-promise'

const pgp = pgPromise({})
const pool = new Pool({ max: 1 })
const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`
const pathOf = (...schemas: string[]): string => schemas.map(quote).join(', ')

export async function quoted(schema: string): Promise<void> {
  await pool.query(`SELECT * FROM ${pathOf(schema)}.products`)
  await pool.query(`CREATE SCHEMA ${pgp.as.name(schema)}`)
}

// A pool has no escapeIdentifier, if of one connection.
export async function onPool(request: { headers: Record<string, string> }): Promise<void> {
  const schema = String(request.headers['x-tenant'])
  await pool.query(`SELECT * FROM "${schema}".products`)
  //                               ^^^^^^^^^ unquoted-schema fix=none `schema` comes from the request
  const name = process.env.SCHEMA ?? 'public'
  await pool.query(`SELECT * FROM "${name}".products`)
  //                               ^^^^^^^ unquoted-schema fix=none `name` comes from the environment
}

// The connection need not be known where a constant's text stands.
export async function before(request: { headers: Record<string, string> }): Promise<void> {
  const text = `SELECT * FROM "${request.headers.tenant}".products`
  //                           ^^^^^^^^^^^^^^^^^^^^^^^^^ unquoted-schema fix=none
  const client = await pool.connect()
  await client.query(text)
  await client.query(`SELECT * FROM "${request.headers.tenant /* theirs */}".products`)
  //                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unquoted-schema fix=none
}

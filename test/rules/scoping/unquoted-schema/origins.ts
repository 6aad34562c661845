import { Pool } from 'pg'
import { z } from 'zod'

const pool = new Pool()
const Name = z.string().regex(/^[a-z_]+$/)
const allowed: readonly string[] = ['shared', 'audit']
const tenants = new Map<string, { schema: string }>([['a', { schema: 'user_1' }]])

interface Request {
  readonly params: { readonly schema: string }
}

// A constructor that checks what it keeps. 🚀
export class Repository {
  private readonly other: string

  constructor(
    private readonly schema: string,
    private readonly unchecked: string,
    request: Request,
  ) {
    if (!/^[a-z][a-z0-9_]*$/.test(schema)) throw new Error(schema)
    this.other = String(request.params.schema)
  }

  async all(): Promise<void> {
    await pool.query(`SELECT * FROM "${this.schema}".products`)
    await pool.query(`SELECT * FROM "${this.unchecked}".products`)
//                                   ^^^^^^^^^^^^^^^^^ unquoted-schema
    await pool.query(`SELECT * FROM "${this.other}".products`)
//                                   ^^^^^^^^^^^^^ unquoted-schema `this.other` comes from the request
  }
}

export async function checked(input: unknown): Promise<void> {
  const result = Name.safeParse(input)
  if (!result.success) return
  await pool.query(`CREATE SCHEMA ${result.data}`)
}

// Names that are written down.
export async function listed(id: string, request: Request): Promise<void> {
  await pool.query(`SELECT * FROM "${tenants.get(id)?.schema}".products`)
  const schema = allowed.find((name) => name === request.params.schema)
  await pool.query(`SELECT * FROM "${schema}".products`)
  if (allowed.indexOf(request.params.schema) === -1) return
  await pool.query(`SELECT * FROM "${request.params.schema}".products`)
}

// Names that the catalogue holds.
export async function existing(): Promise<void> {
  const { rows } = await pool.query<{ schema: string }>('SELECT nspname AS schema FROM pg_namespace')
  for (const { schema } of rows) await pool.query(`ANALYZE "${schema}".products`)
  await Promise.all(rows.map((row) => pool.query(`ANALYZE "${row.schema}".products`)))
  const others = await pool.query<{ schema: string }>('SELECT schema FROM public.tenants')
  for (const { schema } of others.rows) await pool.query(`ANALYZE "${schema}".products`)
//                                                                 ^^^^^^^^^ unquoted-schema
}

export async function rowsOfAPoolMadeLater(): Promise<void> {
  let source: Pool | null = null
  source = new Pool()
  const { rows } = await source.query('SELECT id FROM tenants')
  for (const tenant of rows) {
    await source.query(`SET search_path TO tenant_${tenant.id}`)
//                                                ^^^^^^^^^^^^ unquoted-schema
  }
}

export async function chosenLater(pool: Pool, request: { query: { schema: string } }): Promise<void> {
  let schema = 'public'
  if (request.query.schema) schema = request.query.schema
  await pool.query(`DROP SCHEMA ${schema} CASCADE`)
//                              ^^^^^^^^^ unquoted-schema
}

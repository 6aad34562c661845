import { Client, type PoolClient } from 'pg'

export async function oneOfTwo(client: PoolClient, schema: string): Promise<void> {
  await client.query(schema ? `SET search_path TO "${schema}", public` : 'SET search_path TO public')
//                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none
  await client.query(schema ? 'SELECT 1' : 'SELECT 2')
}

export async function inBranches(client: PoolClient, schema?: string): Promise<void> {
  let statement = 'RESET search_path'
  if (schema) statement = `SET search_path TO "${schema}"`
//                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none
  await client.query(statement)
}

export async function putTogether(client: PoolClient, schema: string): Promise<void> {
  let statement = 'SET search_path TO '
//                ^^^^^^^^^^^^^^^^^^^^^ raw-search-path fix=none
  statement += schema
  await client.query(statement)
}

export async function replaced(client: Client, schema: string): Promise<void> {
  await client.query('SET search_path TO $SCHEMA'.replace('$SCHEMA', schema))
//                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ raw-search-path
}

export async function somethingElse(client: Client, wanted: string): Promise<void> {
  let statement = 'SELECT 1'
  if (wanted) statement = wanted
  await client.query(statement)
  await client.query('SELECT 1\nFROM jobs'.replace('\n', ' '))
}

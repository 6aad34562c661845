import { Client } from 'pg'

export async function drop(client: Client, request: { params: { schema: string } }): Promise<void> {
  await client.query(`DROP SCHEMA "${request.params.schema}" CASCADE`)
//                                 ^^^^^^^^^^^^^^^^^^^^^^^^ unquoted-schema
}

export async function dropChecked(client: Client, schema: string): Promise<void> {
  if (!/^user_[0-9]+$/.test(schema)) throw new Error(schema)
  await client.query(`DROP SCHEMA "${schema}" CASCADE`)
}

export async function dropQuoted(client: Client, schema: string): Promise<void> {
  await client.query(`DROP SCHEMA ${client.escapeIdentifier(schema)} CASCADE`)
  await client.query('SELECT 1 FROM information_schema.schemata WHERE schema_name = $1', [schema])
}

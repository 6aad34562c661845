import { DatabaseError } from '../../live/database-error'

export type SslMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full'

/** Where to connect, after every source has spoken. The password never leaves this value but into the driver. */
export interface ConnectionTarget {
  /** Tried in order; a host that begins with `/` is the folder of a Unix socket. */
  readonly hosts: readonly { readonly host: string; readonly port: number }[]
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

type Settings = { [key: string]: string }

/**
 * A connection from a URL (SQLAlchemy's driver names too), a libpq keyword string, or, with `undefined`, the PG* variables alone.
 * Precedence as in libpq: the string, then the service, then the environment, then the defaults; the password file fills in a password.
 */
export function resolveTarget(text: string | undefined, surroundings: ConnectionSurroundings): ConnectionTarget {
  const { env } = surroundings
  const given = text === undefined ? {} : text.includes('://') ? parseUrl(text) : parseKeywords(text)
  const service = given.service ?? env.PGSERVICE
  const settings: Settings = { ...fromEnvironment(env), ...(service === undefined ? {} : readService(service, surroundings)), ...given }
  const warnings: string[] = []

  const user = settings.user ?? surroundings.userName
  const database = settings.dbname ?? user
  const hostNames = (settings.host ?? 'localhost').split(',')
  const ports = (settings.port ?? '5432').split(',')
  const hosts = hostNames.map((host, i) => ({ host: host === '' ? 'localhost' : host, port: toPort(ports[i] ?? ports[0] ?? '5432') }))
  const local = hosts.every(({ host }) => isLocal(host))
  const sslMode = toSslMode(settings.sslmode) ?? (local ? 'disable' : 'verify-full')
  const verified = sslMode === 'verify-full' || sslMode === 'verify-ca'
  if (!local && !verified) warnings.push(`the connection to \`${hostNames.join(',')}\` does not verify the server (sslmode=${sslMode})`)
  const first = hosts[0] ?? { host: 'localhost', port: 5432 }
  return {
    hosts,
    user,
    password:
      settings.password ??
      readPasswordFile(settings.passfile, { host: first.host, port: first.port, database, user }, surroundings, warnings),
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

const parameterNames: { readonly [name: string]: string } = {
  database: 'dbname',
  ssl: 'sslmode',
  username: 'user',
  timeout: 'connect_timeout',
}

/** `postgresql+psycopg2://user:p%40ss@host1:5432,host2/db?sslmode=require`. Parts that do not parse are named, never quoted. */
function parseUrl(text: string): Settings {
  const match = /^(postgres(?:ql)?)(?:\+\w+)?:\/\/(?:([^@/?#]*(?:@[^@/?#]*)*)@)?([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/.exec(text.trim())
  if (!match) {
    throw new DatabaseError(
      'the database URL cannot be read',
      'connection',
      undefined,
      'Write it as postgresql://user:password@host:5432/database, special characters percent-encoded',
    )
  }
  const [, , userInfo, hostPart = '', path, query] = match
  const settings: Settings = {}
  if (userInfo !== undefined) {
    const colon = userInfo.indexOf(':')
    const user = decode(colon < 0 ? userInfo : userInfo.slice(0, colon))
    if (user !== '') settings.user = user
    if (colon >= 0) settings.password = decode(userInfo.slice(colon + 1))
  }
  if (hostPart !== '') {
    const pairs = hostPart.split(',').map((entry) => {
      const bracket = /^\[([^\]]*)\](?::(\d*))?$/.exec(entry)
      if (bracket) return [bracket[1] ?? '', bracket[2] ?? ''] as const
      const colon = entry.lastIndexOf(':')
      return colon < 0 ? ([decode(entry), ''] as const) : ([decode(entry.slice(0, colon)), entry.slice(colon + 1)] as const)
    })
    settings.host = pairs.map(([host]) => host).join(',')
    if (pairs.some(([, port]) => port !== '')) settings.port = pairs.map(([, port]) => port).join(',')
  }
  if (path) settings.dbname = decode(path)
  for (const pair of (query ?? '').split('&')) {
    const [name = '', value = ''] = splitOnce(pair, '=')
    if (name === '') continue
    const key = decode(name)
    // SQLAlchemy allows several `host=a:1&host=b:2`.
    if (key === 'host' && /:\d+$/.test(decode(value))) {
      const [host = '', port = ''] = splitOnce(decode(value), ':')
      settings.port = settings.host === undefined || settings.host === '' ? port : `${settings.port ?? ''},${port}`
      settings.host = settings.host ? `${settings.host},${host}` : host
    } else settings[parameterNames[key] ?? key] = decode(value)
  }
  return settings
}

/** `host=localhost dbname='my db' password=p\'q`. */
function parseKeywords(text: string): Settings {
  const settings: Settings = {}
  const pair = /\s*(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)*))\s*/gy
  let end = 0
  for (let match = pair.exec(text); match; match = pair.exec(text)) {
    settings[match[1] ?? ''] = (match[2] ?? match[3] ?? '').replace(/\\(.)/g, '$1')
    end = pair.lastIndex
    if (end === text.length) break
  }
  if (end < text.length || Object.keys(settings).length === 0) {
    throw new DatabaseError(
      'the connection string cannot be read',
      'connection',
      undefined,
      'Write a URL, postgresql://user@host:5432/database, or keywords, host=… dbname=…',
    )
  }
  return settings
}

const environmentNames: { readonly [variable: string]: string } = {
  PGHOST: 'host',
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

function fromEnvironment(env: ConnectionSurroundings['env']): Settings {
  const settings: Settings = {}
  for (const [variable, key] of Object.entries(environmentNames)) {
    const value = env[variable]
    if (value !== undefined && value !== '') settings[key] = value
  }
  return settings
}

function readService(name: string, { env, home, readFile }: ConnectionSurroundings): Settings {
  const files = [env.PGSERVICEFILE ?? `${home}/.pg_service.conf`, ...(env.PGSYSCONFDIR ? [`${env.PGSYSCONFDIR}/pg_service.conf`] : [])]
  for (const file of files) {
    let inside = false
    let found = false
    const settings: Settings = {}
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

function splitOnce(text: string, separator: string): [string, string] | [string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)]
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A bare % in a password: libpq refuses it, people write it; nothing else can be meant.
    return text
  }
}

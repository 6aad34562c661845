import { DatabaseError } from '../../live/database-error'

type Kind = DatabaseError['kind']

/** The fields that may be shown. A driver's error also hangs on to the client and its password. */
interface DriverFields {
  readonly message: string
  readonly code: string | undefined
}

/**
 * A driver's or socket's error as a value that may be shown. `where` names the server (`host:port/database`), never its credentials.
 * AggregateError (a name with several addresses) shows its first cause.
 */
export function toDatabaseError(error: unknown, where: string): DatabaseError {
  if (error instanceof DatabaseError) return error
  const fields = readFields(error)
  const kind = kindOf(fields)
  return new DatabaseError(describe(kind, fields, where), kind, fields.code, helpFor(kind, fields))
}

function readFields(error: unknown): DriverFields {
  if (typeof error !== 'object' || error === null) return { message: String(error), code: undefined }
  if (error instanceof AggregateError && error.errors.length > 0) return readFields(error.errors[0])
  const get = (key: string): string | undefined => {
    const value: unknown = Reflect.get(error, key)
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  return { message: get('message') ?? 'unknown error', code: get('code') }
}

function kindOf({ code, message }: DriverFields): Kind {
  if (code === undefined) {
    if (/terminated|closed|ended|not queryable/i.test(message)) return 'gone'
    return /timeout/i.test(message) || /ssl|tls|certificate/i.test(message)
      ? 'connection'
      : /password|sasl|scram/i.test(message)
        ? 'authentication'
        : 'query'
  }
  if (/^28/.test(code)) return 'authentication'
  if (code === '42501') return 'privilege'
  if (code === '57014') return 'timeout'
  if (code === '55P03') return 'lock'
  if (code === '40001') return 'conflict'
  if (/^(57P0[1-5]|08|25P03|57P05)/.test(code) || code === 'ECONNRESET' || code === 'EPIPE') return 'gone'
  if (/^(53300|3D000|E[A-Z]+)$/.test(code) || /^(CERT|ERR_|SELF_SIGNED|UNABLE_TO|DEPTH_ZERO)/.test(code)) return 'connection'
  return 'query'
}

function describe(kind: Kind, { message, code }: DriverFields, where: string): string {
  const said = message.split('\n')[0] ?? ''
  switch (kind) {
    case 'connection':
      return code === 'ECONNREFUSED'
        ? `nobody answers at \`${where}\``
        : code === 'ENOTFOUND'
          ? `the host of \`${where}\` is not known`
          : `cannot connect to \`${where}\`: ${said}`
    case 'authentication':
      return `\`${where}\` refused the login: ${said}`
    case 'gone':
      return `the connection to \`${where}\` was lost: ${said}`
    default:
      return said
  }
}

function helpFor(kind: Kind, { code }: DriverFields): string | undefined {
  switch (kind) {
    case 'connection':
      if (code === '53300') return 'Free a connection, or read with fewer at a time'
      if (code === '3D000') return 'Check the name of the database'
      return code && /CERT|SIGNED|ERR_TLS|UNABLE_TO|DEPTH/.test(code)
        ? 'Give the authority with sslrootcert=…, or say sslmode=require when the server need not be verified'
        : 'Check the host, the port and whether the server runs'
    case 'authentication':
      return 'Check the user and the password: PGPASSWORD, .pgpass or the URL'
    case 'privilege':
      return 'Grant the role what the page on least privilege lists'
    case 'conflict':
      return 'The standby is busy replaying: raise its max_standby_streaming_delay, switch on hot_standby_feedback, or check the primary'
    case 'gone':
      return 'Run the check again'
    default:
      return undefined
  }
}

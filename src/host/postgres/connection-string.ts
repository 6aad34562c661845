import { DatabaseError } from '../../live/database-error'

/** What a connection string says, by libpq's names. */
export type ConnectionSettings = { [key: string]: string }

const parameterNames: { readonly [name: string]: string } = {
  database: 'dbname',
  ssl: 'sslmode',
  username: 'user',
  timeout: 'connect_timeout',
}

/** `postgresql+psycopg2://user:p%40ss@host1:5432,host2/db?sslmode=require`. Parts that do not parse are named, never quoted. */
export function parseUrl(text: string): ConnectionSettings {
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
  const settings: ConnectionSettings = {}
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
export function parseKeywords(text: string): ConnectionSettings {
  const settings: ConnectionSettings = {}
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

/** Before and after the first separator. */
export function splitOnce(text: string, separator: string): [string, string] | [string] {
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

/** What may be shown of a connection URL, and kept anywhere. */
export interface ShownUrl {
  /** `app@db.example:5433/shop`, in every language: connections are told apart by it, and remembered under it. */
  readonly label: string
  /** Without any password. */
  readonly url: string
}

const secretParameters = ['password', 'sslpassword']

/** The password may stand before the host or, as libpq allows, among the parameters. */
export function toShownUrl(given: string): ShownUrl {
  const url = new URL(given)
  url.password = ''
  for (const name of secretParameters) if (url.searchParams.has(name)) url.searchParams.delete(name)
  return { label: labelOf(url), url: url.toString() }
}

/** Every part may also stand among the parameters. */
function labelOf({ username, hostname, port, pathname, searchParams }: URL): string {
  const part = (before: string, name: string): string => decode(before) || searchParams.get(name) || ''
  const user = part(username, 'user')
  const at = part(port, 'port')
  const database = part(pathname.slice(1), 'dbname')
  return `${user && `${user}@`}${part(hostname, 'host') || 'localhost'}${at && `:${at}`}${database && `/${database}`}`
}

export function withPassword(shown: string, password: string): string {
  if (password === '') return shown
  const url = new URL(shown)
  // Without a host or a user there is no place for it before the host.
  if (url.host === '' || url.username === '') url.searchParams.set('password', password)
  else url.password = encodeURIComponent(password)
  return url.toString()
}

/** What is wrong with a URL that somebody types, or undefined: it begins with another word, or has a part that cannot be read. */
export function problemOfUrl(url: string): 'scheme' | 'unreadable' | undefined {
  if (!/^postgres(ql)?(\+\w+)?:\/\//.test(url)) return 'scheme'
  return URL.canParse(url) ? undefined : 'unreadable'
}

/** Several URLs, separated by blanks, are shards. */
export const urlsIn = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '')

/** A bare % is what it is. */
const decode = (text: string): string => decodeURIComponent(text.replace(/%(?![0-9A-Fa-f]{2})/g, '%25'))

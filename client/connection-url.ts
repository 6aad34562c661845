/** What may be shown of a connection URL, and kept anywhere. */
export interface ShownUrl {
  /** `shop on db.example:5433`. */
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
  const host = url.host === '' ? (url.searchParams.get('host') ?? 'localhost') : url.host
  return { label: `${decode(url.pathname.slice(1)) || 'the default database'} on ${host}`, url: url.toString() }
}

export function withPassword(shown: string, password: string): string {
  if (password === '') return shown
  const url = new URL(shown)
  // Without a host or a user there is no place for it before the host.
  if (url.host === '' || url.username === '') url.searchParams.set('password', password)
  else url.password = encodeURIComponent(password)
  return url.toString()
}

/** What is wrong with a URL that somebody types, or undefined. */
export function problemOfUrl(url: string): string | undefined {
  if (!/^postgres(ql)?(\+\w+)?:\/\//.test(url)) return 'A URL begins with postgresql://'
  return URL.canParse(url) ? undefined : 'This URL cannot be read: escape special characters in the password, @ as %40 and / as %2F'
}

/** Several URLs, separated by blanks, are shards. */
export const urlsIn = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '')

/** A bare % is what it is. */
const decode = (text: string): string => decodeURIComponent(text.replace(/%(?![0-9A-Fa-f]{2})/g, '%25'))

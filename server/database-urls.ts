import type { DatabaseParams } from '../src/protocol'

/** What the client itself names: the URLs it keeps for the user, or the variable that the user chose. */
export function givenUrls({ urls = [], urlEnv }: DatabaseParams): readonly string[] {
  if (urls.length > 0) return urls
  const url = urlEnv === undefined ? undefined : process.env[urlEnv]
  return url ? [url] : []
}

/** Where the command line looks, after what the client names. An empty list means libpq's own variables. */
export function chooseUrls(params: DatabaseParams, configured: string | undefined): readonly string[] | undefined {
  const given = givenUrls(params)
  if (given.length > 0) return given
  // A chosen variable that is gone is not replaced by another database.
  if (params.urlEnv !== undefined) return undefined
  for (const name of [configured, 'TENANTSCOPE_DATABASE_URL', 'DATABASE_URL']) {
    const url = name === undefined ? undefined : process.env[name]
    if (url) return [url]
  }
  if (['PGHOST', 'PGSERVICE', 'PGDATABASE', 'PGHOSTADDR'].some((name) => process.env[name])) return []
  return undefined
}

import * as path from 'node:path'
import { findDatabase } from '../src/host/postgres/find-database'
import { nodeSurroundings } from '../src/host/postgres/open-shards'
import type { Config } from '../src/index'
import type { DatabaseParams } from '../src/protocol'
import type { Project } from './project'

/** What the client itself names: the URLs it keeps for the user, or the variable that the user chose. */
export function givenUrls({ urls = [], urlEnv }: DatabaseParams): readonly string[] {
  if (urls.length > 0) return urls
  const url = urlEnv === undefined ? undefined : process.env[urlEnv]
  return url ? [url] : []
}

/**
 * Where the command line looks, after what the client names; the workspace is trusted by then, so its `.env` counts too. An empty list means
 * libpq's own variables. Throws a DatabaseError when `.env` holds what only a shell could fill in.
 */
export function chooseUrls(params: DatabaseParams, { root }: Pick<Project, 'root'>, config: Config): readonly string[] | undefined {
  const given = givenUrls(params)
  if (given.length > 0) return given
  // A chosen variable that is gone is not replaced by another database.
  if (params.urlEnv !== undefined) return undefined
  const found = findDatabase({
    env: process.env,
    folders: root === undefined ? [] : [...(config.source === undefined ? [] : [path.dirname(path.join(root, config.source))]), root],
    configured: config.database.urlEnv,
    readFile: nodeSurroundings().readFile,
  })
  return found && (found.url === undefined ? [] : [found.url])
}

import * as path from 'node:path'
import { type FoundDatabase, findDatabase, findInEnvFile } from '../host/postgres/find-database'
import { nodeSurroundings } from '../host/postgres/open-shards'
import { DatabaseError } from '../live/database-error'
import type { Project } from './open-project'
import { CliError, type CommandWorld, listOf } from './options'

export interface DatabaseChoice {
  /** In the order given; empty when libpq's own variables decide. */
  readonly urls: readonly string[]
  /** Where they came from, to say it without their content. */
  readonly source: string
}

/** Which database a command reads. The URL itself never gets into a message. */
export function chooseDatabase(
  world: CommandWorld,
  options: Readonly<Record<string, unknown>>,
  project: Pick<Project, 'root'>,
  config: { readonly source?: string; readonly database: { readonly urlEnv: string | undefined } },
): DatabaseChoice {
  const urls = listOf(options.databaseUrl)
  if (urls.length > 0) {
    if (urls.some(hasPassword))
      world.log.warn('a password in --database-url can be read in the process list; --database-url-env NAME keeps it out')
    return { urls, source: '--database-url' }
  }
  const places = {
    env: world.env,
    folders: [world.cwd, ...(config.source === undefined ? [] : [path.dirname(path.join(project.root, config.source))]), project.root],
    configured: config.database.urlEnv,
    readFile: nodeSurroundings(world.env).readFile,
  }
  try {
    const names = listOf(options.databaseUrlEnv)
    const named = names.map((name): FoundDatabase => {
      const value = world.env[name]
      const found = value ? { url: value, source: name } : findInEnvFile(name, places)
      if (found) return found
      throw new CliError(`the environment variable ${name} of --database-url-env is not set`, `Set ${name} to the database's URL`)
    })
    const found = named.length > 0 ? named : [findDatabase(places)].flatMap((each) => each ?? [])
    if (found.length === 0)
      throw new CliError(
        'no database was named',
        'Pass --database-url, or set TENANTSCOPE_DATABASE_URL, DATABASE_URL or the PG* variables, in the environment or in .env',
      )
    for (const { source } of found) if (source.endsWith('.env')) world.log.info(`the database is ${source}`)
    return { urls: found.flatMap(({ url }) => url ?? []), source: found.map(({ source }) => source).join(', ') }
  } catch (error) {
    throw error instanceof DatabaseError ? new CliError(error.message, error.help) : error
  }
}

const hasPassword = (url: string): boolean => /^[a-z][a-z0-9+.-]*:\/\/[^/@\s]*:[^/@\s]+@/i.test(url) || /[?&\s]password=/i.test(url)

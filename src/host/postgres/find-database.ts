import * as path from 'node:path'
import { DatabaseError } from '../../live/database-error'
import type { ConnectionSurroundings } from './connection-target'
import { readEnvValue } from './env-file'

/** Where a database may be named. */
export interface DatabasePlaces {
  readonly env: ConnectionSurroundings['env']
  /** Folders whose `.env` may be looked at, the nearest first. None in a workspace that nobody trusts. */
  readonly folders: readonly string[]
  /** `[database] url-env` of the configuration. */
  readonly configured: string | undefined
  readFile(path: string): string | undefined
}

export interface FoundDatabase {
  /** Undefined: libpq's own variables say everything. */
  readonly url: string | undefined
  /** The place, to say it without its content. */
  readonly source: string
}

const libpqVariables = ['PGHOST', 'PGSERVICE', 'PGDATABASE', 'PGHOSTADDR']

/** The environment first, then libpq's variables, then the same names in a `.env` file. Undefined: nobody names a database. */
export function findDatabase(places: DatabasePlaces): FoundDatabase | undefined {
  const { env, configured } = places
  const names = [...new Set([...(configured === undefined ? [] : [configured]), 'TENANTSCOPE_DATABASE_URL', 'DATABASE_URL'])]
  for (const name of names) if (env[name]) return { url: env[name], source: name }
  if (libpqVariables.some((name) => env[name])) return { url: undefined, source: 'the PG* environment variables' }
  for (const name of names) {
    const found = findInEnvFile(name, places)
    if (found) return found
  }
  return undefined
}

/** One name, which the environment does not have, in the nearest `.env` that has it. Throws a DatabaseError when only a shell could tell its value. */
export function findInEnvFile(
  name: string,
  { folders, readFile }: Pick<DatabasePlaces, 'folders' | 'readFile'>,
): FoundDatabase | undefined {
  for (const folder of new Set(folders)) {
    const file = path.join(folder, '.env')
    const read = readFile(file)
    const found = read === undefined ? undefined : readEnvValue(read, name)
    if (found?.kind === 'not-plain') {
      throw new DatabaseError(
        `${name} in \`${file}\` holds a part that only a shell fills in`,
        'connection',
        undefined,
        `Set ${name} in the environment; .env is read and never run`,
      )
    }
    if (found && found.value !== '') return { url: found.value, source: `${name} in ${file}` }
  }
  return undefined
}

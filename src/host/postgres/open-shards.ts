import { readFileSync, statSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import type { Shard } from '../../live/catalog/shard'
import { type ConnectionSurroundings, type ConnectionTarget, resolveTarget } from './connection-target'
import { openSession } from './open-session'

export interface Shards {
  readonly shards: readonly Shard[]
  readonly warnings: readonly string[]
}

/** One shard for each URL; without any, the one that the PG* variables describe. Connects nowhere yet. */
export function openShards(urls: readonly string[], surroundings: ConnectionSurroundings = nodeSurroundings()): Shards {
  const targets = (urls.length === 0 ? [undefined] : urls).map((url) => resolveTarget(url, surroundings))
  return { shards: targets.map(toShard), warnings: [...new Set(targets.flatMap(({ warnings }) => warnings))] }
}

export const toShard = (target: ConnectionTarget): Shard => ({
  server: target.hosts.map(({ host, port }) => `${host}:${port}`).join(','),
  database: target.database,
  open: (signal) => openSession(target, signal),
})

export const nodeSurroundings = (env: NodeJS.ProcessEnv = process.env): ConnectionSurroundings => ({
  env,
  home: env.HOME ?? homedir(),
  platform: process.platform,
  userName: userInfo().username,
  readFile(path) {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return undefined
    }
  },
  fileMode(path) {
    try {
      return statSync(path).mode & 0o777
    } catch {
      return undefined
    }
  },
})

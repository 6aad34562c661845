import { DatabaseError, isFatal, reasonOf } from '../database-error'
import type { OpenDatabase, Shard } from './shard'

export interface Task {
  /** Tenants that it reads; a connection is renewed after so many. */
  readonly weight: number
  run(db: OpenDatabase): Promise<void>
  /** The task was not finished, and why. What it had read before stays. */
  fail(reason: string): void
}

/** A backend's catalogue caches grow with every tenant it has seen; a fresh one starts small. */
const tenantsPerConnection = 2500

/**
 * Work through tasks on several connections. One that cannot be opened beside the first is one less; a connection that is lost is replaced
 * once per task. Gives the reason when the rest could not be done (then `fail` was called on every unfinished task), undefined when all is
 * well. `idle` holds an open connection before and the usable ones after.
 */
export async function runTasks(
  shard: Shard,
  idle: OpenDatabase[],
  tasks: readonly Task[],
  { connections, signal }: { readonly connections: number; readonly signal?: AbortSignal },
): Promise<string | undefined> {
  const queue = [...tasks]
  const unfinished = new Set(tasks)
  let failure: string | undefined

  const work = async (open: OpenDatabase | undefined, isFirst: boolean): Promise<void> => {
    let db = open
    let seen = 0
    try {
      for (let task = queue.shift(); task; task = queue.shift()) {
        try {
          if (signal?.aborted) throw new DatabaseError('the check was cancelled', 'cancelled')
          if (db && seen >= tenantsPerConnection) {
            await db.close()
            db = undefined
            seen = 0
          }
          db ??= await shard.open(signal)
          try {
            await task.run(db)
          } catch (error) {
            if (!isFatal(error) || signal?.aborted) throw error
            // A pooler or an administrator may have ended only this connection.
            await db.close()
            db = undefined
            db = await shard.open(signal)
            await task.run(db)
          }
          seen += task.weight
          unfinished.delete(task)
        } catch (error) {
          if (!isFatal(error) && !signal?.aborted) throw error
          if (!isFirst && db === undefined && failure === undefined && !signal?.aborted && seen === 0) {
            // No room for a further connection: the first one does it all.
            queue.unshift(task)
            return
          }
          failure ??= signal?.aborted ? 'the check was cancelled' : reasonOf(error)
          queue.length = 0
        }
      }
    } finally {
      if (db) idle.push(db)
    }
  }

  const first = idle.pop()
  const others = Math.max(0, Math.min(connections, 4, tasks.length) - 1)
  // The open connection takes the first task; the others have to be opened first.
  const main = work(first, true)
  await Promise.all([main, ...Array.from({ length: others }, () => work(undefined, false))])
  // A further connection may have handed its task back after the first had run out of work.
  if (queue.length > 0 && failure === undefined) await work(idle.pop(), true)
  if (failure !== undefined) for (const task of unfinished) task.fail(failure)
  return unfinished.size === 0 ? undefined : failure
}

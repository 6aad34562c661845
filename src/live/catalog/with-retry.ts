import { DatabaseError } from '../database-error'
import type { OpenDatabase, Shard } from './shard'

/** Works on an idle connection, or on a new one that is idle afterwards; once more on a fresh one when it is lost. */
export async function withRetry<T>(
  shard: Shard,
  idle: OpenDatabase[],
  { signal }: { readonly signal?: AbortSignal },
  work: (db: OpenDatabase) => Promise<T>,
): Promise<T> {
  const take = async (): Promise<OpenDatabase> => {
    const [first] = idle
    if (first) return first
    const opened = await shard.open(signal)
    idle.push(opened)
    return opened
  }
  const db = await take()
  try {
    return await work(db)
  } catch (error) {
    if (!(error instanceof DatabaseError && error.kind === 'gone')) throw error
    idle.shift()
    await db.close()
    return work(await take())
  }
}

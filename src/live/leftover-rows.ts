import type { LiveFinding } from '../contract/finding'
import type { Database } from '../contract/ports'
import type { Shard } from './catalog/shard'
import { isFatal, reasonOf } from './database-error'
import type { SchemaSnapshot, TenantFacts } from './snapshot'
import { count, quoteIdentifier } from './tenants'

interface Counted {
  readonly tenant: string
  readonly rows: number
  readonly filled: number | null
}

/**
 * On request: how much each left over column or table still holds, in exactly the tenants that the finding names. One statement for each
 * tenant, because it reads their rows. What cannot be counted is said by `onSkip`.
 */
export async function countLeftoverRows(
  findings: readonly LiveFinding[],
  snapshot: SchemaSnapshot,
  shards: readonly Shard[],
  { signal, onSkip }: { readonly signal?: AbortSignal; readonly onSkip: (what: string, why: string) => void },
): Promise<readonly LiveFinding[]> {
  const wanted = findings.filter(({ rule, object }) => rule === 'leftover-object' && (object.kind === 'column' || object.kind === 'table'))
  if (wanted.length === 0) return findings
  const counted = new Map<LiveFinding, Counted[]>(wanted.map((finding) => [finding, []]))
  for (const [index, shard] of shards.entries()) {
    const tenants = new Map(snapshot.tenants.filter(({ database }) => database === index).map((tenant) => [tenant.name, tenant]))
    let db: Awaited<ReturnType<Shard['open']>> | undefined
    try {
      db = await shard.open(signal)
      for (const [finding, list] of counted) {
        for (const name of finding.tenants) {
          const tenant = tenants.get(name)
          const one = tenant && (await countOne(db, tenant, finding, onSkip))
          if (one) list.push(one)
        }
      }
    } catch (error) {
      onSkip(`rows in \`${shard.database}\``, reasonOf(error))
    } finally {
      await db?.close()
    }
  }
  return findings.map((finding) => {
    const list = counted.get(finding)
    return list && list.length > 0 ? withRows(finding, list) : finding
  })
}

async function countOne(
  db: Database,
  { name, schema }: TenantFacts,
  { object }: LiveFinding,
  onSkip: (what: string, why: string) => void,
): Promise<Counted | undefined> {
  const filled = object.kind === 'column' ? `count(${quoteIdentifier(object.name)})` : 'null'
  const table = `${quoteIdentifier(schema)}.${quoteIdentifier(object.table ?? object.name)}`
  try {
    const [row] = await db.query<{ rows: string; filled: string | null }>(
      `select count(*)::text as rows, ${filled}::text as filled from ${table}`,
    )
    return row && { tenant: name, rows: Number(row.rows), filled: row.filled === null ? null : Number(row.filled) }
  } catch (error) {
    if (isFatal(error)) throw error
    onSkip(`rows of \`${object.table ?? object.name}\` in \`${name}\``, reasonOf(error))
    return undefined
  }
}

function withRows(finding: LiveFinding, counted: readonly Counted[]): LiveFinding {
  const rows = counted.reduce((sum, each) => sum + each.rows, 0)
  const filled = counted.reduce((sum, each) => sum + (each.filled ?? 0), 0)
  const said =
    finding.object.kind === 'column'
      ? `${filled.toLocaleString('en-US')} of ${count(rows, 'row')} there hold a value`
      : `${count(rows, 'row')} there`
  return {
    ...finding,
    message: `${finding.message}; ${said}`,
    data: { ...finding.data, rows: counted.map(({ tenant, rows, filled }) => ({ tenant, rows, filled })) },
  }
}

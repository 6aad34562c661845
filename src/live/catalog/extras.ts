import type { Database } from '../../contract/ports'
import { reasonOf } from '../database-error'
import type { ExtraEntry, ExtraKind } from '../snapshot'
import { tenantsCte } from './catalog-sql'
import type { LoadOptions } from './load-options'
import type { Namespace } from './load-tenants'
import type { OpenDatabase, Shard } from './shard'
import { membersOf, notOfExtension, ownName, ownSchema } from './sql-fragments'
import { withRetry } from './with-retry'

/** Tenants to a statement. */
const namespacesPerStatement = 200

/** What has an owner or privileges: the schema itself, relations, columns with privileges of their own, functions, types. */
const bodySql = `with ${tenantsCte}, c as materialized (
  select t.oid as ns, c.oid, c.relkind, ${ownName('c.relname::text')} as rel, c.relowner, c.relacl, t.q, t.q2, t.re, t.schema, t.own, t.own_re
  from t join ${membersOf('pg_class', 'dp')} join pg_catalog.pg_class c on c.oid = dp.objid
  where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and c.relname <> all ($2::text[]) and ${notOfExtension('pg_class', 'c.oid')}
), b(ns, classid, objid, sub, kind, tbl, name, owner, acl, own, own_re) as (
  select t.oid, 'pg_catalog.pg_namespace'::regclass::oid, t.oid, 0, 'schema', null, '~', n.nspowner, coalesce(n.nspacl, acldefault('n', n.nspowner)), t.own, t.own_re
  from t join pg_catalog.pg_namespace n on n.oid = t.oid
  union all
  select c.ns, 'pg_catalog.pg_class'::regclass, c.oid, 0, case c.relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized view' else 'table' end, null, c.rel,
         c.relowner, coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's'::"char" else 'r'::"char" end, c.relowner)), c.own, c.own_re
  from c
  union all
  select c.ns, 'pg_catalog.pg_class'::regclass, c.oid, a.attnum, 'column', c.rel, a.attname::text, c.relowner, a.attacl, c.own, c.own_re
  from c join pg_catalog.pg_attribute a on a.attrelid = c.oid where a.attnum > 0 and not a.attisdropped and c.relkind <> 'S'
  union all
  select t.oid, 'pg_catalog.pg_proc'::regclass, p.oid, 0, 'function', null, ${ownName('p.proname::text')} || '(' || ${ownSchema('pg_get_function_identity_arguments(p.oid)')} || ')',
         p.proowner, coalesce(p.proacl, acldefault('f', p.proowner)), t.own, t.own_re
  from t join ${membersOf('pg_proc', 'dp')} join pg_catalog.pg_proc p on p.oid = dp.objid where ${notOfExtension('pg_proc', 'p.oid')}
  union all
  select t.oid, 'pg_catalog.pg_type'::regclass, y.oid, 0, case y.typtype when 'e' then 'enum' when 'd' then 'domain' else 'type' end, null, ${ownName('y.typname::text')},
         y.typowner, coalesce(y.typacl, acldefault('T', y.typowner)), t.own, t.own_re
  from t join ${membersOf('pg_type', 'dp')} join pg_catalog.pg_type y on y.oid = dp.objid
  where (y.typtype in ('e', 'd', 'r') or (y.typtype = 'c' and exists (select from pg_catalog.pg_class yc where yc.oid = y.typrelid and yc.relkind = 'c'))) and ${notOfExtension('pg_type', 'y.oid')}
)`

/** Kind -> rows `ns, what, kind, tbl, name, value`. */
const rowsOf: { readonly [kind in ExtraKind]: string } = {
  owners: `select b.ns, 'owners' as what, b.kind, b.tbl, b.name, ${ownName('pg_get_userbyid(b.owner)::text', 'b')} as value from b
    -- A serial column's sequence belongs to whom its table belongs to, always.
    where b.kind <> 'column' and not (b.kind = 'sequence' and exists (
      select from pg_catalog.pg_depend od where od.classid = b.classid and od.objid = b.objid and od.refclassid = 'pg_catalog.pg_class'::regclass and od.deptype in ('a', 'i')))`,
  // The owner's own privileges follow the owner, whoever that is.
  grants: `select b.ns, 'grants', b.kind, b.tbl, b.name,
      (select string_agg(g.line, '; ' order by g.line collate "C") from (
         select ${ownName("case x.grantee when 0 then 'public' when b.owner then 'its owner' else pg_get_userbyid(x.grantee)::text end", 'b')} || ': '
                || string_agg(x.privilege_type || case when x.is_grantable then ' with grant option' else '' end, ', ' order by x.privilege_type, x.is_grantable) as line
         from aclexplode(b.acl) x group by x.grantee) g)
    from b where b.kind <> 'column' or b.acl is not null`,
  comments: `select b.ns, 'comments', b.kind, b.tbl, b.name, d.description from b
      join pg_catalog.pg_description d on d.objoid = b.objid and d.classoid = b.classid and d.objsubid = b.sub
    -- What is said of a schema is about this one tenant.
    where b.kind <> 'schema'
    union all
    select c.ns, 'comments', 'constraint', c.rel, ${ownName('k.conname::text', 'c')}, d.description
    from c join pg_catalog.pg_constraint k on k.conrelid = c.oid join pg_catalog.pg_description d on d.objoid = k.oid and d.classoid = 'pg_catalog.pg_constraint'::regclass
    union all
    select c.ns, 'comments', 'index', c.rel, ${ownName('ic.relname::text', 'c')}, d.description
    from c join pg_catalog.pg_index i on i.indrelid = c.oid join pg_catalog.pg_class ic on ic.oid = i.indexrelid
      join pg_catalog.pg_description d on d.objoid = i.indexrelid and d.classoid = 'pg_catalog.pg_class'::regclass and d.objsubid = 0
    union all
    select c.ns, 'comments', 'trigger', c.rel, ${ownName('g.tgname::text', 'c')}, d.description
    from c join pg_catalog.pg_trigger g on g.tgrelid = c.oid join pg_catalog.pg_description d on d.objoid = g.oid and d.classoid = 'pg_catalog.pg_trigger'::regclass`,
}

const entriesSql = (kinds: readonly ExtraKind[]): string =>
  `${bodySql}, e(ns, what, kind, tbl, name, value) as (${kinds.map((kind) => rowsOf[kind]).join('\n union all\n ')})`

/** `$1` namespaces, `$2` names of version tables. One row for each namespace and kind that has anything. */
const hashesSql = (kinds: readonly ExtraKind[]): string => `${entriesSql(kinds)}
select e.ns::text as oid, e.what, bit_xor(hashtextextended(row(e.kind, e.tbl, e.name, e.value)::text, 0))::text || '.' || bit_xor(hashtextextended(row(e.kind, e.tbl, e.name, e.value)::text, 7919))::text as hash
from e group by e.ns, e.what`

const entriesOfOneSql = (kinds: readonly ExtraKind[]): string => `${entriesSql(kinds)}
select e.what, e.kind, e.tbl, e.name, e.value from e order by e.what, e.kind, e.tbl, e.name`

export interface Extras {
  /** Schema -> kind -> hash of all its entries. */
  readonly hashes: ReadonlyMap<string, { readonly [kind in ExtraKind]?: string }>
  readonly entries: ReadonlyMap<string, readonly ExtraEntry[]>
}

/**
 * Owners, privileges and comments: nothing of them is part of a structure, so they are read apart, and only when asked for. What cannot be
 * read costs nothing of the rest.
 */
export async function loadExtras(
  shard: Shard,
  idle: OpenDatabase[],
  namespaces: readonly Namespace[],
  options: LoadOptions & { readonly versionNames: readonly string[] },
  onSkip: (why: string) => void,
): Promise<Extras | undefined> {
  const kinds = options.extras ?? []
  if (kinds.length === 0) return undefined
  try {
    return await withRetry(shard, idle, options, async (db) => {
      const hashes = await loadHashes(db, namespaces, kinds, options)
      return { hashes, entries: await loadEntries(db, namespaces, hashes, kinds, options) }
    })
  } catch (error) {
    onSkip(options.signal?.aborted ? 'the check was cancelled' : reasonOf(error))
    return undefined
  }
}

type Hashes = ReadonlyMap<string, { readonly [kind in ExtraKind]?: string }>
interface Reading {
  readonly versionNames: readonly string[]
  readonly signal?: AbortSignal
}

async function loadHashes(
  db: Database,
  namespaces: readonly Namespace[],
  kinds: readonly ExtraKind[],
  { versionNames, signal }: Reading,
): Promise<Hashes> {
  const hashes = new Map<string, { [kind in ExtraKind]?: string }>()
  for (let at = 0; at < namespaces.length; at += namespacesPerStatement) {
    signal?.throwIfAborted()
    const chunk = namespaces.slice(at, at + namespacesPerStatement)
    const rows = await db.query<{ oid: string; what: ExtraKind; hash: string }>(hashesSql(kinds), [
      chunk.map(({ oid }) => oid),
      versionNames,
    ])
    const byOid = new Map(rows.map(({ oid, what, hash }) => [`${what} ${oid}`, hash]))
    for (const { oid, schema } of chunk)
      hashes.set(schema, Object.fromEntries(kinds.map((kind) => [kind, `${kind} ${byOid.get(`${kind} ${oid}`) ?? 'none'}`])))
  }
  return hashes
}

/** The entries behind every distinct hash, from one schema that has it. */
async function loadEntries(
  db: Database,
  namespaces: readonly Namespace[],
  hashes: Hashes,
  kinds: readonly ExtraKind[],
  { versionNames, signal }: Reading,
): Promise<Extras['entries']> {
  const entries = new Map<string, readonly ExtraEntry[]>()
  const wanted = new Map<string, string[]>()
  const seen = new Set<string>()
  for (const { oid, schema } of namespaces) {
    for (const hash of Object.values(hashes.get(schema) ?? {})) {
      if (seen.has(hash) || hash.endsWith(' none')) continue
      seen.add(hash)
      wanted.set(oid, [...(wanted.get(oid) ?? []), hash])
    }
  }
  for (const [oid, list] of wanted) {
    signal?.throwIfAborted()
    const rows = await db.query<EntryRow>(entriesOfOneSql(kinds), [[oid], versionNames])
    for (const hash of list) {
      const mine = rows.filter(({ what }) => hash.startsWith(`${what} `))
      entries.set(
        hash,
        mine.map(({ kind, tbl, name, value }) => ({ kind, ...(tbl === null ? {} : { table: tbl }), name, value })),
      )
    }
  }
  return entries
}

interface EntryRow {
  readonly what: ExtraKind
  readonly kind: string
  readonly tbl: string | null
  readonly name: string
  readonly value: string
}

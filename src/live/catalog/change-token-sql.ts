/**
 * A row's xmin, seeded by its identity with the catalogue's own number beside it: rows of two catalogues may share key and xmin, and would
 * cancel each other.
 */
const hash = (catalogue: number, key: string, xmin: string): string => `hashtextextended(${xmin}, ${key} + (${catalogue}::int8 << 48))`
const xmin = (alias: string): string => `${alias}.xmin::text`

/** Catalogues of what belongs to a relation `r`: alias, name, key, what makes it the relation's, and the kinds of relations that have any. */
const ofRelations: readonly (readonly [alias: string, catalogue: string, key: string, join: string, kinds: string])[] = [
  [
    'a',
    'pg_attribute',
    'a.attrelid::int8 * 4096 + a.attnum',
    'a.attrelid = r.oid and a.attnum > 0',
    "r.relkind in ('r', 'p', 'v', 'm', 'f', 'c')",
  ],
  ['k', 'pg_constraint', 'k.oid::int8', 'k.conrelid = r.oid', "r.relkind in ('r', 'p', 'f')"],
  ['g', 'pg_trigger', 'g.oid::int8', 'g.tgrelid = r.oid and not g.tgisinternal', "r.relkind in ('r', 'p', 'v', 'f')"],
  ['s', 'pg_sequence', 's.seqrelid::int8', 's.seqrelid = r.oid', "r.relkind = 'S'"],
  ['p', 'pg_policy', 'p.oid::int8', 'p.polrelid = r.oid', "r.relkind in ('r', 'p')"],
  ['w', 'pg_rewrite', 'w.oid::int8', 'w.ev_class = r.oid', "r.relkind in ('r', 'p', 'v', 'm')"],
  ['h', 'pg_inherits', 'h.inhrelid::int8', 'h.inhrelid = r.oid', "r.relkind in ('r', 'p', 'f')"],
  ['f', 'pg_foreign_table', 'f.ftrelid::int8', 'f.ftrelid = r.oid', "r.relkind = 'f'"],
]

/** The same of types `y`. */
const ofTypes: readonly (readonly [alias: string, catalogue: string, key: string, join: string, kinds: string])[] = [
  ['e', 'pg_enum', 'e.oid::int8', 'e.enumtypid = y.oid', "y.typtype = 'e'"],
  ['k', 'pg_constraint', 'k.oid::int8', 'k.contypid = y.oid', "y.typtype = 'd'"],
  // A composite type's relation hangs on the type and not on the schema.
  ['a', 'pg_attribute', 'a.attrelid::int8 * 4096 + a.attnum', 'a.attrelid = y.typrelid and a.attnum > 0', "y.typtype = 'c'"],
]

const rowsOf = (owner: string, entries: typeof ofRelations, first: number): string =>
  entries
    .map(
      ([alias, catalogue, key, join, kinds], index) =>
        `  union all select ${owner}.ns, ${hash(first + index, key, xmin(alias))} from ${owner} join pg_catalog.${catalogue} ${alias} on ${join} where ${kinds}`,
    )
    .join('\n')

/**
 * One hash of (row, xmin) over every catalogue row of a namespace: committed DDL changes it, nothing has to be deparsed. $1 oid[].
 * A default that changes writes its column's row, so defaults are not looked at by themselves.
 * Storage-level changes (ANALYZE, a sequence's position) write in place and leave it alone.
 */
export const changeTokenSql = `with t as materialized (
  select n.oid, ${xmin('n')} as x from pg_catalog.pg_namespace n where n.oid = any ($1::oid[])
), dep as materialized (
  select t.oid as ns, d.classid, d.objid from t join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_namespace'::regclass and d.refobjid = t.oid
), r as materialized (
  select dep.ns, c.oid, c.relkind, ${xmin('c')} as x from dep join pg_catalog.pg_class c on c.oid = dep.objid where dep.classid = 'pg_catalog.pg_class'::regclass
), y as materialized (
  select dep.ns, y.oid, y.typtype, y.typrelid, ${xmin('y')} as x from dep join pg_catalog.pg_type y on y.oid = dep.objid where dep.classid = 'pg_catalog.pg_type'::regclass
), v(ns, h) as (
  select t.oid, ${hash(0, 't.oid::int8', 't.x')} from t
  union all select r.ns, ${hash(1, 'r.oid::int8', 'r.x')} from r
${rowsOf('r', ofRelations, 10)}
  union all select r.ns, hashtextextended(${xmin('ic')}, ${hash(2, 'i.indexrelid::int8', xmin('i'))}) from r join pg_catalog.pg_index i on i.indrelid = r.oid join pg_catalog.pg_class ic on ic.oid = i.indexrelid where r.relkind in ('r', 'p', 'm')
  union all select y.ns, ${hash(3, 'y.oid::int8', 'y.x')} from y
${rowsOf('y', ofTypes, 20)}
  union all select dep.ns, ${hash(4, 'p.oid::int8', xmin('p'))} from dep join pg_catalog.pg_proc p on p.oid = dep.objid where dep.classid = 'pg_catalog.pg_proc'::regclass
)
select v.ns::text as oid, bit_xor(v.h)::text || ':' || count(*)::text as token from v group by v.ns`

export interface TokenRow {
  readonly oid: string
  readonly token: string
}

/**
 * One hash of (row, xmin) over every catalogue row of a namespace: committed DDL changes it, nothing has to be deparsed. $1 oid[].
 * Storage-level changes (ANALYZE, a sequence's position) write in place and leave it alone.
 */
export const changeTokenSql = `with t as materialized (
  select n.oid, n.xmin::text::int8 as x from pg_catalog.pg_namespace n where n.oid = any ($1::oid[])
), dep as materialized (
  select t.oid as ns, d.classid, d.objid from t join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_namespace'::regclass and d.refobjid = t.oid
), r as materialized (
  select dep.ns, c.oid, c.relkind, c.xmin::text::int8 as x from dep join pg_catalog.pg_class c on c.oid = dep.objid where dep.classid = 'pg_catalog.pg_class'::regclass
), y as materialized (
  select dep.ns, y.oid, y.typtype, y.xmin::text::int8 as x from dep join pg_catalog.pg_type y on y.oid = dep.objid where dep.classid = 'pg_catalog.pg_type'::regclass
), v(ns, h) as (
  select t.oid, hashint8extended(t.oid::int8, t.x) from t
  union all select r.ns, hashint8extended(r.oid::int8, r.x) from r
  union all select r.ns, hashint8extended(a.attrelid::int8 * 4096 + a.attnum, a.xmin::text::int8) from r join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum > 0 where r.relkind in ('r', 'p', 'v', 'm', 'f', 'c')
  union all select r.ns, hashint8extended(k.oid::int8, k.xmin::text::int8) from r join pg_catalog.pg_constraint k on k.conrelid = r.oid where r.relkind in ('r', 'p', 'f')
  union all select r.ns, hashint8extended(i.indexrelid::int8, i.xmin::text::int8 # ic.xmin::text::int8 << 1) from r join pg_catalog.pg_index i on i.indrelid = r.oid join pg_catalog.pg_class ic on ic.oid = i.indexrelid where r.relkind in ('r', 'p', 'm')
  union all select r.ns, hashint8extended(d.oid::int8, d.xmin::text::int8) from r join pg_catalog.pg_attrdef d on d.adrelid = r.oid where r.relkind in ('r', 'p', 'f')
  union all select r.ns, hashint8extended(g.oid::int8, g.xmin::text::int8) from r join pg_catalog.pg_trigger g on g.tgrelid = r.oid and not g.tgisinternal where r.relkind in ('r', 'p', 'v', 'f')
  union all select r.ns, hashint8extended(s.seqrelid::int8, s.xmin::text::int8) from r join pg_catalog.pg_sequence s on s.seqrelid = r.oid where r.relkind = 'S'
  union all select r.ns, hashint8extended(p.oid::int8, p.xmin::text::int8) from r join pg_catalog.pg_policy p on p.polrelid = r.oid where r.relkind in ('r', 'p')
  union all select r.ns, hashint8extended(w.oid::int8, w.xmin::text::int8) from r join pg_catalog.pg_rewrite w on w.ev_class = r.oid where r.relkind in ('r', 'p', 'v', 'm')
  union all select r.ns, hashint8extended(h.inhrelid::int8, h.xmin::text::int8) from r join pg_catalog.pg_inherits h on h.inhrelid = r.oid where r.relkind in ('r', 'p')
  union all select y.ns, hashint8extended(y.oid::int8, y.x) from y
  union all select y.ns, hashint8extended(e.oid::int8, e.xmin::text::int8) from y join pg_catalog.pg_enum e on e.enumtypid = y.oid where y.typtype = 'e'
  union all select y.ns, hashint8extended(k.oid::int8, k.xmin::text::int8) from y join pg_catalog.pg_constraint k on k.contypid = y.oid where y.typtype = 'd'
  union all select dep.ns, hashint8extended(p.oid::int8, p.xmin::text::int8) from dep join pg_catalog.pg_proc p on p.oid = dep.objid where dep.classid = 'pg_catalog.pg_proc'::regclass
)
select v.ns::text as oid, bit_xor(v.h)::text || ':' || count(*)::text as token from v group by v.ns`

export interface TokenRow {
  readonly oid: string
  readonly token: string
}

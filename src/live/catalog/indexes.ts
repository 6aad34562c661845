import type { CatalogFragment } from './sql-fragments'
import { columnsHash, fields, ownName, ownSchema } from './sql-fragments'

/** Operator classes and collations below 10000 have fixed oids in every PostgreSQL; the others are written by name. */
const operatorClasses = `case when 10000 > all (i.indclass::oid[]) then i.indclass::text
  else (select string_agg(oc.opcname, ' ' order by u.n) from unnest(i.indclass::oid[]) with ordinality u(v, n) join pg_catalog.pg_opclass oc on oc.oid = u.v) end`
const collations = `case when 10000 > all (i.indcollation::oid[]) then i.indcollation::text
  else (select string_agg(coalesce(cl.collname, '0'), ' ' order by u.n) from unnest(i.indcollation::oid[]) with ordinality u(v, n) left join pg_catalog.pg_collation cl on cl.oid = u.v) end`

/**
 * What an index adds to the primary or unique constraint that owns it: such an index is a B-tree with default operator classes and order.
 * An exclusion constraint's may be anything.
 */
export const ownedIndex = `case when k.contype = 'x' then ${indexDefinitionOf()} else ${fields(
  'i.indisvalid',
  'i.indisready',
  'i.indnullsnotdistinct',
  "array_to_string(i.reloptions, ',')",
  `case when i.indnatts > i.indnkeyatts then ${columnsHash('i.indrelid', 'i.indkey::int2[]')} end`,
)} end`

/** Everything of an index but its name, over `i`. */
function indexDefinitionOf(): string {
  return fields(
    'i.indisvalid',
    'i.indisready',
    'i.indisunique',
    'i.indnullsnotdistinct',
    'i.indnkeyatts',
    'i.am',
    columnsHash('i.indrelid', 'i.indkey::int2[]'),
    operatorClasses,
    'i.indoption',
    collations,
    "array_to_string(i.reloptions, ',')",
    `case when i.indexprs is not null then ${ownSchema('pg_get_expr(i.indexprs, i.indrelid)', 'i')} end`,
    `case when i.indpred is not null then ${ownSchema('pg_get_expr(i.indpred, i.indrelid)', 'i')} end`,
  )
}

/** Indexes that no constraint owns. Described by joins: `pg_get_indexdef` on every one fills the backend's relation cache. */
export const indexes: CatalogFragment = {
  ctes: [
    `i as materialized (
  select i.indexrelid, i.indrelid, i.indkey, i.indclass, i.indoption, i.indcollation, i.indisvalid, i.indisready, i.indisunique, i.indnullsnotdistinct, i.indnkeyatts, i.indnatts, i.indexprs, i.indpred,
         ${ownName('ic.relname::text', 'r')} as name, ic.reloptions, case ic.relam when 403 then 'btree' else (select am.amname::text from pg_catalog.pg_am am where am.oid = ic.relam) end as am, r.ns, r.rel, r.q, r.q2
  from r join pg_catalog.pg_index i on i.indrelid = r.oid join pg_catalog.pg_class ic on ic.oid = i.indexrelid
)`,
    `kx as (select k.conindid from k where k.contype in ('p', 'u', 'x'))`,
  ],
  objects: [
    `select i.ns, i.indexrelid, 0, 'index', i.rel, i.name, ${indexDefinitionOf()}
  from i where i.indexrelid not in (select kx.conindid from kx)`,
  ],
  describe: {
    index: `select jsonb_build_object('text', regexp_replace(${ownSchema('pg_get_indexdef(i.indexrelid)')}, '^(CREATE (UNIQUE )?INDEX) .*? (ON (ONLY )?)', '\\1 \\3') || case when not i.indisvalid then ' INVALID' else '' end,
      'create', ${ownSchema('pg_get_indexdef(i.indexrelid)')}, 'unique', i.indisunique, 'valid', i.indisvalid,
      'columns', (select jsonb_agg(pg_get_indexdef(i.indexrelid, u.n::int, true) order by u.n) from unnest(i.indkey::int2[]) with ordinality u(attnum, n) where u.n <= i.indnkeyatts))
    from pg_catalog.pg_index i where i.indexrelid = o.oid`,
  },
}

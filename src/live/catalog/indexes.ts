import type { CatalogFragment } from './sql-fragments'
import { columnNames, deparse, fields, fieldsUnless, ownName, ownSchema } from './sql-fragments'

/** Operator classes and collations below 10000 have fixed oids in every PostgreSQL; the others are written by name. */
const operatorClass = (place: number): string => `((select opc.names from opc) ->> i.indclass[${place}]::text)`
const operatorClasses = `case when 10000 > all (i.indclass::oid[]) then i.indclass::text
  else case i.indnkeyatts when 1 then ${operatorClass(0)} when 2 then ${operatorClass(0)} || ' ' || ${operatorClass(1)}
    else (select string_agg((select opc.names from opc) ->> u.v::text, ' ' order by u.n) from unnest(i.indclass::oid[]) with ordinality u(v, n)) end end`
const collations = `case when 10000 > all (i.indcollation::oid[]) then i.indcollation::text
  else (select string_agg(coalesce((select cl.collname::text from pg_catalog.pg_collation cl where cl.oid = u.v), '0'), ' ' order by u.n) from unnest(i.indcollation::oid[]) with ordinality u(v, n)) end`

/** Everything of an index but its name, over `i`. */
const definition = fields(
  fieldsUnless('i.indisvalid and i.indisready and not i.indnullsnotdistinct', 'i.indisvalid', 'i.indisready', 'i.indnullsnotdistinct'),
  'i.indisunique',
  'i.indnkeyatts',
  'case when i.relam <> 403 then (select am.amname::text from pg_catalog.pg_am am where am.oid = i.relam) end',
  columnNames('i.names', 'i.indkey::int2[]'),
  operatorClasses,
  'i.indoption',
  collations,
  "array_to_string(i.reloptions, ',')",
  ownName('i.expressions', 'i'),
  ownName('i.predicate', 'i'),
)

/** The texts of those two, over an `i` that has the rest. */
const texts = `case when i.indexprs is not null then ${ownSchema(deparse('i.indexprs', 'i', 'i.indrelid'), 'i')} end as expressions,
         case when i.indpred is not null then ${ownSchema(deparse('i.indpred', 'i', 'i.indrelid'), 'i')} end as predicate`

/**
 * What the index of a constraint adds to it, over `k`. That of a primary or unique constraint is a B-tree with default operator classes and
 * order: only what is not as usual is looked at (`i.owned`). An exclusion constraint's may be anything.
 */
export const ownedIndex = `(select case when k.contype = 'x' then ${definition} else ${fields(
  'i.indisvalid',
  'i.indisready',
  'i.indnullsnotdistinct',
  "array_to_string(i.reloptions, ',')",
  `case when i.indnatts > i.indnkeyatts then ${columnNames('i.names', 'i.indkey::int2[]')} end`,
)} end
  from (select i.*, ${texts} from (select ci.*, cc.reloptions, cc.relam, k.names, k.twin, k.q, k.q2, k.own, k.own_re from pg_catalog.pg_index ci join pg_catalog.pg_class cc on cc.oid = ci.indexrelid where ci.indexrelid = k.conindid) i) i)`

/** Indexes that no constraint owns. Described by joins: `pg_get_indexdef` on every one fills the backend's relation cache. */
export const indexes: CatalogFragment = {
  ctes: [
    // Few and wanted often; the planner would read all of them again for every index.
    `opc as materialized (select jsonb_object_agg(oc.oid::text, oc.opcname::text) as names from pg_catalog.pg_opclass oc)`,
    `kx as (select k.conindid from k where k.contype = 'u')`,
    `i as materialized (
  select i.*, ${ownName('ic.relname::text', 'i')} as name, ic.reloptions, ic.relam, ${texts}
  from (
    select x.indexrelid, x.indrelid, x.indkey, x.indclass, x.indoption, x.indcollation, x.indisvalid, x.indisready, x.indisunique, x.indnullsnotdistinct, x.indnkeyatts, x.indnatts,
           x.indexprs, x.indpred, x.indisprimary or x.indisexclusion or (x.indisunique and x.indexrelid in (select kx.conindid from kx)) as owned, r.ns, r.rel, r.q, r.q2, r.own, r.own_re, r.names, r.twin
    from r join pg_catalog.pg_index x on x.indrelid = r.oid
    offset 0
  ) i join pg_catalog.pg_class ic on ic.oid = i.indexrelid
  where not i.owned or not i.indisvalid or not i.indisready or i.indnullsnotdistinct or i.indnatts > i.indnkeyatts or ic.reloptions is not null
)`,
  ],
  objects: [`select i.ns, i.indexrelid, 0, 'index', i.rel, i.name, ${definition} from i where not i.owned`],
  describe: {
    index: `select jsonb_build_object('text', regexp_replace(${ownSchema('pg_get_indexdef(i.indexrelid)')}, '^(CREATE (UNIQUE )?INDEX) .*? (ON (ONLY )?)', '\\1 \\3') || case when not i.indisvalid then ' INVALID' else '' end,
      'create', ${ownSchema('pg_get_indexdef(i.indexrelid)')}, 'unique', i.indisunique, 'valid', i.indisvalid,
      'columns', (select jsonb_agg(pg_get_indexdef(i.indexrelid, u.n::int, true) order by u.n) from unnest(i.indkey::int2[]) with ordinality u(attnum, n) where u.n <= i.indnkeyatts))
    from pg_catalog.pg_index i where i.indexrelid = o.oid`,
  },
}

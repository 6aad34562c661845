import { columnFields, defaultOf } from './columns'
import type { CatalogFragment } from './sql-fragments'
import { fields, fieldsUnless, membersOf, notOfExtension, ownName, ownSchema, ownText } from './sql-fragments'

const tableFields = [
  'r.relkind',
  fieldsUnless(
    "r.relpersistence = 'p' and not r.relrowsecurity and not r.relforcerowsecurity",
    'r.relpersistence',
    'r.relrowsecurity',
    'r.relforcerowsecurity',
  ),
  "array_to_string(r.reloptions, ',')",
  'case when r.relam not in (0, 2) then (select am.amname from pg_catalog.pg_am am where am.oid = r.relam) end',
  "case when r.relkind = 'p' then pg_get_partkeydef(r.oid) end",
  `case when r.relkind = 'f' then (select ${ownName("fs.srvname || ' ' || coalesce(array_to_string(ft.ftoptions, ','), '')", 'r')} from pg_catalog.pg_foreign_table ft join pg_catalog.pg_foreign_server fs on fs.oid = ft.ftserver where ft.ftrelid = r.oid) end`,
]

/** For people to read, so without what an option may hold in secret. */
const foreignTable = `(select fs.srvname || coalesce(' options (' || (select string_agg(case when fo.value ~* '^[^=]*(pass|secret|token)' then split_part(fo.value, '=', 1) || '=…' else fo.value end, ', ') from unnest(ft.ftoptions) fo(value)) || ')', '')
      from pg_catalog.pg_foreign_table ft join pg_catalog.pg_foreign_server fs on fs.oid = ft.ftserver where ft.ftrelid = c.oid)`

/**
 * Tables, their partitions, and the relations that everything else hangs on (`r`); `c` holds the sequences too.
 * `names` are the columns by number, null where one was dropped; `twin` is one relation for all of the same name with the same columns.
 * `columns` is how many there are, `columns0` and `columns1` are hashes of their definitions, `defaults` is the text of what they fall back on.
 */
export const relations: CatalogFragment = {
  ctes: [
    `c as materialized (
  select c.oid, c.relnamespace as ns, ${ownName('c.relname::text')} as rel, c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity,
         c.reloptions, c.relam, c.relispartition, c.relpartbound, c.relhasrules, t.q, t.q2, t.own, t.own_re
  from t join ${membersOf('pg_class', 'dp')} join pg_catalog.pg_class c on c.oid = dp.objid
  where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and c.relname <> all ($2::text[]) and ${notOfExtension('pg_class', 'c.oid')}
)`,
    `r as materialized (
  select w.*, v.defaults
  from (
    select c.*, n.*, min(c.oid) over (partition by hash_array_extended(c.rel || n.names, 0)) as twin
    from c cross join lateral (
      select array_agg(na.name order by na.attnum) as names, bool_or(na.generated) as generated, count(na.def) as columns,
             bit_xor(hashtextextended(na.def, 0)) as columns0, bit_xor(hashtextextended(na.def, 7919)) as columns1
      from (
        select na.attnum, na.attgenerated <> '' as generated, case when not na.attisdropped then na.attname::text end as name,
               case when not na.attisdropped and c.relkind in ('r', 'p', 'f') then ${fields('na.attname', ...columnFields('na', 'c'))} end as def
        from pg_catalog.pg_attribute na where na.attrelid = c.oid and na.attnum > 0
        order by na.attnum offset 0
      ) na
    ) n
    where c.relkind <> 'S'
    offset 0
  ) w cross join lateral (
    select ${ownName('d.text', 'w')} as defaults
    from (
      select ${ownSchema(`string_agg(w.names[d.adnum] || ' ' || ${defaultOf('w.generated', 'w')}, e'\\n' order by w.names[d.adnum] collate "C")`, 'w')} as text
      from pg_catalog.pg_attrdef d where d.adrelid = w.oid
    ) d
  ) v
)`,
    `inh as materialized (
  select h.inhparent, h.inhseqno, r.ns, r.oid, r.rel, r.relispartition, r.relpartbound, r.q, r.q2, r.own, r.own_re from r join pg_catalog.pg_inherits h on h.inhrelid = r.oid
)`,
  ],
  objects: [
    `select inh.ns, inh.oid, inh.inhseqno, 'partition', inh.rel, inh.rel || case when inh.relispartition then '' else ' ' || inh.inhseqno end,
       ${fields(
         "case when pc.relnamespace = inh.ns then '~.' else pc.relnamespace::regnamespace::text || '.' end || " +
           ownName('pc.relname::text', 'inh'),
         `case when inh.relispartition then ${ownText('pg_get_expr(inh.relpartbound, inh.oid)', 'inh')} end`,
       )}
  from inh join pg_catalog.pg_class pc on pc.oid = inh.inhparent where pc.relkind not in ('i', 'I')`,
  ],
  each: [`select r.ns, r.oid, 0, 'table', r.rel, r.rel, ${fields(...tableFields)} from r where r.relkind in ('r', 'p', 'f')`],
  // Half of all objects are columns: those of a table are one row with it.
  summed: [
    `select r.ns, r.columns + 1, 'table', r.rel, r.rel, ${fields(...tableFields, 'r.columns', 'r.columns0', 'r.columns1', 'r.defaults')} from r where r.relkind in ('r', 'p', 'f')`,
  ],
  describe: {
    table: `select jsonb_build_object('text', concat_ws(' ', case c.relpersistence when 'u' then 'unlogged' end,
        case c.relkind when 'p' then 'table partitioned by ' || pg_get_partkeydef(c.oid) when 'f' then 'foreign table of ' || ${foreignTable} else 'table' end,
        case when c.relrowsecurity then 'row security enabled' end, case when c.relforcerowsecurity then 'row security forced' end,
        case when c.reloptions is not null then 'with (' || array_to_string(c.reloptions, ', ') || ')' end,
        case when c.relam not in (0, 2) then 'using ' || (select am.amname from pg_catalog.pg_am am where am.oid = c.relam) end),
      'relation', c.relkind)
      from pg_catalog.pg_class c where c.oid = o.oid`,
    partition: `select jsonb_build_object('text', case when c.relispartition then 'partition of ' else 'inherits ' end || ${ownSchema('h.inhparent::regclass::text')} ||
        case when c.relispartition then ' ' || ${ownSchema('pg_get_expr(c.relpartbound, c.oid)')} else '' end)
      from pg_catalog.pg_class c join pg_catalog.pg_inherits h on h.inhrelid = c.oid and h.inhseqno = o.sub where c.oid = o.oid`,
  },
}

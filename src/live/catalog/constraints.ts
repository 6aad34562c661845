import { ownedIndex } from './indexes'
import type { CatalogFragment } from './sql-fragments'
import { columnNames, columnNamesOf, deparse, fields, fieldsUnless, ownName, ownSchema } from './sql-fragments'

const kindOf = `case k.contype when 'p' then 'primary key' when 'u' then 'unique constraint' when 'c' then 'check constraint' when 'f' then 'foreign key' else 'exclusion constraint' end`

/** What a foreign key points to: a relation of its own tenant, as a rule, or else by one look into the catalogue for each part. */
const targetTable = `case when k.target is not null then '~.' || k.target
  else (select case when fc.relnamespace = k.ns then '~.' else fc.relnamespace::regnamespace::text || '.' end || fc.relname from pg_catalog.pg_class fc where fc.oid = k.confrelid) end`
const targetColumns = `case when k.target is not null then ${columnNames('k.target_names', 'k.confkey')} else ${columnNamesOf('k.confrelid', 'k.confkey')} end`

/**
 * Primary, unique, check, foreign and exclusion constraints. Foreign keys are compared by the namespace of their target, never by text, so a
 * reference into another tenant's schema stays distinct. The index behind a constraint is part of it and no object of its own.
 * NOT NULL, a constraint row from 18 on, is an attribute of the column; `k` holds the unchecked ones for it.
 */
export function constraints(major: number): CatalogFragment {
  return {
    ctes: [
      `k as materialized (
  select k.oid, ${ownName('k.conname::text', 'r')} as con, k.contype, k.convalidated, k.condeferrable, k.condeferred, k.confupdtype, k.confdeltype, k.confmatchtype, k.connoinherit,
         k.conrelid, k.confrelid, k.conkey, k.confkey, k.conbin, k.conindid, k.confdelsetcols, k.conexclop, ${major >= 18 ? 'k.conenforced, k.conperiod' : 'true as conenforced, false as conperiod'},
         r.ns, r.rel, r.q, r.q2, r.own, r.own_re, r.names, r.twin
  from r join pg_catalog.pg_constraint k on k.conrelid = r.oid where k.contype in ('p', 'u', 'c', 'f', 'x') or (k.contype = 'n' and not k.convalidated)
)`,
    ],
    objects: [
      `select k.ns, k.oid, 0, ${kindOf}, k.rel, k.con,
       ${fields(
         'k.contype',
         fieldsUnless(
           'k.convalidated and not k.condeferrable and k.conenforced and not k.conperiod',
           'k.convalidated',
           'k.condeferrable',
           'k.condeferred',
           'k.conenforced',
           'k.conperiod',
         ),
         'k.connoinherit',
         `case when k.contype <> 'c' then ${columnNames('k.names', 'k.conkey')} end`,
         `case when k.contype = 'f' then ${fields('k.confupdtype', 'k.confdeltype', 'k.confmatchtype', targetTable, targetColumns)} end`,
         `case when k.confdelsetcols is not null then (select string_agg(sa.attname, ',' order by sa.attname) from pg_catalog.pg_attribute sa where sa.attrelid = k.conrelid and sa.attnum = any (k.confdelsetcols)) end`,
         `case when k.conexclop is not null then (select string_agg(op.oprname, ',' order by u.n) from unnest(k.conexclop) with ordinality u(v, n) join pg_catalog.pg_operator op on op.oid = u.v) end`,
         ownName('k.expression', 'k'),
         `case when k.contype = 'x' or (k.contype in ('p', 'u') and k.conindid in (select i.indexrelid from i where i.owned)) then ${ownedIndex} end`,
       )}
  -- A full join is never a nested loop, which the planner would take where the catalogue was not analysed.
  from (select k.*, f.rel as target, f.names as target_names, case when k.conbin is not null then ${ownSchema(deparse('k.conbin', 'k', 'k.conrelid'), 'k')} end as expression from k full join r f on f.oid = k.confrelid and f.ns = k.ns offset 0) k
  where k.contype <> 'n'`,
    ],
    describe: Object.fromEntries(
      ['primary key', 'unique constraint', 'check constraint', 'foreign key', 'exclusion constraint'].map((kind) => [
        kind,
        describeConstraint,
      ]),
    ),
  }
}

const describeConstraint = `select jsonb_build_object('text', ${ownSchema('pg_get_constraintdef(k.oid)')} || case when k.contype in ('p', 'u') and not k.condeferrable then coalesce((select ' WITH (' || array_to_string(ic.reloptions, ', ') || ')' from pg_catalog.pg_class ic where ic.oid = k.conindid), '') else '' end
      || case when i.indisvalid = false then ' INVALID INDEX' else '' end,
    'validated', k.convalidated,
    'columns', (select jsonb_agg(ca.attname order by u.n) from unnest(k.conkey) with ordinality u(attnum, n) join pg_catalog.pg_attribute ca on ca.attrelid = k.conrelid and ca.attnum = u.attnum),
    'target', case when k.contype = 'f' then (select jsonb_build_object('schema', fn.nspname, 'own', fn.oid = o.ns, 'table', fc.relname,
        'columns', (select jsonb_agg(fa.attname order by u.n) from unnest(k.confkey) with ordinality u(attnum, n) join pg_catalog.pg_attribute fa on fa.attrelid = k.confrelid and fa.attnum = u.attnum))
      from pg_catalog.pg_class fc join pg_catalog.pg_namespace fn on fn.oid = fc.relnamespace where fc.oid = k.confrelid) end)
  from pg_catalog.pg_constraint k left join pg_catalog.pg_index i on k.contype in ('p', 'u', 'x') and i.indexrelid = k.conindid where k.oid = o.oid`

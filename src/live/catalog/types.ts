import type { CatalogFragment } from './sql-fragments'
import { collationName, fields, membersOf, notOfExtension, ownName, ownSchema, ownText } from './sql-fragments'

/** Enums with their labels in order, domains with their checks, composite and range types. */
export const types: CatalogFragment = {
  ctes: [
    `y as materialized (
  select t.oid as ns, t.q, t.q2, t.own, t.own_re, y.oid, ${ownName('y.typname::text')} as name, y.typtype, y.typrelid, y.typbasetype, y.typtypmod, y.typnotnull, y.typdefault, y.typcollation
  from t join ${membersOf('pg_type', 'dp')} join pg_catalog.pg_type y on y.oid = dp.objid
  where y.typtype in ('e', 'd', 'c', 'r') and ${notOfExtension('pg_type', 'y.oid')}
)`,
  ],
  objects: [
    `select y.ns, y.oid, 0, 'enum', null, y.name, (select string_agg(quote_literal(e.enumlabel), ',' order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = y.oid)
  from y where y.typtype = 'e'`,
    `select y.ns, y.oid, 0, 'domain', null, y.name,
       ${fields(
         ownText('format_type(y.typbasetype, y.typtypmod)', 'y'),
         'y.typnotnull',
         ownText('y.typdefault', 'y'),
         collationName('y.typcollation'),
         `(select string_agg(dk.conname || ' ' || ${ownText('pg_get_constraintdef(dk.oid)', 'y')}, ',' order by dk.conname) from pg_catalog.pg_constraint dk where dk.contypid = y.oid and dk.contype <> 'n')`,
       )}
  from y where y.typtype = 'd'`,
    `select y.ns, y.oid, 0, 'type', null, y.name,
       (select string_agg(ca.attname || ' ' || ${ownText('format_type(ca.atttypid, ca.atttypmod)', 'y')}, ',' order by ca.attnum) from pg_catalog.pg_attribute ca where ca.attrelid = y.typrelid and ca.attnum > 0 and not ca.attisdropped)
  from y join pg_catalog.pg_class yc on yc.oid = y.typrelid and yc.relkind = 'c' where y.typtype = 'c'`,
    `select y.ns, y.oid, 0, 'type', null, y.name,
       (select ${fields(ownText('format_type(ra.rngsubtype, null)', 'y'), collationName('ra.rngcollation'))} from pg_catalog.pg_range ra where ra.rngtypid = y.oid)
  from y where y.typtype = 'r'`,
  ],
  describe: {
    enum: `select jsonb_build_object('text', string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder), 'labels', coalesce(jsonb_agg(e.enumlabel order by e.enumsortorder), '[]'))
      from pg_catalog.pg_enum e where e.enumtypid = o.oid`,
    domain: `select jsonb_build_object('text', concat_ws(' ', ${ownSchema('format_type(y.typbasetype, y.typtypmod)')}, case when y.typnotnull then 'NOT NULL' end, 'DEFAULT ' || ${ownSchema('y.typdefault')},
        'COLLATE ' || nullif(${collationName('y.typcollation')}, ''),
        (select string_agg('CONSTRAINT ' || quote_ident(dk.conname) || ' ' || ${ownSchema('pg_get_constraintdef(dk.oid)')}, ' ' order by dk.conname) from pg_catalog.pg_constraint dk where dk.contypid = y.oid and dk.contype <> 'n')))
      from pg_catalog.pg_type y where y.oid = o.oid`,
    type: `select jsonb_build_object('text', case y.typtype when 'c' then '(' || (select string_agg(quote_ident(ca.attname) || ' ' || ${ownSchema('format_type(ca.atttypid, ca.atttypmod)')}, ', ' order by ca.attnum)
          from pg_catalog.pg_attribute ca where ca.attrelid = y.typrelid and ca.attnum > 0 and not ca.attisdropped) || ')'
        else (select 'range of ' || ${ownSchema('format_type(ra.rngsubtype, null)')} from pg_catalog.pg_range ra where ra.rngtypid = y.oid) end)
      from pg_catalog.pg_type y where y.oid = o.oid`,
  },
}

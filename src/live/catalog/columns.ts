import type { CatalogFragment } from './sql-fragments'
import { collationName, deparse, fields, fieldsUnless, ownSchema, ownText, typeName } from './sql-fragments'

/** What a column `a` of the relation `r` is, but for its default: the part of it that lies in its own row. */
export const columnFields = (a: string, r: string): readonly string[] => [
  typeName(`${a}.atttypid`, r),
  `${a}.atttypmod`,
  `${a}.attnotnull`,
  fieldsUnless(
    `${a}.attidentity = '' and ${a}.attgenerated = '' and ${a}.attcollation in (0, 100)`,
    `${a}.attidentity`,
    `${a}.attgenerated`,
    collationName(`${a}.attcollation`),
  ),
]

/** The text of the default `d` of the relation `r`. Plain defaults hold no column, so they are deparsed without opening the relation. */
export const defaultOf = (generated: string, r: string): string =>
  `case when ${generated} then ${deparse('d.adbin', r, `${r}.oid`)} else pg_get_expr(d.adbin, 0) end`

/**
 * Columns: type, null, default, identity, generated, collation. Their order is not part of a definition.
 * Over many tenants they are summed up in the row of their table.
 */
export function columns(major: number): CatalogFragment {
  // From 18 on NOT NULL may be there without having been checked.
  const notValid =
    major >= 18
      ? `exists (select from pg_catalog.pg_constraint nn where nn.conrelid = a.attrelid and nn.contype = 'n' and not nn.convalidated and nn.conkey[1] = a.attnum)`
      : 'false'
  return {
    ctes: [],
    objects: [],
    each: [
      `select r.ns, a.attrelid, a.attnum, 'column', r.rel, a.attname::text,
       ${fields(
         ...columnFields('a', 'r'),
         major >= 18 ? "(a.attrelid, a.attnum) in (select k.conrelid, k.conkey[1] from k where k.contype = 'n')" : 'false',
         `(select ${ownText(defaultOf("a.attgenerated <> ''", 'r'), 'r')} from pg_catalog.pg_attrdef d where d.adrelid = a.attrelid and d.adnum = a.attnum)`,
       )}
  from r join pg_catalog.pg_attribute a on a.attrelid = r.oid
  where r.relkind in ('r', 'p', 'f') and a.attnum > 0 and not a.attisdropped`,
    ],
    summed: major >= 18 ? ["select k.ns, 0, 'not null', k.rel, k.names[k.conkey[1]], 'not valid' from k where k.contype = 'n'"] : [],
    describe: {
      column: `select jsonb_build_object(
        'position', a.attnum, 'type', ${ownSchema('format_type(a.atttypid, a.atttypmod)')}, 'notNull', a.attnotnull, 'default', case when a.atthasdef then ${ownSchema('pg_get_expr(d.adbin, d.adrelid)')} end,
        'identity', nullif(a.attidentity::text, ''), 'generated', nullif(a.attgenerated::text, ''), 'collation', nullif(${collationName('a.attcollation')}, ''),
        'notNullUnchecked', case when a.attnotnull then ${notValid} else false end,
        'sequence', (select jsonb_build_object('schema', sn.nspname, 'name', sc.relname) from pg_catalog.pg_depend sd join pg_catalog.pg_class sc on sc.oid = sd.refobjid and sc.relkind = 'S'
            join pg_catalog.pg_namespace sn on sn.oid = sc.relnamespace
            where sd.classid = 'pg_catalog.pg_attrdef'::regclass and sd.objid = d.oid and sd.refclassid = 'pg_catalog.pg_class'::regclass limit 1))
      from pg_catalog.pg_attribute a left join pg_catalog.pg_attrdef d on a.atthasdef and d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = o.oid and a.attnum = o.sub`,
    },
  }
}

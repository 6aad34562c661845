import type { CatalogFragment } from './sql-fragments'
import { fields, fieldsUnless } from './sql-fragments'

/** Sequences by definition; where they stand at the moment is data and no drift. */
export const sequences: CatalogFragment = {
  ctes: [],
  objects: [
    `select c.ns, c.oid, 0, 'sequence', null, c.rel,
       ${fields('s.seqtypid', 's.seqmax', fieldsUnless("s.seqstart = 1 and s.seqincrement = 1 and s.seqmin = 1 and s.seqcache = 1 and not s.seqcycle and c.relpersistence = 'p'", 's.seqstart', 's.seqincrement', 's.seqmin', 's.seqcache', 's.seqcycle', 'c.relpersistence'))}
  from c join pg_catalog.pg_sequence s on s.seqrelid = c.oid where c.relkind = 'S'`,
  ],
  describe: {
    sequence: `select jsonb_build_object('text', format('as %s start %s increment %s minvalue %s maxvalue %s cache %s%s', format_type(s.seqtypid, null), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, case when s.seqcycle then ' cycle' else '' end),
      'ownedBy', (select jsonb_build_object('table', oc.relname, 'column', oa.attname, 'identity', od.deptype = 'i') from pg_catalog.pg_depend od join pg_catalog.pg_class oc on oc.oid = od.refobjid
         join pg_catalog.pg_attribute oa on oa.attrelid = oc.oid and oa.attnum = od.refobjsubid
         where od.classid = 'pg_catalog.pg_class'::regclass and od.objid = s.seqrelid and od.refclassid = 'pg_catalog.pg_class'::regclass and od.deptype in ('a', 'i') limit 1))
    from pg_catalog.pg_sequence s where s.seqrelid = o.oid`,
  },
}

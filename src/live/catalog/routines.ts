import type { CatalogFragment } from './sql-fragments'
import { fields, membersOf, notOfExtension, ownName, ownSchema, ownSchemaInText, ownSetting, ownText } from './sql-fragments'

/** Functions, procedures, aggregates; triggers and rules on tables. */
export const routines: CatalogFragment = {
  ctes: [],
  objects: [
    `select t.oid, p.oid, 0, 'function', null, ${ownName('p.proname::text')} || '(' || ${ownSchema('pg_get_function_identity_arguments(p.oid)')} || ')',
       ${fields(
         `md5(${ownName(ownSchemaInText('p.prosrc'))})`,
         'l.lanname',
         'p.prokind',
         'p.provolatile',
         'p.proparallel',
         'p.prosecdef',
         'p.proisstrict',
         'p.proleakproof',
         'p.proretset',
         // With the columns of `returns table`, which are not among the arguments.
         ownText('pg_get_function_result(p.oid)'),
         `case when p.proargdefaults is not null then ${ownText('pg_get_function_arguments(p.oid)')} end`,
         `case when p.proconfig is not null then ${ownName(ownSetting("array_to_string(p.proconfig, e'\\n')"))} end`,
         `case when p.prosqlbody is not null then ${ownText('pg_get_function_sqlbody(p.oid)')} end`,
         `case when p.prokind = 'a' then (select ${fields(ownText('ag.aggtransfn::regproc::text'), ownText('ag.aggfinalfn::regproc::text'), 'ag.agginitval', ownText('ag.aggtranstype::regtype::text'))} from pg_catalog.pg_aggregate ag where ag.aggfnoid = p.oid) end`,
       )}
  from t join ${membersOf('pg_proc', 'dp')} join pg_catalog.pg_proc p on p.oid = dp.objid join pg_catalog.pg_language l on l.oid = p.prolang
  where ${notOfExtension('pg_proc', 'p.oid')}
    -- Constructors of a range type come and go with it.
    and not exists (select from pg_catalog.pg_depend di where di.classid = 'pg_catalog.pg_proc'::regclass and di.objid = p.oid and di.deptype = 'i')`,
    // Clones on partitions follow their parent.
    `select r.ns, g.oid, 0, 'trigger', r.rel, ${ownName('g.tgname::text', 'r')}, ${fields('g.tgenabled', ownName(ownSchema('pg_get_triggerdef(g.oid)', 'r'), 'r'))}
  from r join pg_catalog.pg_trigger g on g.tgrelid = r.oid where not g.tgisinternal and g.tgparentid = 0`,
    `select r.ns, w.oid, 0, 'rule', r.rel, w.rulename::text, ${fields('w.ev_enabled', ownText('pg_get_ruledef(w.oid)', 'r'))}
  from r join pg_catalog.pg_rewrite w on w.ev_class = r.oid where r.relhasrules and w.rulename <> '_RETURN'`,
  ],
  describe: {
    function: `select jsonb_build_object('text', case when p.prokind in ('f', 'p') then ${ownSchemaInText('pg_get_functiondef(p.oid)')} else 'aggregate returning ' || ${ownSchema('format_type(p.prorettype, null)')} || (select ' by ' || ${ownSchema('ag.aggtransfn::regproc::text')} from pg_catalog.pg_aggregate ag where ag.aggfnoid = p.oid) end)
      from pg_catalog.pg_proc p where p.oid = o.oid`,
    trigger: `select jsonb_build_object('text', ${ownSchema('pg_get_triggerdef(g.oid)')} || case g.tgenabled when 'D' then ' DISABLED' when 'A' then ' ENABLED ALWAYS' when 'R' then ' ENABLED REPLICA' else '' end)
      from pg_catalog.pg_trigger g where g.oid = o.oid`,
    rule: `select jsonb_build_object('text', ${ownSchema('pg_get_ruledef(w.oid)')} || case w.ev_enabled when 'D' then ' DISABLED' else '' end) from pg_catalog.pg_rewrite w where w.oid = o.oid`,
  },
}

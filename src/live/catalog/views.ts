import type { CatalogFragment } from './sql-fragments'
import { fields, ownName, ownSchema, ownText } from './sql-fragments'

const command = `case pol.polcmd when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE' when 'd' then 'DELETE' else 'ALL' end`
const roles = `(select string_agg(case when u.v = 0 then 'public' else pg_get_userbyid(u.v)::text end, ',' order by 1) from unnest(pol.polroles) u(v))`

/** Views, materialised views and row security policies. */
export const views: CatalogFragment = {
  ctes: [],
  objects: [
    `select r.ns, r.oid, 0, case r.relkind when 'v' then 'view' else 'materialized view' end, null, r.rel, ${fields("array_to_string(r.reloptions, ',')", ownName('d.text', 'r'))}
  from r cross join lateral (select ${ownSchema('pg_get_viewdef(r.oid)', 'r')} as text offset 0) d where r.relkind in ('v', 'm')`,
    `select r.ns, pol.oid, 0, 'policy', r.rel, ${ownName('pol.polname::text', 'r')},
       ${fields(
         'pol.polcmd',
         'pol.polpermissive',
         ownName(roles, 'r'),
         `case when pol.polqual is not null then ${ownText('pg_get_expr(pol.polqual, pol.polrelid)', 'r')} end`,
         `case when pol.polwithcheck is not null then ${ownText('pg_get_expr(pol.polwithcheck, pol.polrelid)', 'r')} end`,
       )}
  from r join pg_catalog.pg_policy pol on pol.polrelid = r.oid`,
  ],
  describe: {
    view: `select jsonb_build_object('text', coalesce('with (' || array_to_string(c.reloptions, ', ') || ') ', '') || ${ownSchema('pg_get_viewdef(c.oid)')}) from pg_catalog.pg_class c where c.oid = o.oid`,
    'materialized view': `select jsonb_build_object('text', coalesce('with (' || array_to_string(c.reloptions, ', ') || ') ', '') || ${ownSchema('pg_get_viewdef(c.oid)')}) from pg_catalog.pg_class c where c.oid = o.oid`,
    policy: `select jsonb_build_object('text', concat_ws(' ', case when pol.polpermissive then 'AS PERMISSIVE' else 'AS RESTRICTIVE' end, 'FOR', ${command}, 'TO', ${ownName(roles)},
        'USING (' || ${ownSchema('pg_get_expr(pol.polqual, pol.polrelid)')} || ')', 'WITH CHECK (' || ${ownSchema('pg_get_expr(pol.polwithcheck, pol.polrelid)')} || ')'))
      from pg_catalog.pg_policy pol where pol.oid = o.oid`,
  },
}

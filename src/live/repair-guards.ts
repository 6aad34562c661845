import { fingerprintSql, objectsSql } from './catalog/catalog-sql'
import { quoteLiteral } from './tenants'

/** `text` between dollar quotes that it does not hold itself: bodies of functions are full of them. */
export function dollarQuote(text: string, word: string): string {
  let tag = `$${word}$`
  for (let n = 2; text.includes(tag); n++) tag = `$${word}${n}$`
  return `${tag}${text}${tag}`
}

/**
 * What a script looks at a tenant with. `tenant_fingerprint` is what was read when it was written. `tenant_state` is the same but for some
 * objects: after a failure it tells a tenant that is done with a part of the script from one that moved. `index_definition` is for indexes,
 * which are made outside of transactions.
 */
export function guardFunctions(major: number, versionTables: readonly string[]): readonly string[] {
  const ofOne = (sql: string): string =>
    sql
      .replace('$1::oid[]', 'array[(select w.oid from pg_catalog.pg_namespace w where w.nspname = $1)]')
      .replace('$2::text[]', `array[${versionTables.map(quoteLiteral).join(', ')}]::text[]`)
  const fingerprint = `
select lpad(to_hex(coalesce(f.s0, '0')::bigint), 16, '0') || lpad(to_hex(coalesce(f.s1, '0')::bigint), 16, '0') || '-' || f.objects from (
${ofOne(fingerprintSql(major))}
) f `
  const state = `
select coalesce(sum(hashtextextended(coalesce(s.def, ''), hashtextextended(s.kind || ' ' || coalesce(s.tbl, '') || ' ' || s.name, 0))), 0)::text from (
${ofOne(objectsSql(major))}
) s where s.kind || ' ' || coalesce(s.tbl, '') || ' ' || s.name <> all ($2) `
  const ready = `
begin
  if pg_temp.tenant_state(tenant, without) <> pg_temp.tenant_state(template, without) then
    raise exception 'the schema % changed since this script was written', tenant;
  end if;
end `
  return [
    '-- The fingerprint of a schema as it was read when this was written, and what is equal in it apart from some objects.',
    `create or replace function pg_temp.tenant_fingerprint(text) returns text language sql stable set search_path = pg_catalog as ${dollarQuote(fingerprint, 'fingerprint')};`,
    `create or replace function pg_temp.tenant_state(text, text[]) returns text language sql stable set search_path = pg_catalog as ${dollarQuote(state, 'state')};`,
    `create or replace function pg_temp.tenant_is_ready(tenant text, template text, without text[]) returns void language plpgsql as ${dollarQuote(ready, 'ready')};`,
    `create or replace function pg_temp.index_definition(text, text) returns text language sql stable set search_path = pg_catalog as $index$
select pg_get_indexdef(i.indexrelid) || case when i.indisvalid then '' else ' INVALID' end
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace join pg_catalog.pg_index i on i.indexrelid = c.oid
where n.nspname = $1 and c.relname = $2 $index$;`,
  ]
}

/**
 * One family of catalogue objects as SQL. All fragments end up in one statement over the namespaces `t`, so that the text that is hashed
 * over all tenants and the text that is shown for one of them come from the same rows.
 */
export interface CatalogFragment {
  /** Named subqueries, each `name as (…)`. */
  readonly ctes: readonly string[]
  /** Selects of `ns, oid, sub, kind, tbl, name, def`: `def` is everything that makes two objects different, as cheap as possible. */
  readonly objects: readonly string[]
  /** Object kind -> scalar subquery over `o` (an object row) and `t` that gives jsonb with a readable `text` and typed facts. */
  readonly describe: { readonly [kind: string]: string }
}

/** Fields as a row's text: nothing can slide from one place into the next, and it costs half of what joined strings cost. */
export const fields = (...expressions: readonly string[]): string => `row(${expressions.join(', ')})::text`

/**
 * Deparsed text with the tenant's own schema written `~.`. A word boundary by the characters that the deparser puts before a name: a regular
 * expression per tenant would be compiled again for every row. `q` is the quoted schema with its dot, `q2` the same inside a string literal.
 */
export function ownSchema(expression: string, t = 't'): string {
  const before = [' ', '(', ':', ',', '[', '\n']
  const chain = before.reduce((text, c) => `replace(${text}, ${literal(c)} || ${t}.q, ${literal(`${c}~.`)})`, `' ' || (${expression})`)
  return `ltrim(replace(${chain}, '''' || ${t}.q2, '''~.'), ' ')`
}

/** Free text (function bodies), where anything may stand before the name. Few rows, so a regular expression is affordable. */
export const ownSchemaInText = (expression: string, t = 't'): string =>
  `case when position(${t}.q in ${expression}) > 0 or position(${t}.schema in ${expression}) > 0 then regexp_replace(${expression}, '(^|[^[:alnum:]_$"])' || ${t}.re, '\\1~.', 'g') else ${expression} end`

/** A name with the tenant's own name in it (`ix_user_3_sku`) written `ix_~_sku`; only for schema names that are not plain words. */
export const ownName = (expression: string, t = 't'): string =>
  `case when ${t}.own is not null and position(${t}.own in ${expression}) > 0
        then regexp_replace(${expression}, '(^|[^[:alnum:]])' || ${t}.own_re || '(?![[:alnum:]])', '\\1~', 'g') else ${expression} end`

/** A type's name with its schema, `~.` for the tenant's own. Types below 10000 have the same oid in every PostgreSQL; others differ between shards. */
export const typeName = (oid: string, ns: string): string =>
  `case when ${oid} < 10000 then ${oid}::text
        else (select case when ty.typnamespace = 11 then '' when ty.typnamespace = ${ns} then '~.' else ty.typnamespace::regnamespace::text || '.' end || ty.typname from pg_catalog.pg_type ty where ty.oid = ${oid}) end`

/** Default and `pg_catalog` collations have fixed oids; every other one is written by name. */
export const collationName = (oid: string): string =>
  `case when ${oid} in (0, 100) then '' else (select cl.collname from pg_catalog.pg_collation cl where cl.oid = ${oid}) end`

/** Relations in the namespaces, reached through pg_depend: pg_class has no index on relnamespace. */
export const membersOf = (catalog: string, alias: string): string =>
  `pg_catalog.pg_depend ${alias} on ${alias}.refclassid = 'pg_catalog.pg_namespace'::regclass and ${alias}.refobjid = t.oid and ${alias}.classid = 'pg_catalog.${catalog}'::regclass`

/** `not in` stays a hashed subplan, so its cost does not depend on what the planner believes about the rows before it. */
export const notOfExtension = (catalog: string, oid: string): string =>
  `${oid} not in (select x.objid from x where x.classid = 'pg_catalog.${catalog}'::regclass)`

/**
 * The names behind an array of column numbers as one order-sensitive hash. A correlated subquery on purpose: joins between the large
 * subqueries fall to nested loops whenever the planner underestimates them, one index probe per column never does.
 */
export const columnsHash = (relation: string, numbers: string): string =>
  `case when array_length(${numbers}, 1) = 1
        then (select hashtextextended(ha.attname::text, 1) from pg_catalog.pg_attribute ha where ha.attrelid = ${relation} and ha.attnum = (${numbers})[array_lower(${numbers}, 1)])
        else (select bit_xor(hashtextextended(coalesce((select ha.attname::text from pg_catalog.pg_attribute ha where ha.attrelid = ${relation} and ha.attnum = hu.attnum), '()'), hu.n))
              from unnest(${numbers}) with ordinality hu(attnum, n)) end`

const literal = (text: string): string => (text === '\n' ? "e'\\n'" : text === '\n~.' ? "e'\\n~.'" : `'${text}'`)

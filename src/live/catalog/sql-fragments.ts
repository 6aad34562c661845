/**
 * One family of catalogue objects as SQL. All fragments end up in one statement over the namespaces `t`, so that the text that is hashed
 * over all tenants and the text that is shown for one of them come from the same rows.
 */
export interface CatalogFragment {
  /** Named subqueries, each `name as (…)`. */
  readonly ctes: readonly string[]
  /** Selects of `ns, oid, sub, kind, tbl, name, def`: `def` is everything that makes two objects different, as cheap as possible. */
  readonly objects: readonly string[]
  /** The same for one tenant alone; over many, `summed` stands in their place. */
  readonly each?: readonly string[]
  /** Selects of `ns, objects, kind, tbl, name, def`: a row for `objects` of them at a time. They differ where those of `each` differ. */
  readonly summed?: readonly string[]
  /** Object kind -> scalar subquery over `o` (an object row) and `t` that gives jsonb with a readable `text` and typed facts. */
  readonly describe: { readonly [kind: string]: string }
}

/** Fields as a row's text: nothing can slide from one place into the next, and it costs half of what joined strings cost. */
export const fields = (...expressions: readonly string[]): string => `row(${expressions.join(', ')})::text`

/** The same, null where all is as nearly always: to write a value out is half of the price of a row. */
export const fieldsUnless = (usual: string, ...expressions: readonly string[]): string =>
  `case when not (${usual}) then ${fields(...expressions)} end`

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

/** The tenant's own name, with nothing beside it that would make it part of a longer one. */
const ownPattern = (t: string): string => `'(^|[^[:alnum:]])' || ${t}.own_re || '(?![[:alnum:]])'`

/** A name with the tenant's own name in it (`ix_user_3_sku`) written `ix_~_sku`; only for schema names that are not plain words. */
export const ownName = (expression: string, t = 't'): string =>
  `case when ${t}.own is not null and position(${t}.own in ${expression}) > 0
        then regexp_replace(${expression}, ${ownPattern(t)}, '\\1~', 'g') else ${expression} end`

/**
 * Deparsed text where the tenant's own name may stand in names and literals too. Written out once: a statement twice as long takes a single
 * tenant half as long again. For a name that is a plain word it looks for a control character instead, which no definition is made of.
 */
export const ownText = (expression: string, t = 't'): string =>
  `regexp_replace(${ownSchema(expression, t)}, case when ${t}.own is not null then ${ownPattern(t)} else chr(1) end, '\\1~', 'g')`

/** A setting of a function, where the tenant's schema stands by itself: `search_path=user_3, public`. */
export const ownSetting = (expression: string, t = 't'): string =>
  `regexp_replace(${expression}, '(^|[^[:alnum:]_$"])' || ${t}.bare || '(?![[:alnum:]_$"])', '\\1~', 'g')`

/** A type's name with its schema, `~.` for the tenant's own. Types below 10000 have the same oid in every PostgreSQL; others differ between shards. */
export const typeName = (oid: string, t: string): string =>
  `case when ${oid} < 10000 then ${oid}::text else ${ownName(`ltrim(replace(' ' || format_type(${oid}, null), ' ' || ${t}.q, ' ~.'), ' ')`, t)} end`

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
 * The names behind an array of column numbers, in their order. `names` are the relation's own, by number (`r.names`): looking every column
 * up in the catalogue would be most of the statement. Expressions, which have no name, are `()`.
 */
export const columnNames = (names: string, numbers: string): string => {
  const name = (offset: number) => `coalesce((${names})[(${numbers})[array_lower(${numbers}, 1) + ${offset}]], '()')`
  return `case array_length(${numbers}, 1) when 1 then ${fields(name(0))} when 2 then ${fields(name(0), name(1))}
        else (select string_agg(quote_ident(coalesce((${names})[cu.attnum], '()')), ',' order by cu.n) from unnest(${numbers}) with ordinality cu(attnum, n)) end`
}

/** The same for a relation that may be anybody's, by one look into the catalogue for each column. */
export const columnNamesOf = (relation: string, numbers: string): string =>
  `case when array_length(${numbers}, 1) = 1
        then (select ${fields('fa.attname')} from pg_catalog.pg_attribute fa where fa.attrelid = ${relation} and fa.attnum = (${numbers})[array_lower(${numbers}, 1)])
        else (select string_agg(quote_ident((select fa.attname from pg_catalog.pg_attribute fa where fa.attrelid = ${relation} and fa.attnum = fu.attnum)), ',' order by fu.n)
              from unnest(${numbers}) with ordinality fu(attnum, n)) end`

/**
 * Deparsed with the columns of another relation of the same name and the same columns (`r.twin`), so that the server has to load only one
 * relation for all tenants that are alike, which is most of the time and of the backend's memory. The twin may be dropped meanwhile.
 */
export const deparse = (tree: string, row: string, relation: string): string =>
  `coalesce(pg_get_expr(${tree}, ${row}.twin), pg_get_expr(${tree}, ${relation}))`

const literal = (text: string): string => (text === '\n' ? "e'\\n'" : text === '\n~.' ? "e'\\n~.'" : `'${text}'`)

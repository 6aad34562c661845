import { columns } from './columns'
import { constraints } from './constraints'
import { indexes } from './indexes'
import { relations } from './relations'
import { routines } from './routines'
import { sequences } from './sequences'
import type { CatalogFragment } from './sql-fragments'
import { types } from './types'
import { views } from './views'

/** The namespaces `$1` as `t`, with their names in the forms that are looked for; `x` holds what belongs to extensions. */
export const tenantsCte = `t as materialized (
  select n.oid, n.nspname::text as schema, quote_ident(n.nspname) || '.' as q, replace(quote_ident(n.nspname), '''', '''''') || '.' as q2,
         -- Free text may quote a name that needs no quotes.
         b.bare || '[.]' as re, b.bare,
         -- A plain word ("orders") may as well be a table's name, so only names with a digit or an underscore are looked for inside names.
         case when n.nspname ~ '[0-9_]' and length(n.nspname) >= 4 then n.nspname::text end as own,
         regexp_replace(n.nspname::text, '([^[:alnum:]_ ])', '\\\\\\1', 'g') as own_re
  from pg_catalog.pg_namespace n cross join lateral (
    select case when quote_ident(n.nspname) = n.nspname then '(?:"' || n.nspname || '"|' || n.nspname || ')'
                else regexp_replace(quote_ident(n.nspname), '([^[:alnum:]_ ])', '\\\\\\1', 'g') end as bare
  ) b
  where n.oid = any ($1::oid[])
), x as materialized (
  select dx.classid, dx.objid from pg_catalog.pg_depend dx where dx.refclassid = 'pg_catalog.pg_extension'::regclass and dx.deptype = 'e'
)`

/**
 * The statement over a set of tenants, with the rows `o`: ns, oid, sub, kind, tbl, name, def. Parameters: $1 oid[] of namespaces, $2 text[]
 * names of version tables, which belong to the versions and not to the structure. Runs on PostgreSQL 15 to 18 and later.
 */
const catalogBody = (fragments: readonly CatalogFragment[], objects: readonly string[]): string =>
  `with ${tenantsCte}, ${fragments.flatMap((fragment) => fragment.ctes).join(', ')}, o(ns, oid, sub, kind, tbl, name, def) as (
${objects.join('\n  union all\n  ')}
)`

/** Names of these are compared apart: the same definition under another name is no structural difference. */
export const namedApart = ['primary key', 'unique constraint', 'check constraint', 'foreign key', 'exclusion constraint', 'index'] as const

export interface FingerprintRow {
  readonly oid: string
  readonly objects: string
  readonly s0: string | null
  readonly s1: string | null
  readonly n0: string | null
  readonly n1: string | null
}

/**
 * One row for each namespace that exists. Every object has two 64-bit hashes of its kind, table and definition, and on top of each one with
 * its name. The strict signature xors those with names. Without names equal definitions would cancel each other (an index on `a` twice =
 * one on `b` twice), so the structural one sums.
 */
export function fingerprintSql(major: number): string {
  const fragments = fragmentsOf(major)
  const objects = fragments.flatMap((fragment) => fragment.objects)
  const summed = fragments.flatMap((fragment) => fragment.summed ?? [])
  return `${catalogBody(fragments, objects)}, u(ns, objects, kind, tbl, name, def) as (
  select o.ns, 1, o.kind, o.tbl, o.name, o.def from o
  ${summed.map((rows) => `union all ${rows}`).join('\n  ')}
), l as (
  -- "offset 0" keeps a hash from being computed again wherever it is used.
  select u.ns, u.objects, u.name, u.kind in (${namedApart.map((kind) => `'${kind}'`).join(', ')}) as apart,
         ${definitionHash(0)} as l0, ${definitionHash(7919)} as l1
  from u offset 0
), h as (
  select l.ns, l.objects, l.apart, l.l0, l.l1, hashtextextended(l.name, l.l0) as h0, hashtextextended(l.name, l.l1) as h1 from l offset 0
), s as materialized (
  select h.ns, sum(h.objects)::text as objects, bit_xor(h.h0)::text as s0, bit_xor(h.h1)::text as s1,
         sum(case when h.apart then h.l0 else h.h0 end)::text as n0, sum(case when h.apart then h.l1 else h.h1 end)::text as n1
  from h group by h.ns
)
select t.oid::text as oid, coalesce(s.objects, '0') as objects, s.s0, s.s1, s.n0, s.n1 from t left join s on s.ns = t.oid`
}

/** Each part is the seed of the next, so that nothing has to be joined into one text. */
const definitionHash = (seed: number): string =>
  `hashtextextended(coalesce(u.def, ''), hashtextextended(coalesce(u.tbl, ''), hashtextextended(u.kind, ${seed})))`

/** Every object of the given namespaces, columns too: ns, kind, tbl, name, def. */
export function objectsSql(major: number): string {
  const fragments = fragmentsOf(major)
  return `${catalogBody(
    fragments,
    fragments.flatMap((fragment) => [...fragment.objects, ...(fragment.each ?? [])]),
  )} select o.ns, o.kind, o.tbl, o.name, o.def from o`
}

export interface ObjectRow {
  readonly oid: string
  readonly kind: string
  readonly tbl: string | null
  readonly name: string
  readonly hash: string
  readonly facts: { readonly [key: string]: unknown } | null
}

/** Every object of the given namespaces (one, as a rule) in words and typed facts, with the hash of the very text that was compared. */
export function detailsSql(major: number): string {
  const fragments = fragmentsOf(major)
  const describe = fragments.flatMap((fragment) => Object.entries(fragment.describe))
  const objects = fragments.flatMap((fragment) => [...fragment.objects, ...(fragment.each ?? [])])
  return `${catalogBody(fragments, objects)}
select o.ns::text as oid, o.kind, o.tbl, o.name, hashtextextended(coalesce(o.def, ''), 0)::text || '.' || hashtextextended(coalesce(o.def, ''), 7919)::text as hash,
       case o.kind ${describe.map(([kind, query]) => `when '${kind}' then (${query})`).join('\n ')} end as facts
from o join t on t.oid = o.ns order by o.ns, o.kind, o.tbl, o.name`
}

function fragmentsOf(major: number): readonly CatalogFragment[] {
  return [relations, columns(major), withIndexes(constraints(major)), sequences, types, routines, views]
}

/** Constraints carry their index, and indexes leave out those of constraints: their subqueries are declared together, in this order. */
function withIndexes(fragment: CatalogFragment): CatalogFragment {
  return {
    ctes: [...fragment.ctes, ...indexes.ctes],
    objects: [...fragment.objects, ...indexes.objects],
    describe: { ...fragment.describe, ...indexes.describe },
  }
}

import * as assert from 'node:assert/strict'
import { openShards } from '../../src/host/postgres/open-shards'
import { loadSnapshot } from '../../src/live/catalog/load-snapshot'
import type { SchemaSnapshot } from '../../src/live/snapshot'
import { groupTenants } from '../../src/live/tenant-groups'
import { quoteIdentifier, quoteLiteral } from '../../src/live/tenants'
import { runSql, startPostgres, type TestPostgres } from '../support/postgres'
import { defaultOptions } from './live-support'

/** What tenants reference outside of their schemas. */
const outsideSql = `
create type public.point_of_sale as (till integer);
create foreign data wrapper other_wrapper;
create server other_server foreign data wrapper other_wrapper;
`

/** A tenant that uses its own schema wherever an expression may, so that nothing of its name may be left in what is compared. */
const tenantSql = (name: string): string => {
  const schema = quoteIdentifier(name)
  return `
create schema ${schema}; set search_path to ${schema}, public;
create type state as enum ('new', 'old 🙂'); create domain amount as integer check (value > 0); create type money_of as (state state, value integer);
create sequence loose; create function next_number() returns integer language sql as 'select 1';
create function twice(i integer) returns integer language sql immutable as 'select i * 2';
create function add_money(s money_of, v integer) returns money_of language sql as 'select s';
create aggregate all_money (integer) (sfunc = add_money, stype = money_of);
create function listed() returns table (n integer, state state) language sql as $$ select 1, null::${schema}.state $$;
create function elevated() returns integer language sql security definer set search_path = ${schema}, public as 'select 1';
create function bodied(x state default 'new') returns integer begin atomic select 1; end;
create table a (id serial primary key, state state not null default 'new', states state[] default '{new,old 🙂}', d amount, m money_of default row('new', 1)::money_of,
  n integer default -next_number(), ns integer[] default array[next_number(), twice(next_number())], b boolean default (not (next_number() = 1)),
  g integer generated always as (twice(d)) stored, i bigint generated always as identity, self integer references a, "odd.name %I" integer default 1,
  p public.point_of_sale, constraint ck check (twice(d) > 0 and state <> 'old 🙂'));
create table b (id integer primary key, a integer references a deferrable initially deferred, cyc integer, at point,
  unique nulls not distinct (a) include (cyc), exclude using gist (at with ~=) where (twice(id) > 0));
alter table a add foreign key (id) references b not valid, add gone integer;
alter table a drop gone;
create index on b (twice(id)); create index on b (a) where twice(a) > 1; create index on a ("odd.name %I" desc nulls last, id) include (d);
create table parts (id integer, at date default current_date, primary key (id, at)) partition by range (at);
create table parts_2025 partition of parts for values from ('2025-01-01') to ('2026-01-01'); create table parts_rest partition of parts default;
create table to_parts (id integer, at date, foreign key (id, at) references parts on delete set null (id));
create table child (extra text default 'z') inherits (b);
create table whole_row (x integer, r a, rs a[], check (whole_row is not null));
create foreign table elsewhere (id integer) server other_server options (table_name 'x');
create view v as select a.id, b.at, twice(a.d) from a join b on b.a = a.id; create view vv (q, w) as select 1, state from v, a;
create materialized view mv as select *, next_number() from a; create index on mv (n);
create function touched() returns trigger language plpgsql as 'begin return new; end';
create trigger touch after update of d on a for each row when (twice(new.d) > 1) execute function touched('x');
create rule copied as on insert to b do also insert into whole_row (x) values (twice(1));
create policy own on a using (twice(id) > 0 and exists (select from b where b.a = a.id));
`
}

/** What holds the tenant's name by itself, in names and in literals. */
const namedSql = (name: string): string => `
set search_path to ${name}, public;
create function says() returns text language sql as $$ select ${quoteLiteral(name)}::text $$;
create function sets() returns void language plpgsql set app.tenant = ${quoteLiteral(name)} as $$ begin perform set_config('search_path', '${name}, public', true); end $$;
create type state_${name} as enum ('x');
create table t_${name} (id serial primary key, tenant text default ${quoteLiteral(name)} check (tenant = ${quoteLiteral(name)}), state state_${name} default 'x', up integer references t_${name});
create index ix_${name} on t_${name} (id) where tenant <> ${quoteLiteral(name)};
create view view_${name} as select id from t_${name} where tenant = ${quoteLiteral(name)};
create table kinds_${name} (id integer) partition by list (id); create table kind_1 partition of kinds_${name} for values in (1);
create foreign table remote (id integer) server other_server options (schema_name ${quoteLiteral(name)});
create policy only_own on t_${name} using (tenant = ${quoteLiteral(name)});
`

/** Changes that have to be told apart, and that a reader has to be able to tell apart. */
const changes = [
  'alter foreign table elsewhere options (set table_name $$y$$)',
  'drop sequence loose; create sequence loose as integer',
  'drop function listed(); create function listed() returns table (n bigint, state state) language sql as $$ select 1, null::user_900.state $$',
  'alter function elevated() set search_path = user_1, public',
  'drop aggregate all_money (integer); create function other_money(s money_of, v integer) returns money_of language sql as $$select s$$; create aggregate all_money (integer) (sfunc = other_money, stype = money_of)',
  'alter materialized view mv set (fillfactor = 50)',
  'alter index a_pkey set (fillfactor = 50)',
  'alter table a alter n set default user_1.next_number()',
  'alter table whole_row add y user_1.state',
  'alter table b alter constraint b_a_fkey deferrable initially immediate',
  'alter table b rename a to was_a; alter table b rename cyc to a; alter table b rename was_a to cyc',
  'alter table child no inherit b',
  'alter table a drop constraint ck; alter table a add constraint ck check (twice(d) > 0 and state <> $$old 🙂$$) no inherit',
]

const read = (urls: readonly string[], tenants: readonly string[]): Promise<SchemaSnapshot> =>
  loadSnapshot(openShards(urls).shards, { ...defaultOptions, template: tenants[0], tenants: { kind: 'list', list: tenants }, tokens: true })

const tokenOf = ({ tenants }: SchemaSnapshot): string | undefined => {
  const structure = tenants.find(({ schema }) => schema === 'user_901')?.structure
  return structure?.kind === 'known' ? structure.token : undefined
}

/** Every tenant against the first one of its database: what a reader is shown. */
const differencesOf = (snapshot: SchemaSnapshot) =>
  groupTenants(snapshot).groups.flatMap(({ isTemplate, tenants, differences }) =>
    isTemplate ? [] : tenants.map(({ name }) => ({ tenant: name, differences })),
  )

describe('what is alike and what is not', function () {
  this.timeout(120_000)
  const servers = new Map<15 | 18, TestPostgres>()

  before(async () => {
    for (const major of [15, 18] as const) {
      const postgres = await startPostgres({ major })
      servers.set(major, postgres)
      await runSql(postgres.url, outsideSql)
    }
  })
  after(() => Promise.all([...servers.values()].map((postgres) => postgres.stop())))

  const urlOf = (major: 15 | 18): string => {
    const postgres = servers.get(major)
    if (!postgres) throw new Error('it was started before')
    return postgres.url
  }

  for (const major of [15, 18] as const) {
    it(`takes no part of a schema's name for structure, on ${major}`, async () => {
      const names = [
        'user_1',
        'User.3',
        'a"b',
        "o'neil_1",
        'acme',
        '😀 tenant',
        'x.*[y](z)|$^1',
        'order',
        'été_1',
        'a\\b_1',
        '%I_7',
        '~_99',
      ]
      for (const name of names) await runSql(urlOf(major), tenantSql(name))
      assert.deepEqual(differencesOf(await read([urlOf(major)], names)), [])
    })

    it(`knows a tenant's name in the names and literals of its objects, on ${major}`, async () => {
      const names = ['user_501', 'user_50', 'tenant_of_acme']
      for (const name of names) await runSql(urlOf(major), `create schema ${name}; ${namedSql(name)}`)
      assert.deepEqual(differencesOf(await read([urlOf(major)], names)), [])
      await runSql(urlOf(major), "alter table user_50.t_user_50 alter tenant set default 'user_501'")
      assert.deepEqual(
        differencesOf(await read([urlOf(major)], names)).flatMap(({ differences }) => differences?.map(({ template }) => template?.name)),
        ['tenant'],
      )
    })

    it(`tells apart what differs, and shows it, on ${major}`, async () => {
      await runSql(urlOf(major), tenantSql('user_900'))
      const silent: string[] = []
      for (const change of changes) {
        await runSql(urlOf(major), `drop schema if exists user_901 cascade; ${tenantSql('user_901')}`)
        const before = tokenOf(await read([urlOf(major)], ['user_900', 'user_901']))
        await runSql(urlOf(major), `set search_path to user_901, public; ${change.replaceAll('user_900', 'user_901')}`)
        const after = await read([urlOf(major)], ['user_900', 'user_901'])
        assert.notEqual(tokenOf(after), before, `a re-check sees it: ${change}`)
        const [found] = differencesOf(after)
        const shown = found?.differences?.filter(({ template, here }) => template?.definition !== here?.definition) ?? []
        if (shown.length === 0 || shown.length !== found?.differences?.length) silent.push(change)
      }
      assert.deepEqual(silent, [])
    })
  }

  it('compares every tenant within its own server, whatever the majors', async () => {
    const urls = [urlOf(15), urlOf(18)]
    for (const [i, url] of urls.entries()) {
      for (const name of ['shop_1', 'shop_2', 'shop_3']) await runSql(url, `create schema ${name}; ${columnsSql(name)}`)
      await runSql(url, `alter table shop_3.things alter size set default ${7 + i}`)
    }
    const snapshot = await read(urls, ['shop_1', 'shop_2', 'shop_3'])
    const fingerprints = snapshot.tenants.map(({ structure }) => structure.kind === 'known' && structure.strict)
    assert.equal(new Set(fingerprints).size, 3, 'equal on both servers, but for the third')
    assert.deepEqual(
      differencesOf(snapshot).map(({ differences }) => differences?.map(({ template, here }) => [template?.name, here?.definition])),
      [7, 8].map((size) => [['size', `integer default ${size} not null`]]),
    )
  })
})

const columnsSql = (schema: string): string =>
  `create table ${schema}.things (id serial primary key, size integer not null default 1, label text, owner integer references ${schema}.things)`

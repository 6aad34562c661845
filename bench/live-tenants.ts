import { Client } from 'pg'
import { runSql } from '../test/support/postgres'

const tables = 20

/** A tenant the size of a small shop: 20 tables, some 250 objects: serial keys, foreign keys in the tenant and to public, checks, uniques, partial and expression indexes. */
export function toTenantSql(schema: string): string {
  const statements = [
    `create schema ${schema}; set local search_path to ${schema}, public;`,
    "create type job_status as enum ('queued', 'running', 'done', 'failed');",
  ]
  statements.push(
    "create table alembic_version (version_num varchar(32) not null constraint alembic_version_pkc primary key); insert into alembic_version values ('5a1f03c2e9d7');",
  )
  for (let i = 0; i < tables; i++) {
    const parent =
      i > 0 ? `, parent_id integer references t${i - 1} (id) on delete cascade` : ', owner_id integer not null references public.users (id)'
    const check = i % 3 === 0 ? `, constraint ck_t${i}_amount check (amount >= 0)` : ''
    statements.push(
      `create table t${i} (id serial constraint pk_t${i} primary key, code varchar(64) not null, title text, amount numeric(10, 2) not null default 0, status job_status not null default 'queued', created_at timestamptz not null default now()${parent}, constraint uq_t${i}_code unique (code)${check});`,
      `create index ix_t${i}_status on t${i} (status, created_at desc);`,
    )
    if (i % 3 === 0) statements.push(`create index ix_t${i}_lower on t${i} (lower(title)) where status <> 'done';`)
  }
  return statements.join('\n')
}

/** Adds tenants until there are as many; two connections, a fresh one every hundred. Gives the seconds that it took. */
export async function createTenants(url: string, from: number, to: number): Promise<number> {
  const started = Date.now()
  if (from === 1) {
    await runSql(url, 'create table public.users (id serial primary key, email text not null unique)')
    await runSql(url, `begin; ${toTenantSql('template_tenant')} commit`)
  }
  const work = async (offset: number): Promise<void> => {
    let client: Client | undefined
    for (let i = from + offset, n = 0; i <= to; i += 2, n++) {
      if (n % 100 === 0) {
        await client?.end()
        client = new Client({ connectionString: url })
        await client.connect()
      }
      await client?.query(`begin; ${toTenantSql(`user_${i}`)} commit`)
    }
    await client?.end()
  }
  await Promise.all([work(0), work(1)])
  await runSql(url, 'vacuum analyze')
  return (Date.now() - started) / 1000
}

import { runSql } from '../support/postgres'

/** What is unlike the template in a tenant. */
type Oddity = 'other-name' | 'no-index' | 'behind' | 'unknown-revision' | 'no-version' | 'extra-column'

/** Tenants by what is odd about them; the other ones of the thousand are at 0002 like the template. */
export const oddTenants: { readonly [oddity in Oddity]: readonly number[] } = {
  'other-name': [21, 121, 221, 321, 421, 521, 621, 721, 821, 921, 931, 941, 951, 961],
  'no-index': [42, 142, 242],
  behind: [77, 177, 277, 377, 477],
  'unknown-revision': [500, 501],
  'no-version': [888],
  'extra-column': [640],
}

export const tenantCount = 1000

/** A template and a thousand tenants: one table, two indexes and a version table each, a hundred schemas to a transaction. */
export async function makeFleet(url: string): Promise<void> {
  await makeTenants(url, ['template_tenant'])
  for (let first = 1; first <= tenantCount; first += 100)
    await makeTenants(
      url,
      Array.from({ length: 100 }, (_, i) => `user_${first + i}`),
    )
}

async function makeTenants(url: string, schemas: readonly string[]): Promise<void> {
  await runSql(url, `begin; ${schemas.map(tenantSql).join('\n')} commit`)
}

function tenantSql(schema: string): string {
  const number = Number(/\d+$/.exec(schema)?.[0] ?? Number.NaN)
  const is = (oddity: Oddity): boolean => oddTenants[oddity].includes(number)
  const old = is('behind')
  const constraint = is('other-name') ? 'jobs_batch_id_key' : 'uq_jobs_batch_id'
  return [
    `create schema ${schema};`,
    `create table ${schema}.jobs (id serial primary key, batch_id varchar(64), status varchar(20) not null${is('extra-column') ? ', note text' : ''});`,
    old ? '' : `alter table ${schema}.jobs add constraint ${constraint} unique (batch_id);`,
    old || is('no-index') ? '' : `create index ix_jobs_status on ${schema}.jobs (status);`,
    is('no-version') ? '' : `create table ${schema}.alembic_version (version_num varchar(32));`,
    is('no-version')
      ? ''
      : `insert into ${schema}.alembic_version values ('${old ? '0001' : is('unknown-revision') ? '7e57ab1e0000' : '0002'}');`,
  ].join('\n')
}

import assert from 'node:assert/strict'
import { revisionText } from '../../alembic/project'
import { chain, envText } from '../alembic-world'
import { type ThreeWays, tenantFiles, withTenants } from './three-ways'

const tenantJobs = 'create table user_1.jobs (id int primary key); create table user_2.jobs (id int primary key);'
const perTenant = (...statements: readonly string[]): string =>
  `for schema in tenant_schemas(op.get_bind()):\n${statements.map((statement) => `    ${statement}`).join('\n')}`
const revision = (up: string, id = 'r1', down: string | null = null): string => withTenants(revisionText(id, down, { up }))

const trigger = (schema: string, settings: string): string => `op.execute("""
CREATE FUNCTION ${schema}.audit() RETURNS trigger LANGUAGE plpgsql ${settings}AS $$
BEGIN
  INSERT INTO public.log (tenant) VALUES (current_schema());
  RETURN NEW;
END $$
""")`
const attach = (schema: string, of: string): string =>
  `op.execute("CREATE TRIGGER audit AFTER INSERT ON ${schema}.jobs FOR EACH ROW EXECUTE FUNCTION ${of}.audit()")`

const listed = (condition: string): string =>
  `for row in op.get_bind().execute(sa.text(${condition})).all():\n    op.add_column("jobs", sa.Column("kind", sa.Integer()), schema=row[0])`

/** Every default that draws from a sequence of another schema than its table's. */
const foreignSequences = `select distinct tables.relnamespace::regnamespace::text as tenant, sequences.relnamespace::regnamespace::text as source
  from pg_attrdef defaults join pg_class tables on tables.oid = defaults.adrelid
  join pg_depend uses on uses.classid = 'pg_attrdef'::regclass and uses.objid = defaults.oid and uses.refclassid = 'pg_class'::regclass
  join pg_class sequences on sequences.oid = uses.refobjid and sequences.relkind = 'S' and sequences.relnamespace <> tables.relnamespace order by 1`

const fromModels = `op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.Integer(), sa.ForeignKey("template_tenant.kinds.id", name="fk_jobs_kind")),
        sa.Column("code", sa.String()),
        sa.UniqueConstraint("code", name="uq_jobs_code"),
        schema=schema,
    )`
const stats = (unique: string): string =>
  `op.create_table("stats", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("kind", sa.Integer()), sa.Column("date", sa.Date()), ${unique})`
const withConvention = (convention: string) => ({
  'migrations/env.py': envText({ imports: 'from app.base import metadata\n' }).replace('target_metadata=None', 'target_metadata=metadata'),
  'app/base.py': `from sqlalchemy import MetaData\n\nmetadata = MetaData(naming_convention={${convention}})\n`,
})

export const statementCases: readonly ThreeWays[] = [
  {
    rule: 'like-clone',
    title: 'tenants draw ids from one sequence and lose their foreign keys',
    setup: `create table template_tenant.kinds (id int primary key);
      create table template_tenant.jobs (id serial primary key, kind int constraint fk_jobs_kind references template_tenant.kinds, code text constraint uq_jobs_code unique);`,
    files: {
      ...chain(envText(), revision(perTenant(`op.execute(f'CREATE TABLE "{schema}".jobs (LIKE template_tenant.jobs INCLUDING ALL)')`))),
      ...tenantFiles,
    },
    probe: foreignSequences,
    damage({ code, has, rows }) {
      assert.equal(code, 0)
      assert.deepEqual(rows, [
        { tenant: 'user_1', source: 'template_tenant' },
        { tenant: 'user_2', source: 'template_tenant' },
      ])
      assert.ok(!has('user_1.fk_jobs_kind') && !has('user_1.uq_jobs_code') && has('user_1.jobs_code_key'))
    },
    fix: { 'migrations/versions/r1.py': revision(perTenant(fromModels)) },
    mended({ code, has, rows }) {
      assert.deepEqual([code, rows], [0, []])
      assert.ok(has('user_1.fk_jobs_kind') && has('user_2.fk_jobs_kind') && has('user_2.uq_jobs_code'))
    },
    // A copy beside its source is the same tenant's, sequence and all.
    nearMiss: {
      'migrations/versions/r1.py': revision(
        perTenant(fromModels, `op.execute(f'CREATE TABLE "{schema}".old_jobs (LIKE "{schema}".jobs INCLUDING ALL)')`),
      ),
    },
    harmless({ code, has, rows }) {
      assert.deepEqual([code, rows], [0, []])
      assert.ok(has('user_2.old_jobs.id'))
    },
  },
  {
    rule: 'current-schema-in-function',
    title: 'a trigger writes public for every tenant of a translated session',
    setup: `${tenantJobs} create table public.log (id serial primary key, tenant text);`,
    files: {
      ...chain(envText(), revision([trigger('public', ''), attach('user_1', 'public'), attach('user_2', 'public')].join('\n'))),
      ...tenantFiles,
      'app/database.py':
        'from sqlalchemy import create_engine\n\n\ndef engine_for(schema, url):\n    return create_engine(url).execution_options(schema_translate_map={"tenant": schema})\n',
    },
    // What a translated session sends: the schema stands in the statement and the path stays as it was.
    use: 'insert into user_1.jobs values (1); insert into user_2.jobs values (1);',
    probe: 'select tenant from public.log order by id',
    damage: ({ rows }) => assert.deepEqual(rows, [{ tenant: 'public' }, { tenant: 'public' }]),
    fix: 'engine',
    mended: ({ rows }) => assert.deepEqual(rows, [{ tenant: 'user_1' }, { tenant: 'user_2' }]),
    nearMiss: {
      'migrations/versions/r1.py': revision(
        [
          trigger('user_1', 'SET search_path = user_1 '),
          trigger('user_2', 'SET search_path = user_2 '),
          attach('user_1', 'user_1'),
          attach('user_2', 'user_2'),
        ].join('\n'),
      ),
    },
    harmless: ({ rows }) => assert.deepEqual(rows, [{ tenant: 'user_1' }, { tenant: 'user_2' }]),
  },
  {
    rule: 'tenant-pattern-wildcard',
    title: 'LIKE takes userx1 for a tenant',
    setup: `${tenantJobs} create schema userx1; create table userx1.jobs (id int primary key);`,
    files: chain(envText(), revisionText('r1', null, { up: listed(`"SELECT nspname FROM pg_namespace WHERE nspname LIKE 'user_%'"`) })),
    damage: ({ has }) => assert.ok(has('user_1.jobs.kind') && has('userx1.jobs.kind')),
    fix: 'engine',
    mended: ({ has }) => assert.ok(has('user_1.jobs.kind') && has('user_2.jobs.kind') && !has('userx1.jobs.kind')),
    nearMiss: {
      'migrations/versions/r1.py': revisionText('r1', null, {
        up: listed(`r"SELECT nspname FROM pg_namespace WHERE nspname LIKE 'user\\_%'"`),
      }),
    },
    harmless: ({ has }) => assert.ok(has('user_1.jobs.kind') && has('user_2.jobs.kind') && !has('userx1.jobs.kind')),
  },
  {
    rule: 'tenant-name-in-identifier',
    title: 'the next revision cannot name the index of every tenant',
    setup: tenantJobs,
    files: {
      ...chain(
        envText(),
        revision(perTenant('op.create_index(f"ix_{schema}_jobs_id", "jobs", ["id"], schema=schema)')),
        revision(perTenant('op.drop_index("ix_jobs_id", table_name="jobs", schema=schema)'), 'r2', 'r1'),
      ),
      ...tenantFiles,
    },
    damage({ code, stderr }) {
      assert.notEqual(code, 0)
      assert.match(stderr, /index "ix_jobs_id" does not exist/)
    },
    fix: 'engine',
    mended: ({ code, version }) => assert.deepEqual([code, version], [0, 'r2']),
    nearMiss: {
      'migrations/versions/r1.py': revision(
        perTenant('for column in ("id",):', '    op.create_index(f"ix_jobs_{column}", "jobs", [column], schema=schema)'),
      ),
    },
    harmless: ({ code, version }) => assert.deepEqual([code, version], [0, 'r2']),
  },
  {
    rule: 'unnamed-constraint',
    title: 'a later drop by the name of the model fails',
    files: {
      ...chain(
        envText(),
        revisionText('r1', null, { up: stats('sa.UniqueConstraint("kind", "date")') }),
        revisionText('r2', 'r1', { up: 'op.drop_constraint("uq_stats_kind_date", "stats", type_="unique")' }),
      ),
      'app/__init__.py': '',
    },
    damage({ code, stderr }) {
      assert.notEqual(code, 0)
      assert.match(stderr, /constraint "uq_stats_kind_date" of relation "stats" does not exist/)
    },
    fix: {
      'migrations/versions/r1.py': revisionText('r1', null, {
        up: stats('sa.UniqueConstraint("kind", "date", name="uq_stats_kind_date")'),
      }),
    },
    mended: ({ code, version }) => assert.deepEqual([code, version], [0, 'r2']),
    nearMiss: withConvention('"uq": "uq_%(table_name)s_%(column_0_N_name)s"'),
    harmless: ({ code, version }) => assert.deepEqual([code, version], [0, 'r2']),
  },
  {
    rule: 'doubled-constraint-prefix',
    title: 'the convention doubles a prefix, but not one that op.f() has settled',
    files: {
      ...chain(
        envText(),
        revisionText('r1', null, {
          up: 'op.create_table("stats", sa.Column("id", sa.Integer(), primary_key=True))\nop.create_check_constraint("ck_stats_positive", "stats", "id > 0")',
        }),
      ),
      'app/__init__.py': '',
      ...withConvention('"ck": "ck_%(table_name)s_%(constraint_name)s"'),
    },
    damage: ({ has }) => assert.ok(has('public.ck_stats_ck_stats_positive') && !has('public.ck_stats_positive')),
    fix: 'engine',
    mended: ({ has }) => assert.ok(has('public.ck_stats_positive')),
    nearMiss: {
      'migrations/versions/r1.py': revisionText('r1', null, {
        up: 'op.create_table("stats", sa.Column("id", sa.Integer(), primary_key=True))\nop.create_check_constraint(op.f("ck_stats_positive"), "stats", "id > 0")',
      }),
    },
    harmless: ({ has }) => assert.ok(has('public.ck_stats_positive')),
  },
]

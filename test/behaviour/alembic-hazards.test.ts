import assert from 'node:assert/strict'
import { revisionText } from '../alembic/project'
import { createMemoryProject } from '../support/memory-project'
import { startPostgres, type TestPostgres } from '../support/postgres'
import { chain, envText, type Files, runAlembic, type State, table } from './alembic-world'

interface Hazard {
  readonly rule: string
  readonly title: string
  readonly files: Files
  /** Run before the upgrade. */
  readonly setup?: string
  readonly commands?: readonly (readonly string[])[]
  /** What goes wrong, in real Alembic on real PostgreSQL. */
  readonly damage: (state: State) => void
  /** What is right after the fixes. */
  readonly mended: (state: State) => void
  readonly safety?: 'safe'
  /** One query, asked last. */
  readonly probe?: string
  /** Files over those planted that only look like the hazard: no finding, and `harmless`. */
  readonly nearMiss: Files
  readonly harmless: (state: State) => void
}

const templatePath = 'connection.execute(text("SET search_path TO template_tenant, public"))'
const committed = `${templatePath}\nconnection.commit()`
const jobs = `create table template_tenant.jobs (id int primary key); create table user_1.jobs (id int primary key); create table user_2.jobs (id int primary key);`
const models = `from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Job(Base):
    __tablename__ = "jobs"
    __table_args__ = {"schema": "tenant"}
    id: Mapped[int] = mapped_column(primary_key=True)
`
const tenants = `from sqlalchemy import text


def tenant_schemas(connection):
    rows = connection.execute(text("SELECT nspname FROM pg_namespace WHERE nspname ~ '^user_[0-9]+$' ORDER BY 1"))
    return [row[0] for row in rows]
`
const withTenants = (text: string): string =>
  text.replace('import sqlalchemy as sa\n', 'import sqlalchemy as sa\nfrom app.tenants import tenant_schemas\n')
const stats = `op.create_table(
    "stats",
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("kind", sa.Integer()),
    sa.Column("date", sa.Date()),
    sa.UniqueConstraint("kind", "date"),
)`

const labels = "select enumlabel as label from pg_enum where enumtypid = to_regtype('public.status') order by enumsortorder"

const hazards: readonly Hazard[] = [
  {
    rule: 'migration-commit',
    title: 'a commit in the second revision loses the third and fourth, with exit status 0',
    files: chain(
      envText(),
      revisionText('r1', null, { up: table('t1') }),
      revisionText('r2', 'r1', { up: `${table('t2')}\nop.get_bind().commit()` }),
      revisionText('r3', 'r2', { up: table('t3') }),
      revisionText('r4', 'r3', { up: table('t4') }),
    ),
    safety: 'safe',
    damage({ code, version, has }) {
      assert.equal(code, 0)
      assert.equal(version, 'r1')
      assert.ok(has('public.t2.id') && !has('public.t3.id') && !has('public.t4.id'))
    },
    mended({ code, version, has }) {
      assert.equal(code, 0)
      assert.equal(version, 'r4')
      assert.ok(has('public.t4.id'))
    },
    // The commit of a session on the same connection leaves Alembic's transaction alone.
    nearMiss: {
      'migrations/versions/r2.py': revisionText('r2', 'r1', {
        up: `from sqlalchemy.orm import Session\n${table('t2')}\nsession = Session(bind=op.get_bind())\nsession.execute(sa.text("SELECT 1"))\nsession.commit()`,
      }),
    },
    harmless: ({ code, version, has }) => assert.deepEqual([code, version, has('public.t4.id')], [0, 'r4', true]),
  },
  {
    rule: 'migration-commit',
    title: 'COMMIT before ALTER TYPE ADD VALUE lets half of a later revision stand, an autocommit block does not',
    files: chain(
      envText(),
      revisionText('r1', null, { up: 'op.execute("CREATE TYPE status AS ENUM (\'a\')")' }),
      revisionText('r2', 'r1', { up: 'op.execute("COMMIT")\nop.execute("ALTER TYPE status ADD VALUE \'done\'")' }),
      revisionText('r3', 'r2', { up: `${table('t3')}\nop.execute("SELECT 1/0")` }),
    ),
    probe: labels,
    damage({ code, has, rows }) {
      assert.notEqual(code, 0)
      assert.ok(has('public.t3.id'))
      assert.deepEqual(rows, [{ label: 'a' }, { label: 'done' }])
    },
    mended({ code, has, rows }) {
      assert.notEqual(code, 0)
      assert.ok(!has('public.t3.id'))
      assert.deepEqual(rows, [{ label: 'a' }, { label: 'done' }])
    },
    // The word stands in a comment of the statement and in a string.
    nearMiss: {
      'migrations/versions/r2.py': revisionText('r2', 'r1', {
        up: "op.execute(\"/* COMMIT; */ ALTER TYPE status RENAME VALUE 'a' TO 'COMMIT'\")",
      }),
    },
    harmless({ code, has, rows }) {
      assert.notEqual(code, 0)
      assert.ok(!has('public.t3.id'))
      assert.deepEqual(rows, [])
    },
  },
  {
    rule: 'migration-commit',
    title: 'COMMIT leaves the earlier statements behind when a later one fails',
    files: chain(
      envText(),
      revisionText('r1', null),
      revisionText('r2', 'r1', { up: `${table('t2')}\nop.execute("COMMIT")\nop.execute("SELECT 1/0")` }),
    ),
    safety: 'safe',
    damage({ code, version, has }) {
      assert.notEqual(code, 0)
      assert.notEqual(version, 'r2')
      assert.ok(has('public.t2.id'))
    },
    mended({ code, has }) {
      assert.notEqual(code, 0)
      assert.ok(!has('public.t2.id'))
    },
    // Back to a savepoint is not the end of the transaction.
    nearMiss: {
      'migrations/versions/r2.py': revisionText('r2', 'r1', {
        up: `${table('t2')}\nop.execute("SAVEPOINT here")\nop.execute("ROLLBACK TO SAVEPOINT here")\nop.execute("RELEASE SAVEPOINT here")\nop.execute("SELECT 1/0")`,
      }),
    },
    harmless({ code, stderr, has }) {
      assert.notEqual(code, 0)
      assert.match(stderr, /division by zero/)
      assert.ok(!has('public.t2.id'))
    },
  },
  {
    rule: 'env-transaction',
    title: 'a SET before configure loses every migration, with exit status 0',
    files: chain(envText({ before: templatePath }), revisionText('r1', null, { up: table('t1') })),
    safety: 'safe',
    damage({ code, version, has }) {
      assert.equal(code, 0)
      assert.equal(version, undefined)
      assert.ok(!has('template_tenant.t1.id'))
    },
    mended({ code, version, has }) {
      assert.equal(code, 0)
      assert.equal(version, 'r1')
      assert.ok(has('template_tenant.t1.id'))
    },
    nearMiss: { 'migrations/env.py': envText({ before: templatePath, open: 'begin' }) },
    harmless: ({ code, version, has }) => assert.deepEqual([code, version, has('template_tenant.t1.id')], [0, 'r1', true]),
  },
  {
    rule: 'env-transaction',
    title: 'a SET under a condition before configure',
    files: chain(
      envText({
        before:
          'if os.environ.get("DBURL"):\n    connection.execute(text("SET search_path TO user_1"))  # where it goes\nelse:\n    print("nowhere")',
      }),
      revisionText('r1', null, { up: table('t1') }),
    ),
    safety: 'safe',
    damage: ({ code, version, has }) => assert.deepEqual([code, version, has('user_1.t1.id')], [0, undefined, false]),
    mended: ({ code, version, has }) => assert.deepEqual([code, version, has('user_1.t1.id')], [0, 'r1', true]),
    nearMiss: {
      'migrations/env.py': envText({
        before: 'if os.environ.get("DBURL"):\n    connection.execute(text("SET search_path TO user_1"))\n    connection.commit()',
      }),
    },
    harmless: ({ code, version, has }) => assert.deepEqual([code, version, has('user_1.t1.id')], [0, 'r1', true]),
  },
  {
    rule: 'env-transaction',
    title: 'a SET LOCAL before configure',
    files: chain(
      envText({ before: 'connection.execute(text("SET LOCAL search_path TO template_tenant, public"))' }),
      revisionText('r1', null, { up: table('t1') }),
    ),
    safety: 'safe',
    damage({ code, version }) {
      assert.equal(code, 0)
      assert.equal(version, undefined)
    },
    mended({ version, has }) {
      assert.equal(version, 'r1')
      assert.ok(has('template_tenant.t1.id'))
    },
    // Who opens the transaction and commits it after the migrations keeps everything.
    nearMiss: {
      'migrations/env.py': envText({
        before: 'connection.execute(text("SET LOCAL search_path TO template_tenant, public"))',
        after: 'connection.commit()',
      }),
    },
    harmless: ({ code, version, has }) => assert.deepEqual([code, version, has('template_tenant.t1.id')], [0, 'r1', true]),
  },
  {
    rule: 'env-transaction',
    title: "an inspector's question before configure",
    files: chain(
      envText({
        imports: 'from sqlalchemy import inspect\n',
        before: 'inspector = inspect(connection)\nnames = inspector.get_schema_names()',
      }),
      revisionText('r1', null, { up: table('t1') }),
    ),
    damage({ code, version }) {
      assert.equal(code, 0)
      assert.equal(version, undefined)
    },
    mended: ({ code, version }) => assert.deepEqual([code, version], [0, 'r1']),
    // An inspector of the engine asks over a connection of its own.
    nearMiss: {
      'migrations/env.py': envText({
        imports: 'from sqlalchemy import inspect\n',
        before: 'inspector = inspect(engine)\nnames = inspector.get_schema_names()',
      }),
    },
    harmless: ({ code, version, has }) => assert.deepEqual([code, version, has('public.t1.id')], [0, 'r1', true]),
  },
  {
    rule: 'explicit-placeholder-schema',
    title: 'schema="tenant" fails: the schema does not exist',
    setup: jobs,
    files: chain(
      envText({ before: committed }),
      revisionText('r1', null, { up: 'op.add_column("jobs", sa.Column("kind", sa.String()), schema="tenant")' }),
    ),
    safety: 'safe',
    damage({ code, stderr }) {
      assert.notEqual(code, 0)
      assert.match(stderr, /schema "tenant" does not exist/)
    },
    mended({ code, has }) {
      assert.equal(code, 0)
      assert.ok(has('template_tenant.jobs.kind'))
    },
    // The word as a column, and a schema that exists.
    nearMiss: {
      'migrations/versions/r1.py': revisionText('r1', null, {
        up: 'op.add_column("jobs", sa.Column("tenant", sa.String(), comment=\'schema="tenant"\'), schema="template_tenant")',
      }),
    },
    harmless: ({ code, has }) => assert.deepEqual([code, has('template_tenant.jobs.tenant')], [0, true]),
  },
  {
    rule: 'explicit-placeholder-schema',
    title: "a map on env.py's connection does not reach add_column",
    setup: jobs,
    files: chain(
      envText({ before: 'connection = connection.execution_options(schema_translate_map={"tenant": "template_tenant"})' }),
      revisionText('r1', null, {
        up: 'op.create_table("fresh", sa.Column("id", sa.Integer(), primary_key=True), schema="tenant")\nop.create_index("ix_fresh", "fresh", ["id"], schema="tenant")',
      }),
      revisionText('r2', 'r1', { up: 'op.add_column("jobs", sa.Column("kind", sa.String()), schema="tenant")' }),
    ),
    damage({ code, stderr }) {
      assert.notEqual(code, 0)
      assert.match(stderr, /ALTER TABLE tenant\.jobs|schema "tenant" does not exist/)
    },
    // Without a path the table is not found in public: that is why the fix is unsafe.
    mended: ({ code, stderr }) => {
      assert.notEqual(code, 0)
      assert.match(stderr, /relation "jobs" does not exist/)
    },
    // create_table and create_index are translated.
    nearMiss: { 'migrations/versions/r2.py': revisionText('r2', 'r1') },
    harmless: ({ code, has }) =>
      assert.deepEqual([code, has('template_tenant.fresh.id'), has('template_tenant.ix_fresh')], [0, true, true]),
  },
  {
    rule: 'tenant-coverage',
    title: 'the template changes, the tenants do not, and the version says done',
    setup: jobs,
    files: {
      ...chain(
        envText({ before: committed }),
        withTenants(
          revisionText('r1', null, {
            up: 'op.add_column("jobs", sa.Column("a", sa.Integer()))\nfor schema in tenant_schemas(op.get_bind()):\n    op.add_column("jobs", sa.Column("a", sa.Integer()), schema=schema)',
          }),
        ),
        revisionText('r2', 'r1', {
          up: 'op.add_column("jobs", sa.Column("b", sa.Integer()))\nop.create_index("ix_jobs_b", "jobs", ["b"])',
        }),
      ),
      'app/__init__.py': '',
      'app/models.py': models,
      'app/tenants.py': tenants,
    },
    damage({ code, version, has }) {
      assert.equal(code, 0)
      assert.equal(version, 'r2')
      assert.ok(has('template_tenant.jobs.b') && has('user_2.jobs.a') && !has('user_1.jobs.b') && !has('user_2.ix_jobs_b'))
    },
    mended({ code, has }) {
      assert.equal(code, 0)
      assert.ok(has('template_tenant.jobs.b') && has('user_1.jobs.b') && has('user_2.ix_jobs_b'))
    },
    nearMiss: {
      'migrations/versions/r2.py': withTenants(
        revisionText('r2', 'r1', {
          up: 'for schema in ["template_tenant", *tenant_schemas(op.get_bind())]:\n    op.add_column("jobs", sa.Column("b", sa.Integer()), schema=schema)\n    op.create_index("ix_jobs_b", "jobs", ["b"], schema=schema)',
        }),
      ),
    },
    harmless: ({ code, has }) =>
      assert.deepEqual([code, has('template_tenant.jobs.b'), has('user_1.jobs.b'), has('user_2.ix_jobs_b')], [0, true, true, true]),
  },
  {
    rule: 'unguarded-drop',
    title: "the model's name is not the one PostgreSQL gave",
    files: chain(
      envText(),
      revisionText('r1', null, { up: stats }),
      revisionText('r2', 'r1', { up: 'op.drop_constraint("uq_stats_kind_date", "stats", type_="unique")' }),
    ),
    damage({ code, stderr }) {
      assert.notEqual(code, 0)
      assert.match(stderr, /constraint "uq_stats_kind_date" of relation "stats" does not exist/)
    },
    mended({ code, has }) {
      assert.equal(code, 0)
      assert.ok(!has('public.stats_kind_date_key'))
    },
    // The automatic name is right, though nobody wrote it.
    nearMiss: {
      'migrations/versions/r2.py': revisionText('r2', 'r1', {
        up: 'op.drop_constraint("stats_kind_date_key", "stats", type_="unique")',
      }),
    },
    harmless: ({ code, has }) => assert.deepEqual([code, has('public.stats_kind_date_key')], [0, false]),
  },
  {
    rule: 'unguarded-drop',
    title: 'drops of an index, a column and a constraint that never existed',
    files: chain(
      envText(),
      revisionText('r1', null, { up: stats }),
      revisionText('r2', 'r1', {
        up: 'op.drop_index("ix_none", table_name="stats")\nop.drop_column("stats", "none")\nop.execute("ALTER TABLE stats DROP CONSTRAINT ck_none")\nop.drop_constraint("fk_none", "stats", type_="foreignkey")',
      }),
    ),
    damage: ({ code, stderr }) => {
      assert.notEqual(code, 0)
      assert.match(stderr, /index "ix_none" does not exist/)
    },
    mended: ({ code, version }) => assert.deepEqual([code, version], [0, 'r2']),
    // The same drops of what a column brings along under PostgreSQL's names.
    nearMiss: {
      'migrations/versions/r1.py': revisionText('r1', null, {
        up: `${stats}\nop.add_column("stats", sa.Column("parent", sa.Integer(), sa.ForeignKey("stats.id"), index=True))\nop.execute("ALTER TABLE stats ADD CONSTRAINT ck_kind CHECK (kind > 0)")`,
      }),
      'migrations/versions/r2.py': revisionText('r2', 'r1', {
        up: 'op.drop_index("ix_stats_parent", table_name="stats")\nop.execute("ALTER TABLE stats DROP CONSTRAINT ck_kind")\nop.drop_constraint("stats_parent_fkey", "stats", type_="foreignkey")\nop.drop_column("stats", "parent")',
      }),
    },
    harmless: ({ code, version, has }) =>
      assert.deepEqual([code, version, has('public.stats.parent'), has('public.ck_kind')], [0, 'r2', false, false]),
  },
  {
    rule: 'unguarded-drop',
    title: 'a try does not help: the transaction is ruined',
    files: chain(
      envText(),
      revisionText('r1', null, { up: stats }),
      revisionText('r2', 'r1', {
        up: 'try:\n    op.drop_index("ix_none", table_name="stats")\nexcept Exception:\n    pass\nop.execute("SELECT 1")',
      }),
    ),
    damage: ({ code, stderr }) => {
      assert.notEqual(code, 0)
      assert.match(stderr, /current transaction is aborted/)
    },
    mended: ({ code, version }) => assert.deepEqual([code, version], [0, 'r2']),
    // In a savepoint the failure is undone alone.
    nearMiss: {
      'migrations/versions/r2.py': revisionText('r2', 'r1', {
        up: 'try:\n    with op.get_bind().begin_nested():\n        op.drop_index("ix_none", table_name="stats")\nexcept Exception:\n    pass\nop.execute("SELECT 1")',
      }),
    },
    harmless: ({ code, version }) => assert.deepEqual([code, version], [0, 'r2']),
  },
  {
    rule: 'drop-constraint-none',
    title: 'a nameless drop in a downgrade is a CompileError',
    files: chain(
      envText(),
      revisionText('r1', null, { up: stats }),
      revisionText('r2', 'r1', {
        up: 'op.create_foreign_key(None, "stats", "stats", ["kind"], ["id"])',
        undo: 'op.drop_constraint(None, "stats", type_="foreignkey")',
      }),
    ),
    commands: [
      ['upgrade', 'head'],
      ['downgrade', 'r1'],
    ],
    damage: ({ code, stderr }) => {
      assert.notEqual(code, 0)
      assert.match(stderr, /CompileError|it has no name/)
    },
    mended: ({ code, version, has }) => {
      assert.deepEqual([code, version], [0, 'r1'])
      assert.ok(!has('public.stats_kind_fkey'))
    },
    // create_foreign_key may leave the name to the database, drop_constraint may not.
    nearMiss: {
      'migrations/versions/r2.py': revisionText('r2', 'r1', {
        up: 'op.create_foreign_key(None, "stats", "stats", ["kind"], ["id"])',
        undo: 'op.drop_constraint("stats_kind_fkey", "stats", type_="foreignkey")',
      }),
    },
    harmless: ({ code, version, has }) => assert.deepEqual([code, version, has('public.stats_kind_fkey')], [0, 'r1', false]),
  },
  {
    rule: 'revision-id-too-long',
    title: 'a long id fails when Alembic writes it down',
    files: chain(
      envText(),
      revisionText('r1', null),
      revisionText('add_marketplace_column_to_job_statistics', 'r1', { up: table('t2') }),
      revisionText('r3', 'add_marketplace_column_to_job_statistics'),
    ),
    damage: ({ code, stderr }) => {
      assert.notEqual(code, 0)
      assert.match(stderr, /too long for type character varying\(32\)/)
    },
    mended: ({ code, version }) => assert.deepEqual([code, version], [0, 'r3']),
    // Exactly 32 characters fit.
    nearMiss: {
      'migrations/versions/r2.py': revisionText('add_marketplace_column_to_jobs_x', 'r1', { up: table('t2') }),
      'migrations/versions/r3.py': revisionText('r3', 'add_marketplace_column_to_jobs_x'),
    },
    harmless: ({ code, version }) => assert.deepEqual([code, version], [0, 'r3']),
  },
  {
    rule: 'multiple-heads',
    title: 'two heads stop the upgrade',
    files: chain(
      envText(),
      revisionText('r1', null),
      revisionText('r2', 'r1', { up: table('t2') }),
      revisionText('r3', 'r1', { up: table('t3') }),
    ),
    damage: ({ code, stderr }) => {
      assert.notEqual(code, 0)
      assert.match(stderr, /Multiple head revisions/)
    },
    mended: ({ code, has }) => {
      assert.equal(code, 0)
      assert.ok(has('public.t2.id') && has('public.t3.id'))
    },
    nearMiss: { 'migrations/versions/r4.py': revisionText('r4', ['r2', 'r3']) },
    harmless: ({ code, version }) => assert.deepEqual([code, version], [0, 'r4']),
  },
  {
    rule: 'missing-parent-revision',
    title: 'a mistyped parent stops every command',
    files: chain(envText(), revisionText('1975ea83b712', null), revisionText('r2', '1975ea83b713', { up: table('t2') })),
    damage: ({ code, stderr }) => {
      assert.notEqual(code, 0)
      assert.match(stderr, /KeyError: '1975ea83b713'/)
    },
    mended: ({ code, version }) => assert.deepEqual([code, version], [0, 'r2']),
    // Two ids that differ in one digit are two revisions.
    nearMiss: {
      'migrations/versions/r2.py': revisionText('1975ea83b713', '1975ea83b712', { up: table('t2') }),
    },
    harmless: ({ code, version }) => assert.deepEqual([code, version], [0, '1975ea83b713']),
  },
  {
    rule: 'tenant-name-in-identifier',
    title: 'every tenant gets an index of its own name',
    setup: jobs,
    files: {
      ...chain(
        envText({ before: committed }),
        withTenants(
          revisionText('r1', null, {
            up: 'for schema in tenant_schemas(op.get_bind()):\n    op.create_index(f"ix_{schema}_jobs_id", "jobs", ["id"], schema=schema)',
          }),
        ),
      ),
      'app/__init__.py': '',
      'app/tenants.py': tenants,
    },
    damage: ({ has }) => assert.ok(has('user_1.ix_user_1_jobs_id') && has('user_2.ix_user_2_jobs_id')),
    mended: ({ has }) => assert.ok(has('user_1.ix_jobs_id') && has('user_2.ix_jobs_id')),
    // Only the schema is put together from the tenant.
    nearMiss: {
      'migrations/versions/r1.py': withTenants(
        revisionText('r1', null, {
          up: 'for schema in tenant_schemas(op.get_bind()):\n    op.create_index("ix_jobs_id", "jobs", ["id"], schema=f"{schema}")',
        }),
      ),
    },
    harmless: ({ code, has }) => assert.deepEqual([code, has('user_1.ix_jobs_id'), has('user_2.ix_jobs_id')], [0, true, true]),
  },
]

describe('the hazards of migrations, in real Alembic on real PostgreSQL', function () {
  this.timeout(300_000)
  let postgres: TestPostgres
  before(async () => {
    postgres = await startPostgres()
  })
  after(() => postgres.stop())

  for (const {
    rule,
    title,
    files,
    setup = '',
    commands = [['upgrade', 'head']],
    probe,
    damage,
    mended,
    safety,
    nearMiss,
    harmless,
  } of hazards) {
    const run = (project: Files): Promise<State> => runAlembic(postgres, { files: project, setup, commands, ...(probe && { probe }) })
    it(`${rule}: ${title}`, async () => {
      damage(await run(files))
      const { engine, fix, logged } = await createMemoryProject(files, { selection: { select: [rule] } })
      const { findings } = await engine.checkProject()
      assert.ok(
        findings.some((finding) => finding.rule === rule),
        `${rule} found nothing`,
      )
      const outcome = await fix(safety ?? 'unsafe')
      assert.deepEqual(logged, [])
      const after = { ...files, ...Object.fromEntries(outcome.changed.map((file) => [file.path, file.after])) }
      mended(await run(after))
      const near = { ...files, ...nearMiss }
      const { engine: nearEngine } = await createMemoryProject(near, { selection: { select: [rule] } })
      assert.deepEqual((await nearEngine.checkProject()).findings, [], 'the near miss is accused')
      harmless(await run(near))
    })
  }
})

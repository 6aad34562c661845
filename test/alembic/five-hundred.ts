import type { OutsideRevisions } from '../../src/alembic/outside-revisions'
import { alembicIni, revisionText } from './project'

/** A planted revision: what it does, and the rules that must speak about it, as often as named. */
interface Planted {
  readonly up: string
  readonly undo?: string
  readonly rules: readonly string[]
  readonly change?: (text: string) => string
}

const table = (n: number): string =>
  `op.create_table(\n    "t${n}",\n    sa.Column("id", sa.Integer(), primary_key=True),\n    sa.Column("kind", sa.String()),\n    sa.UniqueConstraint("kind", name="uq_t${n}_kind"),\n)\nop.create_index("ix_t${n}_kind", "t${n}", ["kind"])`
const loop = 'for schema in all_schemas(op.get_bind()):\n    '

/** Hazards and, beside each, the near miss. All stand on tables that earlier revisions create. */
const planted: readonly Planted[] = [
  { up: 'op.get_bind().commit()', rules: ['migration-commit'] },
  { up: 'sa.orm.Session(bind=op.get_bind()).commit()', rules: [] },
  { up: 'op.execute("COMMIT")', rules: ['migration-commit'] },
  { up: 'with op.get_context().autocommit_block():\n    op.execute("CREATE INDEX CONCURRENTLY ix_t0_id ON t0 (id)")', rules: [] },
  { up: 'op.add_column("t1", sa.Column("a", sa.Integer()), schema="tenant")', rules: ['explicit-placeholder-schema'] },
  { up: 'op.add_column("t1", sa.Column("b", sa.Integer()), schema="public")', rules: [] },
  { up: 'op.add_column("t1", sa.Column("c", sa.Integer()), schema="user_1")', rules: ['explicit-placeholder-schema'] },
  { up: 'op.drop_index("ix_nothing", table_name="t1")', rules: ['unguarded-drop'] },
  { up: 'op.drop_index("ix_nothing", table_name="t1", if_exists=True)', rules: [] },
  { up: 'op.drop_constraint("t1_kind_key", "t1", type_="unique")', rules: ['unguarded-drop'] },
  { up: 'op.drop_constraint("uq_t2_kind", "t2", type_="unique")', rules: [] },
  { up: 'op.execute("ALTER TABLE t2 DROP COLUMN nothing")', rules: ['unguarded-drop'] },
  { up: 'op.execute("ALTER TABLE t2 DROP COLUMN IF EXISTS nothing")', rules: [] },
  { up: 'op.drop_constraint(None, "t3", type_="check")', rules: ['drop-constraint-none'] },
  { up: 'op.create_unique_constraint(None, "t3", ["id", "kind"])', rules: ['unnamed-constraint'] },
  { up: 'op.create_unique_constraint("uq_t3_id", "t3", ["id"])', rules: [] },
  { up: `${loop}op.create_index(f"ix_{schema}_jobs", "jobs", ["id"], schema=schema)`, rules: ['tenant-name-in-identifier'] },
  { up: `${loop}op.create_index("ix_jobs", "jobs", ["id"], schema=schema)`, rules: [] },
  { up: 'op.add_column("jobs", sa.Column("a", sa.Integer()))', rules: ['tenant-coverage'] },
  { up: `${loop}op.add_column("jobs", sa.Column("b", sa.Integer()), schema=schema)`, rules: [] },
  { up: 'op.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE \'user_%\'")', rules: ['tenant-pattern-wildcard'] },
  { up: 'op.execute("SELECT nspname FROM pg_namespace WHERE nspname ~ \'^user_[0-9]+$\'")', rules: [] },
  { up: 'op.execute("CREATE TABLE user_9.jobs (LIKE template_tenant.jobs INCLUDING ALL)")', rules: ['like-clone'] },
  { up: 'op.execute("CREATE TABLE jobs_copy (LIKE jobs INCLUDING ALL)")', rules: [] },
  {
    up: 'op.execute("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM current_schema(); RETURN new; END $$")',
    rules: ['current-schema-in-function'],
  },
  { up: 'op.execute("SELECT current_schema()")', rules: [] },
  { up: 'pass', rules: ['revision-docstring-mismatch'], change: (text) => text.replace(/Revises: \S+/, 'Revises: 0badc0de') },
  { up: 'pass', rules: ['revision-id-too-long'] },
]

const size = 500
const plain = (n: number): string => `${n.toString(16).padStart(4, '0')}abcdef`
const stride = Math.floor(size / planted.length)
const plantedAt = (n: number): Planted | undefined => (n >= 20 && (n - 20) % stride === 0 ? planted[(n - 20) / stride] : undefined)
const idOf = (n: number): string =>
  plantedAt(n)?.rules.includes('revision-id-too-long') ? `${plain(n)}_a_slug_that_goes_on_for_too_long` : plain(n)

const env = `import os

from alembic import context
from app.base import Base
import app.models
from sqlalchemy import create_engine, text


def run():
    with create_engine(os.environ["DBURL"]).connect() as connection:
        connection.execute(text("SET search_path TO template_tenant, public"))
        %connection.commit()
        context.configure(connection=connection, target_metadata=Base.metadata)
        with context.begin_transaction():
            context.run_migrations()


run()
`

export function makeRepository(): Record<string, string> {
  const files: Record<string, string> = {
    'alembic.ini': alembicIni,
    'migrations/env.py': env.replace('%', ''),
    'app/__init__.py': '',
    'app/base.py': 'from sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase):\n    pass\n',
    'app/models.py':
      'from app.base import Base\nfrom sqlalchemy.orm import Mapped, mapped_column\n\n\nclass Job(Base):\n    __tablename__ = "jobs"\n    __table_args__ = {"schema": "tenant"}\n    id: Mapped[int] = mapped_column(primary_key=True)\n',
    'app/db.py': 'def scoped(engine, schema):\n    return engine.execution_options(schema_translate_map={"tenant": schema})\n',
    'app/tenants.py':
      "from sqlalchemy import text\n\n\ndef all_schemas(connection):\n    rows = connection.execute(text(\"SELECT nspname FROM pg_namespace WHERE nspname ~ '^user_[0-9]+$' OR nspname = 'template_tenant'\"))\n    return [row[0] for row in rows]\n",
  }
  for (let n = 0; n < size; n++) {
    const hazard = plantedAt(n)
    const up =
      hazard?.up ??
      (n < 20
        ? table(n)
        : n % 3 === 0
          ? `op.add_column("t${n % 20}", sa.Column("x${n}", sa.Integer()))`
          : n % 3 === 1 && n > 40 && !plantedAt(n - 1)
            ? `op.drop_column("t${(n - 1) % 20}", "x${n - 1}")`
            : `op.execute("UPDATE t${n % 20} SET kind = 'x' WHERE id = ${n}")`)
    const undo = hazard?.undo ?? 'pass'
    let text = revisionText(idOf(n), n === 0 ? null : idOf(n - 1), { up, undo })
    if (/all_schemas/.test(up))
      text = text.replace('import sqlalchemy as sa\n', 'import sqlalchemy as sa\nfrom app.tenants import all_schemas\n')
    files[`migrations/versions/${String(n).padStart(3, '0')}.py`] = hazard?.change ? hazard.change(text) : text
  }
  return files
}

/** `<number> <rule>` for every finding that has to come, sorted. */
export const listPlanted = (): readonly string[] =>
  Array.from({ length: size }, (_, n) => (plantedAt(n)?.rules ?? []).map((rule) => `${String(n).padStart(3, '0')} ${rule}`))
    .flat()
    .sort()

/** Faults of the graph and of env.py would silence the rest, so each is planted apart. */
export const apart: readonly { readonly rule: string; readonly file: string; readonly change: (text: string) => string }[] = [
  {
    rule: 'multiple-heads',
    file: 'migrations/versions/fork.py',
    change: () => revisionText('f0f0f0', idOf(300)).replace('2026-01-01', '2026-09-01'),
  },
  { rule: 'missing-parent-revision', file: 'migrations/versions/300.py', change: (text) => text.replaceAll(idOf(299), 'deadbeef0000') },
  { rule: 'duplicate-revision', file: 'migrations/versions/copy.py', change: () => makeRepository()['migrations/versions/300.py'] ?? '' },
  { rule: 'revision-cycle', file: 'migrations/versions/100.py', change: (text) => text.replaceAll(idOf(99), idOf(120)) },
  { rule: 'env-transaction', file: 'migrations/env.py', change: (text) => text.replace('        connection.commit()\n', '') },
  { rule: 'env-empty-metadata', file: 'migrations/env.py', change: (text) => text.replace('import app.models\n', '') },
  {
    rule: 'env-filter-blind',
    file: 'migrations/env.py',
    change: (text) => text.replace('=Base.metadata', '=Base.metadata, include_object=lambda o, n, t, r, c: o.schema is None'),
  },
  {
    rule: 'env-model-missing',
    file: 'app/order.py',
    change: () =>
      'from app.base import Base\nfrom sqlalchemy.orm import Mapped, mapped_column\n\n\nclass Order(Base):\n    __tablename__ = "orders"\n    id: Mapped[int] = mapped_column(primary_key=True)\n',
  },
  {
    rule: 'doubled-constraint-prefix',
    file: 'app/base.py',
    change: (text) =>
      text
        .replace('from sqlalchemy.orm', 'from sqlalchemy import MetaData\nfrom sqlalchemy.orm')
        .replace('    pass', '    metadata = MetaData(naming_convention={"uq": "uq_t19_%(constraint_name)s"})'),
  },
]

/** What git says about a repository where one revision was changed after the next had been built on it. */
export const rewritten: OutsideRevisions = {
  byId: new Map(),
  rewritten: new Map([['migrations/versions/100.py', { commit: '0123456789abcdef', date: '2026-02-01T00:00:00Z', builtOn: [idOf(101)] }]]),
}

import assert from 'node:assert/strict'
import { revisionText } from '../../alembic/project'
import { chain, type State } from '../alembic-world'
import type { ThreeWays } from './three-ways'

const env = (imports: string, metadata: string, configure = ''): string => `import os

from alembic import context
from sqlalchemy import MetaData, create_engine, pool
${imports}

target_metadata = ${metadata}


def run_migrations_online():
    engine = create_engine(os.environ["DBURL"], poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata${configure})
        with context.begin_transaction():
            context.run_migrations()


run_migrations_online()
`
const model = (name: string, table: string, args = '', columns = ''): string => `from sqlalchemy.orm import Mapped, mapped_column

from app.base import Base


class ${name}(Base):
    __tablename__ = "${table}"
${args}    id: Mapped[int] = mapped_column(primary_key=True)
${columns}`
const app = {
  'app/__init__.py': '',
  'app/base.py': 'from sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase):\n    pass\n',
  'app/job.py': model('Job', 'jobs'),
  'app/order.py': model('Order', 'orders'),
}
const tables = revisionText('r1', null, {
  up: 'op.create_table("jobs", sa.Column("id", sa.Integer(), primary_key=True))\nop.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True))',
})
/** `alembic check` fails when autogenerate would write operations, and lists them. */
const commands = [['upgrade', 'head'], ['check']] as const
const upToDate = ({ code, stderr }: State): void => assert.equal(code, 0, stderr)
const proposes = ({ code, stderr }: State, pattern: RegExp): void => {
  assert.notEqual(code, 0)
  assert.match(stderr, /New upgrade operations detected/)
  assert.match(stderr, pattern)
}

const filtered = (body: string): string =>
  env(
    `from app.base import Base\nimport app.job\nimport app.plan\n\n\ndef include_object(object, name, type_, reflected, compare_to):\n${body}`,
    'Base.metadata',
    ', include_schemas=True, include_object=include_object',
  )

export const environmentCases: readonly ThreeWays[] = [
  {
    rule: 'env-filter-blind',
    title: 'a column that no tenant has goes unseen',
    commands,
    setup: 'create schema tenant; create table tenant.jobs (id int primary key); create table public.spatial_ref_sys (id int primary key);',
    files: {
      ...chain(
        filtered('    if type_ == "table":\n        return object.schema is None and name != "spatial_ref_sys"\n    return True'),
        revisionText('r1', null, { up: 'op.create_table("plans", sa.Column("id", sa.Integer(), primary_key=True))' }),
      ),
      'app/__init__.py': '',
      'app/base.py': app['app/base.py'],
      'app/job.py': model('Job', 'jobs', '    __table_args__ = {"schema": "tenant"}\n', '    kind: Mapped[int | None]\n'),
      'app/plan.py': model('Plan', 'plans'),
    },
    damage: upToDate,
    fix: {
      'migrations/env.py': filtered(
        '    if type_ == "table":\n        return object.schema in (None, "tenant") and name != "spatial_ref_sys"\n    return True',
      ),
    },
    mended: (state) => proposes(state, /'add_column', 'tenant', 'jobs', Column\('kind'/),
    // Keeping a single table out by name leaves the tenants' tables in view.
    nearMiss: {
      'migrations/env.py': filtered('    if type_ == "table" and name == "spatial_ref_sys":\n        return False\n    return True'),
    },
    harmless(state) {
      proposes(state, /'add_column', 'tenant', 'jobs', Column\('kind'/)
      assert.ok(!state.stderr.includes('spatial_ref_sys'))
    },
  },
  {
    rule: 'env-empty-metadata',
    title: 'autogenerate proposes to drop every table',
    commands,
    files: { ...chain(env('from app.base import Base', 'Base.metadata'), tables), ...app },
    damage(state) {
      proposes(state, /'remove_table', Table\('jobs'/)
      proposes(state, /'remove_table', Table\('orders'/)
    },
    fix: { 'migrations/env.py': env('from app.base import Base\nimport app.job\nimport app.order', 'Base.metadata') },
    mended: upToDate,
    nearMiss: {
      'migrations/env.py': env('from app.job import Job\nfrom app.order import Order', 'MetaData()').replace(
        'target_metadata = MetaData()\n',
        'target_metadata = MetaData()\nJob.__table__.to_metadata(target_metadata)\nOrder.__table__.to_metadata(target_metadata)\n',
      ),
    },
    harmless: upToDate,
  },
  {
    rule: 'env-model-missing',
    title: 'autogenerate proposes to drop the table of the module that nobody imports',
    commands,
    files: { ...chain(env('from app.base import Base\nfrom app.job import Job', 'Base.metadata'), tables), ...app },
    damage(state) {
      proposes(state, /'remove_table', Table\('orders'/)
      assert.ok(!state.stderr.includes("Table('jobs'"))
    },
    fix: 'engine',
    mended: upToDate,
    // Nothing in env.py says `order`: the module that it does import brings it along.
    nearMiss: { 'app/job.py': `from app import order\n${app['app/job.py']}` },
    harmless: upToDate,
  },
]

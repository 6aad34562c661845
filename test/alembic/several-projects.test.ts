import assert from 'node:assert/strict'
import { alembicFacts } from '../../src/alembic/alembic-facts'
import { modelFacts } from '../../src/models/model-facts'
import { createMemoryProject, type Files } from '../support/memory-project'
import { revisionText } from './project'

const base = 'from sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase):\n    pass\n'
const model = (name: string, table: string, schema: string | undefined, from = 'app.base'): string =>
  `from ${from} import Base\nfrom sqlalchemy.orm import Mapped, mapped_column\n\n\nclass ${name}(Base):\n    __tablename__ = "${table}"\n${
    schema === undefined ? '' : `    __table_args__ = {"schema": "${schema}"}\n`
  }    id: Mapped[int] = mapped_column(primary_key=True)\n`
const env = (imports: string, metadata = 'Base.metadata'): string => `# 😀
import os

from alembic import context
${imports}
from sqlalchemy import create_engine, text

target_metadata = ${metadata}

with create_engine(os.environ["DBURL"]).connect() as connection:
    connection.execute(text("SET search_path TO template_tenant, public"))
    connection.commit()
    context.configure(connection=connection, target_metadata=target_metadata)
    with context.begin_transaction():
        context.run_migrations()
`
const addColumn = (table: string): string => revisionText('r2', 'r1', { up: `op.add_column("${table}", sa.Column("kind", sa.Integer()))` })
const migrations = (folder: string, imports: string, table: string, metadata?: string): Files => ({
  [`${folder}alembic.ini`]: '[alembic]\nscript_location = migrations\n',
  [`${folder}migrations/env.py`]: env(imports, metadata).replaceAll('\n', '\r\n'),
  [`${folder}migrations/versions/r1.py`]: revisionText('r1', null),
  [`${folder}migrations/versions/r2.py`]: addColumn(table),
})
const importApp = 'import app.models\nfrom app.base import Base'
const service = (folder: string, schema: string | undefined): Files => ({
  [`${folder}requirements.txt`]: 'sqlalchemy>=2\n',
  [`${folder}app/__init__.py`]: '',
  [`${folder}app/base.py`]: base,
  [`${folder}app/models.py`]: model('Job', 'jobs', schema),
  ...migrations(folder, importApp, 'jobs'),
})

async function check(files: Files, select: readonly string[]): Promise<readonly string[]> {
  const { engine, logged } = await createMemoryProject(files, { selection: { select: [...select] } })
  const { findings } = await engine.checkProject()
  assert.deepEqual(logged, [])
  return findings.map(({ path, rule }) => `${path} ${rule}`)
}

const coverage = ['tenant-coverage']
const billingRaw = (execute: string): string =>
  `from sqlalchemy import create_engine, text\nfrom sqlalchemy.orm import Session\n\nengine = create_engine("postgresql://localhost/app")\n\n\ndef run(schema):\n    with Session(engine.execution_options(schema_translate_map={"tenant": schema})) as db:\n        db.execute(text("${execute}"))\n`

describe('several projects in one repository', () => {
  it('a table that is a tenant table here and public there is each what its own service says', async () => {
    const files = { ...service('services/jobs/', 'tenant'), ...service('services/billing/', 'public') }
    assert.deepEqual(await check(files, coverage), ['services/jobs/migrations/versions/r2.py tenant-coverage'])
  })

  it('a service does not know the tables of its neighbour', async () => {
    const files = {
      ...service('services/jobs/', 'tenant'),
      ...service('services/billing/', 'tenant'),
      'services/billing/app/models.py': model('Invoice', 'invoices', 'tenant'),
      'services/billing/app/raw.py': billingRaw('SELECT * FROM jobs'),
      'services/jobs/app/raw.py': billingRaw('SELECT * FROM jobs'),
    }
    assert.deepEqual(await check(files, [...coverage, 'unscoped-raw-sql']), [
      'services/jobs/app/raw.py unscoped-raw-sql',
      'services/jobs/migrations/versions/r2.py tenant-coverage',
    ])
  })

  const shared: Files = {
    'libs/models/pyproject.toml': '[project]\nname = "shared-models"\n',
    'libs/models/src/shared_models/__init__.py': 'from shared_models.base import Base\nfrom shared_models.job import Job\n',
    'libs/models/src/shared_models/base.py': base,
    'libs/models/src/shared_models/job.py': model('Job', 'jobs', 'tenant', 'shared_models.base'),
  }
  const sharing = (folder: string): Files => ({
    [`${folder}pyproject.toml`]: '[project]\nname = "service"\n',
    ...migrations(folder, 'from shared_models import (\n    Base,\n    Job,\n)', 'jobs'),
  })

  it('services that share a package of models both know its tables', async () => {
    const files = { ...shared, ...sharing('services/api/'), ...sharing('services/worker/') }
    assert.deepEqual(await check(files, coverage), [
      'services/api/migrations/versions/r2.py tenant-coverage',
      'services/worker/migrations/versions/r2.py tenant-coverage',
    ])
  })

  it('beside them, one that has a table of that name itself means its own', async () => {
    const files = { ...shared, ...sharing('services/api/'), ...service('services/billing/', 'public') }
    assert.deepEqual(await check(files, coverage), ['services/api/migrations/versions/r2.py tenant-coverage'])
  })

  it('through a third package', async () => {
    const files = {
      ...shared,
      ...service('services/billing/', 'public'),
      ...sharing('services/api/'),
      'libs/core/pyproject.toml': '[project]\nname = "core"\n',
      'libs/core/core_db/__init__.py': 'from shared_models import Base, Job\n',
      'services/api/migrations/env.py': env('from core_db import Base'),
    }
    assert.deepEqual(await check(files, coverage), ['services/api/migrations/versions/r2.py tenant-coverage'])
  })

  it('migrations in a folder of their own, with the models around them', async () => {
    const { 'alembic.ini': ini = '', ...rest } = service('', 'tenant')
    const files = { ...rest, 'db/alembic.ini': ini.replace('= migrations', '= %(here)s/../migrations'), 'tools/setup.py': '' }
    assert.deepEqual(await check(files, coverage), ['migrations/versions/r2.py tenant-coverage'])
    const apart = {
      ...service('backend/', 'tenant'),
      ...service('examples/toy/', 'public'),
      'backend/db/alembic.ini': '[alembic]\nscript_location = %(here)s/own\n',
      'backend/db/own/env.py': env('', 'None'),
      'backend/db/own/versions/r1.py': revisionText('r1', null),
      'backend/db/own/versions/r2.py': addColumn('jobs'),
    }
    assert.deepEqual(await check(apart, coverage), [
      'backend/db/own/versions/r2.py tenant-coverage',
      'backend/migrations/versions/r2.py tenant-coverage',
    ])
  })

  it('two bases in one project, an environment for each', async () => {
    const files = {
      'app/__init__.py': '',
      'app/base.py': base,
      'app/ledger.py':
        'from sqlalchemy import MetaData\nfrom sqlalchemy.orm import declarative_base\n\nledger = MetaData(naming_convention={"uq": "uq_%(table_name)s"})\nLedgerBase = declarative_base(metadata=ledger)\n',
      'app/models.py': model('Job', 'jobs', 'tenant'),
      'app/ledger_models.py': model('Entry', 'jobs', 'public', 'app.ledger').replaceAll('Base', 'LedgerBase'),
      'alembic.ini':
        '[alembic]\nscript_location = migrations\n[ledger]\nscript_location = ledger_migrations\n[both]\nscript_location = both_migrations\n',
      ...Object.fromEntries(
        [
          ['migrations', env(importApp)],
          ['ledger_migrations', env('from app.ledger import LedgerBase\nimport app.ledger_models', 'LedgerBase.metadata')],
          ['both_migrations', env(`${importApp}\nfrom app.ledger import ledger\nimport app.ledger_models`, '[Base.metadata, ledger]')],
        ].flatMap(([folder, text]) => [
          [`${folder}/env.py`, text],
          [`${folder}/versions/r1.py`, revisionText('r1', null)],
          [`${folder}/versions/r2.py`, addColumn('jobs')],
        ]),
      ),
    }
    assert.deepEqual(await check(files, coverage), ['migrations/versions/r2.py tenant-coverage'])
    const { engine } = await createMemoryProject(files)
    const [workspace] = engine.workspaces.all()
    assert.ok(workspace)
    const { environments } = alembicFacts(workspace)
    const conventions = environments.map(({ location, namingConvention }) => {
      const convention = namingConvention()
      return [location, typeof convention === 'string' ? convention : [...convention.keys()].join()]
    })
    assert.deepEqual(conventions, [
      ['both_migrations', 'uq'],
      ['ledger_migrations', 'uq'],
      ['migrations', 'none'],
    ])
    assert.deepEqual(
      environments.map(({ scopeOfTable }) => scopeOfTable('jobs')),
      ['unknown', 'shared', 'tenant'],
    )
  })

  it('conventions and versions are those of the service', async () => {
    const convention = (template: string): string =>
      `from sqlalchemy import MetaData\nfrom sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase):\n    metadata = MetaData(naming_convention={"uq": "${template}"})\n`
    const files = {
      ...service('services/jobs/', 'tenant'),
      ...service('services/billing/', 'public'),
      'services/jobs/app/base.py': convention('uq_%(table_name)s_%(column_0_name)s'),
      'services/jobs/requirements.txt': 'sqlalchemy==1.4.49\nalembic==1.7.0\n',
      'poetry.lock': 'name = "sqlalchemy"\nversion = "2.0.30"\n\nname = "alembic"\nversion = "1.16.1"\n',
    }
    const { engine } = await createMemoryProject(files)
    const [workspace] = engine.workspaces.all()
    assert.ok(workspace)
    const [billing, jobs] = alembicFacts(workspace).environments
    assert.ok(billing && jobs)
    assert.deepEqual([billing.location, jobs.location], ['services/billing/migrations', 'services/jobs/migrations'])
    assert.equal(billing.namingConvention(), 'none')
    assert.notEqual(jobs.namingConvention(), 'none')
    assert.notEqual(jobs.namingConvention(), 'unknown')
    assert.deepEqual(
      [jobs.sqlalchemyVersion(), jobs.alembicVersion()],
      [
        [1, 4],
        [1, 7],
      ],
    )
    assert.deepEqual(
      [billing.sqlalchemyVersion(), billing.alembicVersion()],
      [
        [2, 0],
        [1, 16],
      ],
    )
  })

  it('what a project sees', async () => {
    const files = {
      ...service('services/jobs/', 'tenant'),
      ...service('services/billing/', undefined),
      'scripts/report.py': 'x = 1\n',
      'services/empty/pyproject.toml': '',
      'services/empty/main.py': 'x = 1\n',
    }
    const { engine } = await createMemoryProject(files)
    const [workspace] = engine.workspaces.all()
    assert.ok(workspace)
    const seen = (path: string): string => modelFacts(workspace, path).scopeOfTable('jobs')
    assert.equal(seen('services/jobs/app/models.py'), 'tenant')
    // Without a placeholder anywhere in it, nothing tells whose rows its tables hold.
    assert.equal(seen('services/billing/app/models.py'), 'unknown')
    assert.equal(modelFacts(workspace, 'services/billing/app/models.py').classesFor('jobs').length, 1)
    // Above both stands both, beside them nothing.
    assert.equal(modelFacts(workspace, 'scripts/report.py').classesFor('jobs').length, 2)
    assert.equal(modelFacts(workspace, 'services/empty/main.py').classesFor('jobs').length, 0)
  })
})

import assert from 'node:assert/strict'
import { placeSessionHelper } from '../../src/fixes/find-session-factories'
import { createSessionHelper } from '../../src/fixes/session-helper'
import { createMemoryProject, type Files } from '../support/memory-project'

const database = `from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import sessionmaker

engine = create_engine("postgresql://localhost/shop")
SessionLocal = sessionmaker(bind=engine)
async_engine = create_async_engine("postgresql+asyncpg://localhost/shop")
AsyncSessionLocal = async_sessionmaker(async_engine)
`
const job = `from sqlalchemy import text

from models import Product
from shared.database import SessionLocal


def count(user_id: int):
    db = SessionLocal()
    try:
        db.execute(text(f"SET LOCAL search_path TO user_{user_id}, public"))
        return db.query(Product).count()
    finally:
        db.close()
`
const models = `from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Product(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
`
const files: Files = {
  'backend/requirements.txt': 'SQLAlchemy==2.0.44\npsycopg2-binary==2.9.11\n',
  'backend/shared/__init__.py': '',
  'backend/shared/database.py': database,
  'backend/models.py': models,
  'backend/job.py': job,
}
const place = async (project: Files) => {
  const [workspace] = (await createMemoryProject(project)).engine.workspaces.all()
  assert(workspace)
  return { workspace, ...placeSessionHelper(workspace) }
}

describe('the place of tenant_session()', () => {
  it('is beside the factories of the project, which it imports as the project does', async () => {
    const { path, factories } = await place(files)
    assert.equal(path, 'backend/shared/tenant_session.py')
    assert.deepEqual(factories, [
      { module: 'shared.database', name: 'SessionLocal', async: false },
      { module: 'shared.database', name: 'AsyncSessionLocal', async: true },
    ])
  })

  it('is where fixes find it', async () => {
    const { workspace, path, factories } = await place(files)
    const { placeholder, shared } = workspace.config.tenancy
    const project = await createMemoryProject({ ...files, [path]: createSessionHelper({ placeholder, shared, factories }) })
    const { changed } = await project.fix('unsafe')
    const text = changed.find((each) => each.path === 'backend/job.py')?.after ?? ''
    assert.match(text, /with tenant_session\(f"user_\{user_id\}"\) as /)
    assert.match(text, /from shared\.tenant_session import tenant_session/)
  })

  it('opens the sessions of an engine where there is no factory, of the class that the project uses', async () => {
    const engines = database.replace(/^\w+ = \w*sessionmaker.*\n/gm, '')
    const opening = 'def run():\n    with Session(engine) as db:\n        db.commit()\n'
    const job = `from sqlalchemy.orm import Session\nfrom db import engine\n\n\n${opening}`
    assert.deepEqual((await place({ 'db.py': engines, 'job.py': job })).factories, [
      { module: 'db', name: 'engine', async: false, classFrom: 'sqlalchemy.orm' },
    ])
    const model = job.replace('sqlalchemy.orm', 'sqlmodel')
    const asynchronous = `from sqlmodel.ext.asyncio.session import AsyncSession\nfrom db import async_engine\n\n\nasync def run():\n    async with AsyncSession(async_engine) as db:\n        await db.commit()\n`
    const { workspace, factories } = await place({ 'db.py': engines, 'job.py': model, 'later.py': asynchronous })
    const { placeholder, shared } = workspace.config.tenancy
    assert.deepEqual(factories, [
      { module: 'db', name: 'engine', async: false, classFrom: 'sqlmodel' },
      { module: 'db', name: 'async_engine', async: true, classFrom: 'sqlmodel.ext.asyncio.session' },
    ])
    const text = createSessionHelper({ placeholder, shared, factories })
    assert.match(text, /^from sqlmodel import Session$/m)
    assert.match(text, /^from sqlmodel\.ext\.asyncio\.session import AsyncSession$/m)
    assert.match(text, /^from db import async_engine, engine$/m)
    assert.match(text, /^ {4}with Session\(engine\.execution_options\(schema_translate_map=\{"tenant": schema\}\)\) as db:$/m)
    assert.match(text, /^ {4}async with AsyncSession\(async_engine\.execution_options/m)
  })

  it('is the top of the project without a factory, and where there are several to choose from', async () => {
    assert.deepEqual((await place({ 'a.py': 'x = 1\n' })).path, 'tenant_session.py')
    const { path, factories } = await place({ 'one.py': database, 'two.py': database })
    assert.deepEqual([path, factories], ['tenant_session.py', []])
  })

  it('is not a file that exists, nor beside tests and migrations', async () => {
    const { path, factories } = await place({
      'database.py': database,
      'tenant_session.py': 'x = 1\n',
      'tests/conftest.py': database,
      'migrations/env.py': `from alembic import context\n${database}context.configure()\n`,
    })
    assert.equal(path, 'tenant_session_2.py')
    assert.deepEqual(
      factories.map(({ module }) => module),
      ['database', 'database'],
    )
  })

  it('takes the factory that is configured', async () => {
    const { path, factories } = await place({
      'tenantscope.toml': '[tenancy]\nsession-factories = ["two:SessionLocal"]\n',
      'one.py': database,
      'two.py': database,
    })
    assert.deepEqual([path, factories], ['tenant_session.py', [{ module: 'two', name: 'SessionLocal', async: false }]])
  })
})

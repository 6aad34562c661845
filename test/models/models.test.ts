import assert from 'node:assert/strict'
import { type Config, defaultConfig } from '../../src/contract/config'
import { loadPythonParser } from '../../src/host/wasm'
import type { Model } from '../../src/models/model'
import { type ModelFacts, modelFacts } from '../../src/models/model-facts'
import { createWorkspace } from '../../src/project/create-workspace'
import type { WorkspaceControl } from '../../src/project/workspace'
import { loadSqlParser } from '../../src/sql/load-sql-parser'
import { createMemoryFileSystem } from '../support/memory-fs'
import { modelCases } from './models.cases'

async function open(files: string | Readonly<Record<string, string>>, config: Config = defaultConfig): Promise<WorkspaceControl> {
  const sql = await loadSqlParser()
  const fs = createMemoryFileSystem(typeof files === 'string' ? { 'app/models.py': files } : files)
  return createWorkspace({ fs, config, python: await loadPythonParser(), analyseSql: (text) => sql.analyse(text) })
}

const facts = async (files: string | Readonly<Record<string, string>>): Promise<ModelFacts> => modelFacts(await open(files))

function summarise({ className, table, schema, source, scope, columns, foreignKeys }: Model): string {
  const token = schema.kind === 'named' ? schema.name : schema.kind === 'none' ? 'none' : '?'
  const names = columns.map(({ name, nullable }) => `${name}${nullable === false ? '!' : '?'}`).join(' ')
  const keys = foreignKeys.map(({ target }) => (target ? `${target.schema ?? ''}.${target.table}.${target.column ?? ''}` : '?')).join(' ')
  return `${className ?? '-'} ${table ?? '?'} ${token}(${source}) ${scope} | ${names}${keys ? ` -> ${keys}` : ''}`
}

describe('models', () => {
  for (const { title, files, models } of modelCases)
    it(title, async () => {
      assert.deepEqual((await facts(files)).all().map(summarise), models)
    })

  it('relationships, enums and names', async () => {
    const found = await facts(
      `import enum\nfrom sqlalchemy import *\nfrom sqlalchemy.orm import *\nclass Base(DeclarativeBase): pass\nclass Status(enum.Enum):\n    a = 1\nkind = Enum("x", name="kind", schema="tenant")\nclass A(Base):\n    __tablename__ = "a"\n    bs: Mapped[list["B"]] = relationship(back_populates="a")\n    b = relationship("app.models.B", uselist=False)\n    c = relationship(lambda: B)\n    s1 = Column(Enum(Status))\n    s2: Mapped[Status]\n    s3 = Column(kind)\n    s4 = Column(Enum(Status, native_enum=False))\n    s5 = Column(Enum(Status, inherit_schema=True), nullable=False)\n`,
    )
    const [model] = found.all()
    assert.deepEqual(
      model?.relationships.map(({ attribute, target, uselist }) => [attribute, target, uselist]),
      [
        ['bs', 'B', true],
        ['b', 'B', false],
        ['c', 'B', undefined],
      ],
    )
    assert.deepEqual(
      model?.enums.map(({ column, name, schema, inheritSchema, native }) => [column, name ?? '', schema.kind, inheritSchema, native]),
      [
        ['s1', '', 'none', false, true],
        ['s2', 'status', 'none', false, true],
        ['s3', 'kind', 'named', false, true],
        ['s4', '', 'none', false, false],
        ['s5', '', 'none', true, true],
      ],
    )
  })

  it('answers by table, by class and by name, across modules', async () => {
    const workspace = await open({
      'app/models.py':
        'from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase): pass\nclass User(Base):\n    __tablename__ = "users"\n    __table_args__ = {"schema": "tenant"}\n',
      'app/other.py':
        'from app.models import Base\nclass PublicUser(Base):\n    __tablename__ = "users"\n    __table_args__ = {"schema": "public"}\nclass Plan(Base):\n    __tablename__ = "plans"\n',
      'app/api.py': 'from app import models as m\nfrom app.models import User as U\nm.User\nU\n',
    })
    const found = modelFacts(workspace)
    assert.equal(found.scopeOfTable('users'), 'unknown')
    assert.equal(found.scopeOfTable('plans'), 'shared')
    assert.equal(found.scopeOfTable('nothing'), 'unknown')
    assert.equal(found.scopeOfClass('app/api.py', 'U'), 'tenant')
    assert.deepEqual([...found.tokensInUse().tokens].sort(), [null, 'public', 'tenant'].sort())
    const uses = workspace.module('app/api.py')?.body() ?? []
    const names = uses.flatMap((stmt) => (stmt.kind === 'ExprStmt' ? [found.resolve('app/api.py', stmt.value)?.className] : []))
    assert.deepEqual(names, ['User', 'User'])
  })

  it('three of three in a package: one more without schema is not called shared', async () => {
    const tenant = (name: string): string =>
      `class ${name}(Base):\n    __tablename__ = "${name.toLowerCase()}"\n    __table_args__ = {"schema": "tenant"}\n`
    const text = `from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase): pass\n${['A', 'B', 'C', 'D'].map(tenant).join('')}class E(Base):\n    __tablename__ = "e"\n`
    assert.equal((await facts(text)).scopeOfTable('e'), 'unknown')
  })
})

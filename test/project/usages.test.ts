import assert from 'node:assert/strict'
import { type Config, defaultConfig } from '../../src/contract/config'
import { loadPythonParser } from '../../src/host/wasm'
import { createWorkspace } from '../../src/project/create-workspace'
import { listDeprecationEvidence } from '../../src/project/deprecation-evidence'
import { fieldOf, findSymbol, listUsages } from '../../src/project/usages'
import type { WorkspaceControl } from '../../src/project/workspace'
import { loadSqlParser } from '../../src/sql/load-sql-parser'
import { createMemoryFileSystem } from '../support/memory-fs'
import { analyse } from '../typescript/analyse'

const models = `
from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base, relationship
Base = declarative_base()

class BatchJob(Base):
    __tablename__ = "batch_jobs"
    id = Column(Integer, primary_key=True)
    batch_id = Column(String(64))

class MarketplaceJob(Base):
    __tablename__ = "marketplace_jobs"
    id = Column(Integer, primary_key=True)
    batch_id = Column(String(64))
    batch_job_id = Column(ForeignKey("batch_jobs.id"))
    batch_job = relationship("BatchJob")
`
const revision = `
from alembic import op
revision = "a1"
down_revision = None
def upgrade():
    op.drop_column("marketplace_jobs", "batch_id")
    op.rename_table("old_jobs", "marketplace_jobs")
`
const uses = `
from models import BatchJob, MarketplaceJob
def work(db, job: MarketplaceJob, batch: BatchJob, other):
    job.batch_id = batch.batch_id
    return db.query(MarketplaceJob.batch_id), other.batch_id, "MarketplaceJob"
`
const types =
  'export interface MarketplaceJob { batch_id: string }\nexport const f = (job: MarketplaceJob, x: any) => job.batch_id ?? x.batch_id\n'

async function open(files: Readonly<Record<string, string>>, config: Config = defaultConfig): Promise<WorkspaceControl> {
  const sql = await loadSqlParser()
  return createWorkspace({
    fs: createMemoryFileSystem(files),
    config,
    python: await loadPythonParser(),
    analyseSql: (text) => sql.analyse(text),
  })
}

describe('usages', function () {
  this.timeout(30_000)

  it('of a column are found by type in Python, SQL and TypeScript, and history never stands in the way', async () => {
    const files = {
      'models.py': models,
      'use.py': uses,
      'q.sql': 'SELECT batch_id FROM user_1.marketplace_jobs;\nSELECT batch_id FROM batch_jobs;\n',
      'migrations/versions/a1.py': revision,
      'web/types.ts': types,
    }
    const workspace = await open(files)
    const symbol = findSymbol(workspace, 'MarketplaceJob.batch_id')
    assert.deepEqual(symbol, { name: 'MarketplaceJob.batch_id', kind: 'column', table: 'marketplace_jobs', column: 'batch_id' })
    const field = fieldOf(symbol)
    const report = listUsages(workspace, symbol, analyse(files, { fields: field ? [field] : [] }))
    assert.equal(report.verdict, 'in-use')
    assert.deepEqual(
      report.usages.map(({ path, range, role }) => `${path}:${range.start.line}:${range.start.column} ${role}`),
      [
        'migrations/versions/a1.py:6:41 history',
        'models.py:14:5 definition',
        'q.sql:1:8 sql',
        'use.py:4:9 write',
        'use.py:5:36 query',
        'web/types.ts:1:35 typescript',
        'web/types.ts:2:55 typescript',
      ],
    )
    assert.deepEqual(
      report.possible.map(({ path, doubt }) => `${path} ${doubt}`),
      ['use.py the type of `other` is not known', 'web/types.ts the type of `x` is not known, so `batch_id` could not be judged'],
    )
  })

  it('give a verdict: removable when only the definition and history are left, unclear when types are unknown', async () => {
    const verdictOf = async (text: string) => {
      const workspace = await open({ 'models.py': models, 'use.py': text, 'migrations/versions/a1.py': revision })
      const symbol = findSymbol(workspace, 'MarketplaceJob.batch_id')
      assert.ok(symbol)
      return listUsages(workspace, symbol, { files: {} }).verdict
    }
    assert.equal(await verdictOf('def f(batch_id): return batch_id\n'), 'removable')
    assert.equal(await verdictOf('from models import MarketplaceJob\ndef f(x): return x.batch_id\n'), 'unclear')
    assert.equal(await verdictOf('from models import MarketplaceJob\ndef f(x: MarketplaceJob): return x.batch_id\n'), 'in-use')
  })

  it('count statements that TypeScript sends to the database', async () => {
    const files = {
      'models.py': models,
      'pg.ts':
        "import { Pool } from 'pg'\nconst q = 'SELECT batch_id FROM marketplace_jobs'\nexport const f = (p: Pool) => [p.query(q), p.query(`SELECT batch_id FROM batch_jobs`)]\n",
    }
    const workspace = await open(files)
    const roles = (name: string) => {
      const symbol = findSymbol(workspace, name)
      assert(symbol)
      const typescript = analyse(files, { sql: true, words: ['batch_id', 'marketplace_jobs'] })
      const { usages, verdict } = listUsages(workspace, symbol, typescript)
      return [verdict, ...usages.filter(({ role }) => role === 'sql').map(({ path, range }) => `${path}:${range.start.line}`)]
    }
    assert.deepEqual(roles('MarketplaceJob.batch_id'), ['in-use', 'pg.ts:2'])
    assert.deepEqual(roles('BatchJob.batch_id'), ['in-use', 'pg.ts:3'])
    assert.deepEqual(roles('marketplace_jobs'), ['in-use', 'pg.ts:2'])
  })

  it('of a module count names, strings and entry points, and revisions that import it', async () => {
    const workspace = await open({
      'pyproject.toml': '[project.scripts]\ntools = "app.tools:main"\n\n[tool.tenantscope]\nx = "app.tools"\n',
      'app/__init__.py': '',
      'app/tools.py': 'def main(): pass\n',
      'app/use.py':
        'from app import tools as t, other\nfrom . import tools\ntools.main()\nname = "tools"\nNOTE = "the tools of last year"\n',
      'migrations/versions/a1.py': 'from app.tools import main\nrevision = "a1"\ndown_revision = None\n# tools\n',
      'backups/old.py': 'from app.tools import main\n',
    })
    const symbol = findSymbol(workspace, 'app.tools')
    assert(symbol)
    const report = listUsages(workspace, symbol, { files: {} })
    assert.deepEqual(
      report.usages.map(({ path, role, range }) => `${path}:${range.start.line} ${role}`),
      [
        'app/use.py:1 import',
        'app/use.py:2 import',
        'app/use.py:3 reference',
        'migrations/versions/a1.py:1 import',
        'pyproject.toml:2 string',
      ],
    )
    assert.deepEqual(
      report.possible.map(({ path, range }) => `${path}:${range.start.line}`),
      ['app/use.py:4'],
    )
    assert.equal(report.verdict, 'in-use')
  })

  it('know classes, functions, methods, tables and modules', async () => {
    const workspace = await open({
      'models.py': models,
      'app/tools.py': 'def helper(): ...\nclass Tool:\n    def run(self): ...\n',
      'use.py': 'from app.tools import Tool, helper\nhelper()\nTool().run()\nTABLES = ["batch_jobs", "marketplace_jobs"]\n',
    })
    const roles = (name: string) => {
      const symbol = findSymbol(workspace, name)
      return (
        symbol &&
        `${symbol.kind}: ${listUsages(workspace, symbol, { files: {} })
          .usages.map(({ role }) => role)
          .join(' ')}`
      )
    }
    assert.equal(roles('helper'), 'function: definition import reference')
    assert.equal(roles('Tool'), 'class: definition import reference')
    assert.equal(roles('Tool.run'), 'method: definition reference')
    assert.equal(roles('batch_jobs'), 'table: string string string')
    assert.equal(roles('app.tools'), 'module: import')
    assert.equal(roles('nothing'), undefined)
  })
})

describe('evidence of deprecations', () => {
  it('comes from decorators, docstrings, warnings, dropped columns and renamed tables', async () => {
    const tools = `
import warnings
from warnings import deprecated
@deprecated("Use read_all instead")
def read_some(): ...
class Store:
    """Keeps things."""
    def old(self):
        """DEPRECATED: use \`new\`."""
    def new(self):
        """Never deprecated by anyone."""
def load(x):
    warnings.warn("use fetch()", DeprecationWarning, stacklevel=2)
def conditional(x):
    if x: warnings.warn("x is going", DeprecationWarning)
`
    const workspace = await open({
      'models.py': models,
      'migrations/versions/a1.py': revision,
      'tools.py': tools,
      'tables.py': 'TABLES = ["old_jobs"]\n',
    })
    assert.deepEqual(
      listDeprecationEvidence(workspace).map(({ entry }) => entry),
      [
        {
          kind: 'column',
          name: 'MarketplaceJob.batch_id',
          replacement: 'batch_job_id',
          key: 'BatchJob.batch_id',
          relationship: 'batch_job',
        },
        { kind: 'table', name: 'old_jobs', replacement: 'marketplace_jobs' },
        { kind: 'function', name: 'read_some', replacement: 'read_all' },
        { kind: 'method', name: 'Store.old', replacement: 'new' },
        { kind: 'function', name: 'load', replacement: 'fetch' },
      ],
    )
  })
})

import assert from 'node:assert/strict'
import { defaultConfig } from '../../src/contract/config'
import { loadPythonParser } from '../../src/host/wasm'
import { createWorkspace } from '../../src/project/create-workspace'
import type { Definition, WorkspaceControl } from '../../src/project/workspace'
import { createMemoryFileSystem } from '../support/memory-fs'

const noSql = () => {
  throw new Error('no SQL here')
}

async function open(files: Record<string, string>): Promise<WorkspaceControl & { fs: ReturnType<typeof createMemoryFileSystem> }> {
  const fs = createMemoryFileSystem(files)
  return { ...createWorkspace({ fs, config: defaultConfig, python: await loadPythonParser(), analyseSql: noSql }), fs }
}

/** `backend/app/deps.py:get_db`, `backend/app/deps.py`, or `external sqlalchemy.orm.Session`. */
function show(workspace: WorkspaceControl, definition: Definition | undefined): string {
  if (!definition) return 'unknown'
  if (definition.kind === 'external') return `external ${definition.qualified}`
  if (definition.kind === 'module') return definition.path
  const { node, path } = definition
  return `${path}:${node.kind === 'Assign' ? (workspace.text(path) ?? '').slice(node.targets[0]?.start, node.targets[0]?.end) : node.name}`
}

const project = {
  'backend/app/__init__.py': '',
  'backend/app/deps.py': [
    'from sqlalchemy.orm import Session as S, sessionmaker',
    'from .db import engine, *',
    'from .db import *',
    'Alias = S',
    'class Manager:',
    '    limit = 3',
    '    def start(self): pass',
    'def get_db(): pass',
    'get_user_db = get_db',
    'try:',
    '    from shared.database import set_path',
    'except ImportError:',
    '    set_path = None',
    'def late():',
    '    from app.models import Job as J',
    '    import app.models.batch as b, os.path',
    '    local = 1',
    '    def inner(): return J',
    '    return J',
  ].join('\n'),
  'backend/app/db.py': 'engine = create_engine()\nSessionLocal = sessionmaker(engine)\n_private = 1\n',
  'backend/app/models/__init__.py': 'from .job import Job\nfrom . import batch\nfrom app.cycle import Looping\n',
  'backend/app/models/job.py': 'class Job: pass\n',
  'backend/app/models/batch.py': 'class Batch: pass\n',
  'backend/app/cycle.py': 'from app.models import Looping\n',
  'backend/app/redis.py': 'import redis\nclient = redis.Redis()\n',
  'backend/app/logging.py': 'import logging\nlog = logging.getLogger()\n',
  'libs/one/shared/database.py': 'def set_path(): pass\n',
  'backend/shared/database.py': 'def set_path(): pass\ndef only_here(): pass\n',
  'other/app/deps.py': 'def get_db(): pass\n',
  'other/main.py': 'from app.deps import get_db\nimport app.deps\nimport sqlalchemy as sa\nimport plugins.tools\n',
  'other/plugins/tools/wrench.py': 'def turn(): pass\n',
  'backend/main.py': 'from app import deps\nfrom app.deps import *\nfrom plugins.tools import wrench\n',
}

const cases: readonly (readonly [file: string, name: string, expected: string, at?: string])[] = [
  ['backend/app/deps.py', 'S', 'external sqlalchemy.orm.Session'],
  ['backend/app/deps.py', 'Alias', 'external sqlalchemy.orm.Session'],
  ['backend/app/deps.py', 'engine', 'backend/app/db.py:engine'],
  ['backend/app/deps.py', 'SessionLocal', 'backend/app/db.py:SessionLocal'],
  ['backend/app/deps.py', '_private', 'unknown'],
  ['backend/app/deps.py', 'get_user_db', 'backend/app/deps.py:get_db'],
  ['backend/app/deps.py', 'Manager.start', 'backend/app/deps.py:start'],
  ['backend/app/deps.py', 'Manager.limit', 'backend/app/deps.py:limit'],
  ['backend/app/deps.py', 'set_path', 'backend/shared/database.py:set_path'],
  ['backend/app/deps.py', 'J', 'unknown'],
  ['backend/app/deps.py', 'J', 'backend/app/models/job.py:Job', 'return J\n'],
  ['backend/app/deps.py', 'J', 'backend/app/models/job.py:Job', 'local = 1'],
  ['backend/app/deps.py', 'b.Batch', 'backend/app/models/batch.py:Batch', 'local = 1'],
  ['backend/app/deps.py', 'os.path', 'external os.path', 'local = 1'],
  ['backend/app/deps.py', 'local', 'unknown', 'local = 1'],
  ['backend/app/deps.py', 'get_db', 'backend/app/deps.py:get_db', 'local = 1'],
  ['backend/app/models/__init__.py', 'batch', 'backend/app/models/batch.py'],
  ['backend/app/models/__init__.py', 'Looping', 'unknown'],
  ['backend/app/redis.py', 'redis.Redis', 'external redis.Redis'],
  ['backend/app/logging.py', 'logging', 'external logging'],
  ['other/main.py', 'get_db', 'other/app/deps.py:get_db'],
  ['other/main.py', 'app.deps.get_db', 'other/app/deps.py:get_db'],
  ['other/main.py', 'sa.text', 'external sqlalchemy.text'],
  ['other/main.py', 'plugins.tools.wrench.turn', 'other/plugins/tools/wrench.py:turn'],
  ['backend/main.py', 'deps', 'backend/app/deps.py'],
  ['backend/main.py', 'deps.get_db', 'backend/app/deps.py:get_db'],
  ['backend/main.py', 'Manager', 'backend/app/deps.py:Manager'],
  ['backend/main.py', 'wrench.turn', 'other/plugins/tools/wrench.py:turn'],
]

describe('workspace', () => {
  for (const [file, name, expected, at] of cases) {
    it(`${file}: ${name}${at ? ` at ${JSON.stringify(at)}` : ''} is ${expected}`, async () => {
      const workspace = await open(project)
      const offset = at === undefined ? undefined : (workspace.text(file) ?? '').indexOf(at)
      assert.notEqual(offset, -1)
      assert.equal(show(workspace, workspace.resolveName(file, name, offset)), expected)
    })
  }

  it('finds symbols named in the configuration, also by the second candidate', async () => {
    const workspace = await open(project)
    assert.equal(show(workspace, workspace.resolveSymbol('shared.database:only_here')), 'backend/shared/database.py:only_here')
    assert.equal(
      show(workspace, workspace.resolveSymbol('shared.schema_utils:set_user_schema')),
      'external shared.schema_utils.set_user_schema',
    )
    assert.equal(show(workspace, workspace.resolveSymbol('app.deps:nothing')), 'unknown')
  })

  it('resolves relative modules by their dots', async () => {
    const workspace = await open(project)
    assert.equal(workspace.resolveModule('backend/app/models/job.py', 'batch', 1), 'backend/app/models/batch.py')
    assert.equal(workspace.resolveModule('backend/app/models/job.py', 'deps', 2), 'backend/app/deps.py')
    assert.equal(workspace.resolveModule('backend/app/models/job.py', '', 1), 'backend/app/models/__init__.py')
    assert.equal(workspace.resolveModule('backend/app/models/job.py', 'deps', 9), undefined)
  })

  it('prefers the open document, and forgets answers when it changes', async () => {
    const workspace = await open(project)
    const first = workspace.memo('fact', () => ({}))
    assert.equal(
      workspace.memo('fact', () => ({})),
      first,
    )
    assert.deepEqual(workspace.filesWith(['class Batch']), ['backend/app/models/batch.py'])
    workspace.setOverlay('backend/app/models/job.py', 'class Batch: pass\n')
    assert.notEqual(
      workspace.memo('fact', () => ({})),
      first,
    )
    assert.deepEqual(workspace.filesWith(['class Batch']), ['backend/app/models/batch.py', 'backend/app/models/job.py'])
    assert.equal(show(workspace, workspace.resolveName('backend/app/models/__init__.py', 'Job')), 'unknown')
    workspace.setOverlay('backend/app/models/job.py', undefined)
    assert.deepEqual(workspace.filesWith(['class Batch']), ['backend/app/models/batch.py'])
    assert.equal(show(workspace, workspace.resolveName('backend/app/models/__init__.py', 'Job')), 'backend/app/models/job.py:Job')
  })

  it('keeps answers when a document opens with the text of the disk', async () => {
    const workspace = await open(project)
    const first = workspace.memo('fact', () => ({}))
    workspace.setOverlay('backend/app/db.py', project['backend/app/db.py'])
    assert.equal(
      workspace.memo('fact', () => ({})),
      first,
    )
  })

  it('keeps slow answers over keystrokes until typing rests', async () => {
    const workspace = await open(project)
    const quick = workspace.memo('quick', () => ({}))
    const slow = workspace.memo('slow', () => ({}), 'while-typing')
    assert.equal(workspace.settle(), false)
    workspace.setOverlay('backend/app/db.py', 'x = 1\n', 'typing')
    assert.notEqual(
      workspace.memo('quick', () => ({})),
      quick,
    )
    assert.equal(
      workspace.memo('slow', () => ({}), 'while-typing'),
      slow,
    )
    assert.equal(workspace.settle(), true)
    assert.notEqual(
      workspace.memo('slow', () => ({}), 'while-typing'),
      slow,
    )
    const again = workspace.memo('slow', () => ({}), 'while-typing')
    workspace.setOverlay('backend/app/db.py', 'x = 2\n')
    assert.notEqual(
      workspace.memo('slow', () => ({}), 'while-typing'),
      again,
    )
  })

  it('sees files that came, changed and went once told', async () => {
    const workspace = await open(project)
    assert.equal(workspace.resolveModule('backend/main.py', 'app.fresh'), undefined)
    workspace.fs.write('backend/app/fresh.py', 'x = 1\n')
    workspace.invalidate(['backend/app/fresh.py'])
    assert.equal(workspace.resolveModule('backend/main.py', 'app.fresh'), 'backend/app/fresh.py')
    workspace.fs.remove('backend/app/fresh.py')
    workspace.invalidate('all')
    assert.equal(workspace.text('backend/app/fresh.py'), undefined)
    assert.equal(workspace.module('backend/app/fresh.py'), undefined)
  })

  it('lists files that a fix made, and forgets those it took away, without touching the disk', async () => {
    const workspace = await open(project)
    workspace.setFile('backend/app/fresh.py', 'def get_db(): pass\n')
    workspace.setFile('backend/app/deps.py', undefined)
    assert.equal(workspace.resolveModule('backend/main.py', 'app.fresh'), 'backend/app/fresh.py')
    assert.equal(workspace.resolveModule('backend/main.py', 'app.deps'), 'other/app/deps.py')
    assert.equal(workspace.text('backend/app/deps.py'), undefined)
    assert.deepEqual(workspace.filesWith(['def get_db'], ['.py']), ['backend/app/fresh.py', 'other/app/deps.py'])
    workspace.setFile('backend/app/fresh.py', undefined)
    assert.deepEqual(workspace.filesWith(['def get_db'], ['.py']), ['other/app/deps.py'])
    workspace.setFile('backend/app/deps.py', 'def get_db(): pass\n')
    assert.deepEqual(workspace.filesWith(['def get_db'], ['.py']), ['backend/app/deps.py', 'other/app/deps.py'])
    assert.equal(workspace.fs.listFiles().includes('backend/app/fresh.py'), false)
  })

  it('keeps its answers when a look at the disk shows nothing new, and only then', async () => {
    const fs = createMemoryFileSystem(project)
    const stamps = () => new Map(fs.listFiles().map((path) => [path, JSON.stringify(fs.readText(path))]))
    const workspace = createWorkspace({ fs: { ...fs, stamps }, config: defaultConfig, python: await loadPythonParser(), analyseSql: noSql })
    const answer = () => workspace.memo('answer', () => ({}))
    workspace.invalidate('all')
    const first = answer()
    workspace.invalidate('all')
    assert.equal(answer(), first)
    fs.write('backend/app/deps.py', 'x = 1\n')
    workspace.invalidate('all')
    assert.notEqual(answer(), first)
    assert.equal(workspace.text('backend/app/deps.py'), 'x = 1\n')
    const second = answer()
    fs.write('backend/app/fresh.py', 'x = 1\n')
    workspace.invalidate('all')
    assert.notEqual(answer(), second)
    assert.ok(workspace.files().includes('backend/app/fresh.py'))
    const third = answer()
    fs.remove('backend/app/fresh.py')
    workspace.invalidate('all')
    assert.notEqual(answer(), third)
    assert.equal(workspace.text('backend/app/fresh.py'), undefined)
  })

  it('gives sources with their language and nothing for other files', async () => {
    const workspace = await open({ 'a.py': 'x', 'b.sql': 'select 1', 'c.txt': 'x' })
    assert.deepEqual(
      ['a.py', 'b.sql', 'c.txt', 'none.py'].map((path) => workspace.source(path)?.language),
      ['python', 'sql', undefined, undefined],
    )
  })
})

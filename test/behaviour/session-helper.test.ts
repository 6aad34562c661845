import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { createSessionHelper } from '../../src/fixes/session-helper'
import { runSql, startPostgres, type TestPostgres } from '../support/postgres'
import { runPython } from '../support/python'

const factories = [
  { module: 'database', name: 'AsyncSessionLocal', async: true },
  { module: 'database', name: 'SessionLocal', async: false },
] as const
const engines = [
  { module: 'database', name: 'engine', async: false, classFrom: 'sqlalchemy.orm' },
  { module: 'database', name: 'async_engine', async: true, classFrom: 'sqlalchemy.ext.asyncio' },
] as const

describe('the generated tenant_session()', function () {
  this.timeout(300_000)
  let folder: string
  let postgres: TestPostgres

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-helper-'))
    writeFileSync(path.join(folder, 'tenant_session.py'), createSessionHelper({ placeholder: 'tenant', shared: ['public'], factories: [] }))
    postgres = await startPostgres()
  })

  after(async () => {
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  for (const name of ['sa20', 'sa14', 'sa21'] as const) {
    it(`keeps ORM and raw SQL in one tenant over commits, and leaves nothing on the connection (${name})`, async () => {
      const url = await postgres.createDatabase()
      for (const schema of ['user_1', 'User 2']) {
        await runSql(url, `create schema "${schema}"; create table "${schema}".products (id serial primary key, title text)`)
      }
      const { code, stdout, stderr } = await runPython(name, path.join(__dirname, 'session-helper.py'), {
        args: [path.join(folder, 'tenant_session.py'), url],
      })
      assert.equal(code, 0, stderr)
      assert.deepEqual(stdout.trim().split('\n'), [
        "user_1 ['new of user_1'] True 1",
        `user_1 ['new of user_1'] "$user", public`,
        "User 2 ['new of User 2'] True 1",
        `User 2 ['new of User 2'] "$user", public`,
      ])
    })
  }

  for (const [name, kind, known] of [
    ['sa20', 'factories', factories],
    ['sa14', 'factories', factories],
    ['sa20', 'engines', engines],
    ['sa14', 'engines', engines],
  ] as const) {
    it(`opens sessions of the project's own ${kind}, also asynchronous ones (${name})`, async () => {
      const url = await postgres.createDatabase()
      for (const schema of ['user_1', 'User 2'])
        await runSql(url, `create schema "${schema}"; create table "${schema}".products (id serial primary key, title text)`)
      const project = path.join(folder, `${name}-${kind}`)
      mkdirSync(project)
      writeFileSync(
        path.join(project, 'tenant_session.py'),
        createSessionHelper({ placeholder: 'tenant', shared: ['public'], factories: known }),
      )
      const { code, stdout, stderr } = await runPython(name, path.join(__dirname, 'session-helper-async.py'), { args: [project, url] })
      assert.equal(code, 0, stderr)
      assert.deepEqual(stdout.trim().split('\n'), [
        "user_1 ['async of user_1', 'sync of user_1'] True",
        "User 2 ['async of User 2', 'sync of User 2'] True",
      ])
    })
  }

  it('names each module once, and quotes the schemas behind the tenant', () => {
    const source = createSessionHelper({ placeholder: 'tenant', shared: ['public', 'Ext"ra'], factories })
    assert.match(source, /^from database import AsyncSessionLocal, SessionLocal$/m)
    assert.match(source, /def tenant_session\(schema: str, \*, search_path/)
    assert.match(source, /async def async_tenant_session\(schema: str, \*, search_path/)
    assert.ok(source.includes(String.raw`', public, \"Ext\"\"ra\"'`), source)
  })
})

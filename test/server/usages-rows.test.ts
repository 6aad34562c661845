import assert from 'node:assert/strict'
import { type Outcome, requests, type UsagesReport, type WithPage } from '../../src/protocol'
import { runSql, startPostgres, type TestPostgres } from '../support/postgres'
import { type Editor, openEditor } from './open-editor'

const files = {
  'models.py':
    'from sqlalchemy import Column, Integer, String\nfrom sqlalchemy.orm import declarative_base\n\nBase = declarative_base()\n\n\nclass Job(Base):\n    __tablename__ = "jobs"\n    id = Column(Integer, primary_key=True)\n    batch_id = Column(String(64))\n',
} as const

describe('usages in the editor, with a database', function () {
  this.timeout(120_000)
  let postgres: TestPostgres
  let editor: Editor

  before(async () => {
    postgres = await startPostgres()
    for (const schema of ['user_1', 'user_2'])
      await runSql(
        postgres.url,
        `create schema ${schema}; create table ${schema}.jobs (id int, batch_id text); insert into ${schema}.jobs values (1, null), (2, 'b')`,
      )
  })
  after(() => postgres?.stop())
  afterEach(() => editor.close())

  const ask = async (trusted: boolean, urls: readonly string[]): Promise<string> => {
    editor = await openEditor({ files, initializationOptions: { trusted } })
    const outcome = await editor.client.request<Outcome<WithPage<UsagesReport>>>(requests.usages.method, { symbol: 'Job.batch_id', urls })
    assert(outcome.ok, JSON.stringify(outcome))
    assert.equal(outcome.value.report.verdict, 'removable')
    return outcome.value.markdown
  }

  it('counts the rows of every tenant', async () => {
    assert.match(await ask(true, [postgres.url]), /## Live rows[\s\S]*user_1 .*1 of 2 rows filled[\s\S]*user_2 .*1 of 2 rows filled/)
  })

  it('asks no database that nobody named', async () => {
    assert.doesNotMatch(await ask(true, []), /Live rows/)
  })

  it('answers for the code when the database does not, and never shows its password', async () => {
    const page = await ask(true, ['postgresql://someone:secret-word@127.0.0.1:1/none'])
    assert.match(page, /## Live rows\n\nNot read: ./)
    assert(!page.includes('secret-word'))
  })

  it('opens no connection in a workspace that is not trusted', async () => {
    assert.match(await ask(false, [postgres.url]), /## Live rows\n\nNot read: this workspace is not trusted/)
  })
})

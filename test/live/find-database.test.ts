import * as assert from 'node:assert/strict'
import { readEnvValue } from '../../src/host/postgres/env-file'
import { findDatabase } from '../../src/host/postgres/find-database'
import { DatabaseError } from '../../src/live/database-error'

const lines: readonly (readonly [string, string | undefined])[] = [
  ['DATABASE_URL=postgresql://u:p@h/db', 'postgresql://u:p@h/db'],
  ['\uFEFFDATABASE_URL=x\r\nOTHER=y\r\n', 'x'],
  ['export DATABASE_URL = "x y" # the shop', 'x y'],
  ["DATABASE_URL='a#b $(c) ${d}'", 'a#b $(c) ${d}'],
  ['DATABASE_URL=postgresql://u:p#1@h/db # note', 'postgresql://u:p#1@h/db'],
  ['DATABASE_URL="postgresql://u:\\"p\\$@h/😀"', 'postgresql://u:"p$@h/😀'],
  ['DATABASE_URL=old\nDATABASE_URL=new', 'new'],
  ['DATABASE_URL=', ''],
  ['# DATABASE_URL=x', undefined],
  ['MY_DATABASE_URL=x\nDATABASE_URL_2=y', undefined],
  ['OTHER="first\nDATABASE_URL=inside"', undefined],
]

describe('.env', () => {
  for (const [text, want] of lines) {
    it(JSON.stringify(text), () => {
      assert.deepEqual(readEnvValue(text, 'DATABASE_URL'), want === undefined ? undefined : { kind: 'value', value: want })
    })
  }

  it('runs and expands nothing', () => {
    for (const text of ['DATABASE_URL=$(cat secret)', 'DATABASE_URL="postgresql://${USER}@h/db"'])
      assert.deepEqual(readEnvValue(text, 'DATABASE_URL'), { kind: 'not-plain' })
  })
})

describe('which database', () => {
  const files: Readonly<Record<string, string>> = {
    '/shop/backend/.env': 'SECRET=hunter2\nDATABASE_URL=near\n',
    '/shop/.env': 'TENANTSCOPE_DATABASE_URL=far\nSHOP=configured\nBROKEN=postgresql://u:hunter2@${HOST}/db\n',
  }
  const find = (env: Readonly<Record<string, string>>, configured?: string, folders = ['/shop/backend', '/shop']) =>
    findDatabase({ env, configured, folders, readFile: (file) => files[file] })

  it('the environment comes before any file, and the configured name before the others', () => {
    assert.deepEqual(find({ DATABASE_URL: 'a', TENANTSCOPE_DATABASE_URL: 'b' }), { url: 'b', source: 'TENANTSCOPE_DATABASE_URL' })
    assert.deepEqual(find({ DATABASE_URL: 'a', SHOP: 'c' }, 'SHOP'), { url: 'c', source: 'SHOP' })
    assert.deepEqual(find({ PGHOST: 'db' }), { url: undefined, source: 'the PG* environment variables' })
    assert.deepEqual(find({}, 'SHOP'), { url: 'configured', source: 'SHOP in /shop/.env' })
    assert.deepEqual(find({}), { url: 'far', source: 'TENANTSCOPE_DATABASE_URL in /shop/.env' })
    assert.deepEqual(find({}, undefined, ['/shop/backend']), { url: 'near', source: 'DATABASE_URL in /shop/backend/.env' })
    assert.equal(find({}, undefined, []), undefined)
  })

  it('names what only a shell could fill in, and shows nothing of it', () => {
    assert.throws(
      () => find({}, 'BROKEN'),
      (error) =>
        error instanceof DatabaseError &&
        /BROKEN in `\/shop\/\.env`/.test(error.message) &&
        !/hunter2/.test(`${error.message}${error.help}`),
    )
  })
})

import * as assert from 'node:assert/strict'
import { runLiveChecks } from '../../src/live/run-live-checks'
import type { CatalogObject, SchemaSnapshot } from '../../src/live/snapshot'
import { snapshotOf, table } from '../server/snapshot-of'
import { plainFacts } from './live-support'

const key = (to: string, schema = 'public'): CatalogObject => ({
  kind: 'foreign key',
  table: 'jobs',
  name: `fk_${to}`,
  definition: `FOREIGN KEY (${to}_id) REFERENCES ${schema}.${to}(id)`,
  hash: to,
  target: { schema, own: schema === '~', table: to, columns: ['id'] },
})

const tenants = (n: number, objects: readonly CatalogObject[], slots?: number): SchemaSnapshot => {
  const snapshot = snapshotOf(
    Object.fromEntries(Array.from({ length: n }, (_, i) => [i === 0 ? 'template_tenant' : `user_${i}`, { objects }] as const)),
  )
  return slots === undefined
    ? snapshot
    : { ...snapshot, databases: snapshot.databases.map((database) => ({ ...database, locks: { perTransaction: 64, slots } })) }
}

const found = (snapshot: SchemaSnapshot) =>
  runLiveChecks(plainFacts(snapshot)).findings.map(({ rule, severity, object, tenants: at, data }) => [
    rule,
    severity,
    object.name,
    at.length,
    data,
  ])

describe('what very many tenants cost', () => {
  it('counts the keys to each shared table', () => {
    assert.deepEqual(found(tenants(250, [table('jobs'), key('users'), key('plans')])), [])
    assert.deepEqual(found(tenants(500, [table('jobs'), key('users'), key('jobs', '~')])), [
      ['crowded-reference', 'info', 'users', 500, { schema: 'public', keys: 500 }],
    ])
  })

  it('warns when a delete needs more locks than there are', () => {
    assert.deepEqual(found(tenants(700, [key('users')], 640)), [
      ['crowded-reference', 'warning', 'users', 700, { schema: 'public', keys: 700, lockSlots: 640 }],
    ])
    assert.deepEqual(
      found(tenants(640, [key('users')], 640)).map(([rule, severity]) => [rule, severity]),
      [['crowded-reference', 'info']],
    )
  })

  it('compares the tables with the room for locks, and says how much would do', () => {
    assert.deepEqual(found(tenants(320, [table('jobs'), table('tasks')], 640)), [])
    assert.deepEqual(found(tenants(321, [table('jobs'), table('tasks')], 640)), [
      ['lock-headroom', 'info', 'shop', 321, { tables: 642, lockSlots: 640, maxLocksPerTransaction: 64, wanted: 128 }],
    ])
    assert.deepEqual(found(tenants(321, [table('jobs'), table('tasks')])), [], 'a snapshot that does not say it')
  })
})

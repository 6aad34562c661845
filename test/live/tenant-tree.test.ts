import assert from 'node:assert/strict'
import type { LiveFinding, Severity } from '../../src/contract/finding'
import { describeSchema } from '../../src/live/describe-schema'
import type { GroupEntry, TenantEntry } from '../../src/live/migrations-document'
import { type TenantTreeNode, toTenantTree } from '../../src/live/tenant-tree'
import { column, index, table, unique } from '../server/snapshot-of'

const tenant = (schema: string, state = 'up to date', revisions: readonly string[] = ['0001']): TenantEntry => ({
  schema,
  state,
  revisions,
  groups: [],
})
const finding = (name: string, tenants: readonly string[], severity: Severity = 'error'): LiveFinding => ({
  rule: 'tenant-drift',
  severity,
  message: `index \`${name}\` is missing`,
  help: 'bring it',
  object: { kind: 'index', name, table: 'jobs' },
  tenants,
  related: [],
  fixes: [],
})
const group = (tenants: readonly string[], ...objects: readonly string[]): GroupEntry => ({
  fingerprint: tenants[0] ?? '',
  structure: 's',
  names: 'n',
  tenants,
  comparedWith: 'the template',
  isTemplate: objects.length === 0,
  versions: [],
  differences: objects.map((object) => ({ kind: 'index', object, change: 'missing', template: 'x', here: null })),
})
const database = {
  server: 's',
  database: 'd',
  serverVersion: '18',
  standby: false,
  tenants: 0,
  comparedWith: 'the template',
  template: { schema: 'template_tenant', state: 'up to date', revisions: ['0001'] },
}

/** `+` opens a level. */
const draw = (nodes: readonly TenantTreeNode[], indent = ''): readonly string[] =>
  nodes.flatMap(({ kind, label, children }) => [`${indent}${kind} ${label}`, ...draw(children, `${indent}  `)])

describe('the tree of tenants', () => {
  it('has those in order last, the template among them, and no level of groups where all are alike', () => {
    const groups = [group(['user_1', 'user_3']), group(['user_2'], 'jobs.ix_a')]
    assert.deepEqual(
      draw(toTenantTree({ database, tenants: [tenant('user_1'), tenant('user_2', '3 behind'), tenant('user_3')], groups })),
      [
        'state 3 behind',
        '  tenant user_2',
        '    difference index jobs.ix_a',
        'state up to date',
        '  tenant template_tenant',
        '  tenant user_1',
        '  tenant user_3',
      ],
    )
  })

  it('says at the group what is true of all of it, and at the tenant what is true of it alone', () => {
    const groups = [group(['user_1', 'user_2', 'user_3'], 'jobs.ix_a', 'jobs.ix_b'), group(['user_4'])]
    const findings = [finding('ix_a', ['user_1', 'user_2', 'user_3']), finding('ix_odd', ['user_2'])]
    const tenants = ['user_1', 'user_2', 'user_3', 'user_4'].map((name) => tenant(name))
    const tree = toTenantTree({ tenants, groups, findings })
    assert.deepEqual(draw(tree), [
      'state up to date, but different',
      '  group ix_a, jobs.ix_b',
      '    finding index jobs.ix_a',
      '    difference index jobs.ix_b',
      '    tenant user_1',
      '    tenant user_2',
      '      finding index jobs.ix_odd',
      '    tenant user_3',
      'state up to date',
      '  tenant user_4',
    ])
    assert.deepEqual(tree[0]?.children[0]?.tenants, ['user_1', 'user_2', 'user_3'])
    const ids: string[] = []
    const collect = (node: TenantTreeNode): void => {
      ids.push(node.id)
      node.children.forEach(collect)
    }
    tree.forEach(collect)
    assert.equal(new Set(ids).size, ids.length)
  })

  it('names what a group is compared with: nobody has a template that is not there', () => {
    const tenants = ['user_1', 'user_2', 'user_3', 'user_4', 'user_5'].map((name) => tenant(name))
    const odd = { ...finding('ix_😀', ['user_4']), severity: 'info' as const }
    const labels = (comparedWith: string) =>
      toTenantTree({
        tenants,
        groups: [group(['user_1', 'user_2', 'user_3']), { ...group(['user_4', 'user_5']), isTemplate: false }].map((each) => ({
          ...each,
          comparedWith,
        })),
        findings: [odd],
      }).flatMap(({ children }) => children.map(({ label }) => label))
    assert.deepEqual(labels('the template'), ['identical to the template', 'unlike the template'])
    assert.deepEqual(labels('most tenants'), ['identical to most tenants', 'unlike most tenants'])
    assert.deepEqual(labels('user_1'), ['identical to user_1', 'unlike user_1'])
    const [difference] = toTenantTree({
      tenants: [tenant('user_1')],
      groups: [{ ...group(['user_1'], 'jobs.ix_a'), comparedWith: 'user_2' }],
    }).flatMap(({ children }) => children.flatMap(({ children: below }) => below))
    assert.equal(difference?.tooltip, 'In user_2: `` x ``\n\nHere: none')
  })

  it('a tenant at head that differs is not called up to date, unless the difference is only worth a remark', () => {
    const told = (severity: Severity) =>
      toTenantTree({ tenants: [tenant('user_1')], groups: [], findings: [finding('ix', ['user_1'], severity)] })
    assert.equal(told('error')[0]?.label, 'up to date, but different')
    assert.equal(told('info')[0]?.label, 'up to date')
  })

  it('is filtered by name, state and what differs', () => {
    const document = {
      tenants: [tenant('user_1'), tenant('user_2', '2 behind'), tenant('user_13')],
      groups: [group(['user_1', 'user_2']), group(['user_13'], 'jobs.ix_Odd')],
    }
    const left = (filter: string) => toTenantTree(document, filter).flatMap(({ tenants }) => tenants)
    assert.deepEqual(left(' USER_1 '), ['user_1', 'user_13'])
    assert.deepEqual(left('behind'), ['user_2'])
    assert.deepEqual(left('ix_odd'), ['user_13'])
    assert.deepEqual(left('nothing of the kind'), [])
  })

  it('ten thousand tenants keep their findings apart', () => {
    const tenants = Array.from({ length: 10_000 }, (_, number) => tenant(`user_${number}`))
    const names = tenants.map(({ schema }) => schema)
    const findings = Array.from({ length: 30 }, (_, number) => finding(`ix_${number}`, names))
    const [state] = toTenantTree({ tenants, groups: [group(names, 'jobs.ix_0')], findings })
    assert.equal(state?.children[0]?.children.filter(({ kind }) => kind === 'finding').length, 30)
    assert.equal(state?.children[0]?.children.filter(({ kind }) => kind === 'tenant').length, 10_000)
  })
})

describe('a schema as text', () => {
  const objects = [
    index('jobs', 'ix_jobs_a', ['a']),
    column('jobs', 'b', 'text'),
    column('jobs', 'a10', 'integer'),
    column('jobs', 'a', 'integer'),
    table('jobs'),
    unique('jobs', 'jobs_a_key', ['a']),
    { kind: 'function', name: 'tick()', definition: 'begin\n  return 1;\nend', hash: 'f' } as const,
  ]

  it('lists tables with what belongs to them, and what stands alone at the end', () => {
    assert.equal(
      describeSchema({ objects }),
      [
        '-- ~ is the schema itself',
        '',
        'table jobs',
        '  column a: integer',
        '  column a10: integer',
        '  column b: text',
        '  unique constraint jobs_a_key: UNIQUE (a)',
        '  index ix_jobs_a: btree (a)',
        '',
        'function tick(): begin',
        '      return 1;',
        '    end',
        '',
      ].join('\n'),
    )
  })

  it('does not depend on the order of what it is given', () => {
    assert.equal(describeSchema({ objects: [...objects].reverse() }), describeSchema({ objects }))
  })
})

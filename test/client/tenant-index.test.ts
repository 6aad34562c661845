import assert from 'node:assert/strict'
import { createTenantIndex } from '../../client/views/tenant-index'
import type { MigrationsReport, ReportFinding, TenantReport } from '../../src/protocol'

const tenant = (schema: string, state = 'up to date', revisions: readonly string[] = ['0001']): TenantReport => ({
  schema,
  state,
  revisions,
  groups: [],
})
const finding = (name: string, tenants: readonly string[], severity: ReportFinding['severity'] = 'error'): ReportFinding => ({
  rule: 'tenant-drift',
  severity,
  message: `index \`${name}\` is missing`,
  object: { kind: 'index', name },
  tenants,
})

function report(parts: Partial<MigrationsReport>): MigrationsReport {
  const template = { schema: 'template_tenant', state: 'up to date', revisions: ['0001'] }
  const database = { server: 's', database: 'd', serverVersion: '18', standby: false, tenants: 0, comparedWith: 'the template', template }
  return {
    version: 1,
    database,
    graph: { heads: [], bases: [], problems: [] },
    tenants: [],
    groups: [],
    findings: [],
    skipped: [],
    timing: {},
    ...parts,
  }
}

const shownBy = (parts: Partial<MigrationsReport>): readonly string[] =>
  createTenantIndex(report(parts)).states.map(({ state, tenants }) => `${state}: ${tenants.map(({ schema }) => schema).join(' ')}`)

describe('the tenants of a report, grouped for the tree', () => {
  it('healthy tenants come last, the template among them', () => {
    assert.deepEqual(shownBy({ tenants: [tenant('user_1'), tenant('user_2', '3 behind')] }), [
      '3 behind: user_2',
      'up to date: template_tenant user_1',
    ])
  })

  it('a tenant at head that differs is not called up to date', () => {
    assert.deepEqual(shownBy({ tenants: [tenant('user_1'), tenant('user_2')], findings: [finding('ix', ['user_2'])] }), [
      'up to date, but different: user_2',
      'up to date: template_tenant user_1',
    ])
    assert.deepEqual(shownBy({ tenants: [tenant('user_2')], findings: [finding('ix', ['user_2'], 'info')] }), [
      'up to date: template_tenant user_2',
    ])
  })

  it('a difference that a finding is about is said once', () => {
    const difference = (object: string) => ({ kind: 'index', object, change: 'missing', template: 'x', here: null })
    const group = { fingerprint: 'f', structure: 's', names: 'n', tenants: ['user_2'], isTemplate: false, versions: [] }
    const index = createTenantIndex(
      report({
        tenants: [tenant('user_2')],
        groups: [{ ...group, differences: [difference('jobs.ix_status'), difference('jobs.ix_other')] }],
        findings: [finding('ix_status', ['user_2'])],
      }),
    )
    assert.deepEqual(
      index.differencesOf('user_2').map(({ object }) => object),
      ['jobs.ix_other'],
    )
    assert.deepEqual(index.differencesOf('user_1'), [])
  })

  it('knows the revisions that no file has', () => {
    const index = createTenantIndex(
      report({ tenants: [tenant('a', 'unknown revision', ['9e30']), tenant('b', 'unknown revision', ['9e30'])] }),
    )
    assert.deepEqual(index.unknownRevisions, ['9e30'])
  })

  it('ten thousand tenants keep their findings apart', () => {
    const tenants = Array.from({ length: 10_000 }, (_, number) => tenant(`user_${number}`))
    const names = tenants.map(({ schema }) => schema)
    const findings = Array.from({ length: 30 }, (_, number) => finding(`ix_${number}`, names))
    const index = createTenantIndex(report({ tenants, findings }))
    assert.equal(index.findingsOf('user_9999').length, 30)
  })
})

import * as assert from 'node:assert/strict'
import { type LiveFinding, liveChecks } from '../../src'
import { withLiveFindings } from '../../src/engine/live-findings'
import { createMemoryProject } from '../support/memory-project'

const text = 'def upgrade():\n    op.drop_index("ix_a")  # tenantscope: ignore[object-missing] gone everywhere\n    op.drop_index("ix_b")\n'
const at = (words: string) => ({ start: text.indexOf(words), end: text.indexOf(words) + words.length })

const finding = (words: string, more: Partial<LiveFinding> = {}): LiveFinding => ({
  rule: 'object-missing',
  severity: 'error',
  message: `\`${words}\` is not there`,
  help: 'Guard it',
  object: { kind: 'index', name: words, table: 't' },
  tenants: ['user_1', 'user_2'],
  path: 'm/a.py',
  span: at(words),
  related: [],
  fixes: [],
  ...more,
})

describe('findings of a database beside those of the code', () => {
  const merge = async (live: readonly LiveFinding[], { toml = '', select }: { toml?: string; select?: readonly string[] } = {}) => {
    const { engine } = await createMemoryProject({ 'm/a.py': text, 'tenantscope.toml': toml })
    const [workspace] = engine.workspaces.all()
    assert.ok(workspace)
    const report = await engine.checkProject({ paths: [] })
    return withLiveFindings(report, live, { workspace, checks: liveChecks, selection: { select }, today: '2026-11-21', paths: ['m/a.py'] })
      .findings
  }

  it('stand at their place, with the object and every tenant, in order', async () => {
    const found = await merge([finding('ix_b'), finding('ix_a')])
    assert.deepEqual(
      found.map(({ span, data }) => [text.slice(span.start, span.end), data]),
      ['ix_a', 'ix_b'].map((name) => [name, { object: { kind: 'index', name, table: 't' }, tenants: ['user_1', 'user_2'] }]),
    )
    for (const { fingerprint } of found) assert.match(fingerprint, /^[0-9a-f]{16}$/)
  })
  it('obey comments, levels and the selection', async () => {
    assert.deepEqual(
      (await merge([finding('ix_a'), finding('ix_b')])).map(({ suppressed }) => suppressed?.reason),
      ['gone everywhere', undefined],
    )
    assert.deepEqual(
      (await merge([finding('ix_b')], { toml: '[rules.paths."m"]\nobject-missing = "info"\n' })).map(({ severity }) => severity),
      ['info'],
    )
    assert.deepEqual(await merge([finding('ix_b')], { toml: '[rules]\nlive = "off"\n' }), [])
    assert.deepEqual(await merge([finding('ix_b')], { select: ['scoping'] }), [])
  })
  it('without a place in the checked files stay out', async () => {
    assert.deepEqual(await merge([finding('ix_b', { path: undefined, span: undefined }), finding('ix_b', { path: 'other.py' })]), [])
  })
})

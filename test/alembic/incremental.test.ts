import assert from 'node:assert/strict'
import type { AlembicFacts } from '../../src/alembic/alembic-facts'
import { makeRepository } from './five-hundred'
import { createProject } from './project'

/** Everything the chain says: each operation with what it finds, and the schema at the end. */
const describeAll = ({ environments, operationsOf }: AlembicFacts): string =>
  JSON.stringify(
    environments.flatMap(({ graph, lanes }) =>
      lanes.map((lane) => {
        const replay = lane.replay()
        const judged = lane.graph.order.map(({ id, path }) => {
          const { upgrade, downgrade } = operationsOf(path)
          return [id, ...[...upgrade, ...downgrade].map((operation) => replay.existenceOf(operation) ?? null)]
        })
        return { heads: graph.heads, problems: graph.problems, judged, tables: replay.tables }
      }),
    ),
    (_, value: unknown) => (value instanceof Set ? [...value] : value),
  )

/** A small generator of its own, so that a failure can be repeated. */
function createRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

describe('facts brought up to date edit by edit', function () {
  this.timeout(120_000)

  it('equal those of a project opened afresh', async () => {
    const random = createRandom(7)
    const size = 90
    const files = Object.fromEntries(
      Object.entries(makeRepository()).filter(([path]) => !(Number(/(\d+)\.py$/.exec(path)?.[1] ?? 0) >= size)),
    )
    const edited: Record<string, string> = { ...files }
    const edits: readonly ((text: string) => string)[] = [
      (text) => text.replace('def upgrade():\n', `def upgrade():\n    op.drop_table("t${random(20)}")\n`),
      (text) => text.replace('def upgrade():\n', `def upgrade():\n    op.drop_column("t${random(20)}", "kind")\n`),
      (text) => text.replace('def downgrade():\n', `def downgrade():\n    op.create_index("ix_new", "t${random(20)}", ["kind"])\n`),
      (text) => text.replace('def upgrade():\n', `def upgrade():\n    op.rename_table("t${random(20)}", "renamed")\n`),
      (text) => text.replace('def upgrade():\n', 'def upgrade():\n    op.execute("DO $$ BEGIN EXECUTE \'x\'; END $$")\n'),
      (text) => text.replace(/down_revision = .*/, `down_revision = "00${random(size).toString(16).padStart(2, '0')}abcdef"`),
      (text) => `# 😀\r\n${text}`,
      () => '',
    ]
    const { workspace, facts } = await createProject(files)
    describeAll(facts())
    for (let round = 0; round < 60; round++) {
      const path = `migrations/versions/${String(random(size)).padStart(3, '0')}.py`
      // Some edits are taken back.
      const text = random(3) === 0 ? (files[path] ?? '') : (edits[random(edits.length)]?.(edited[path] ?? '') ?? '')
      edited[path] = text
      workspace.setOverlay(path, text, 'typing')
      const fresh = await createProject(edited)
      assert.equal(describeAll(facts()), describeAll(fresh.facts()), `after edit ${round} of ${path}`)
    }
  })
})

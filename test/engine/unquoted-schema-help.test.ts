import assert from 'node:assert/strict'
import { createMemoryProject } from '../support/memory-project'

describe('what unquoted-schema advises', () => {
  it('offers a parameter only where the statement takes one', async () => {
    const { engine } = await createMemoryProject(
      {
        'app.py': `def scope(cursor, name):
    cursor.execute("SET SESSION search_path='%s'" % name)
    cursor.execute("SELECT 1 FROM information_schema.tables WHERE table_schema = '%s'" % name)
`,
      },
      { selection: { select: ['unquoted-schema'] } },
    )
    const [set, select] = (await engine.checkProject()).findings.map(({ help }) => help ?? '')
    assert.match(set ?? '', /set_config/)
    assert.equal(select, 'Pass it as a bind parameter')
  })
})

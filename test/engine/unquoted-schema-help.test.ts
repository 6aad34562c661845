import assert from 'node:assert/strict'
import { createMemoryProject } from '../support/memory-project'

describe('what unquoted-schema advises', () => {
  it('offers a parameter only where the statement takes one', async () => {
    const { engine } = await createMemoryProject(
      {
        'app.py': `def scope(cursor, name):
    cursor.execute("SET SESSION search_path='%s'" % name)
    cursor.execute("SET LOCAL search_path = '%s'" % name)  # 😀
    cursor.execute("SELECT 1 FROM information_schema.tables WHERE table_schema = '%s'" % name)
`,
      },
      { selection: { select: ['unquoted-schema'] } },
    )
    const [set, local, select] = (await engine.checkProject()).findings.map(({ help }) => help ?? '')
    // What lasted for the session lasts for the session with set_config too.
    assert.match(set ?? '', /`set_config\('search_path', quote_ident\(…\), false\)`/)
    assert.match(local ?? '', /`set_config\('search_path', quote_ident\(…\), true\)`/)
    assert.equal(select, 'Pass it as a bind parameter')
  })
})

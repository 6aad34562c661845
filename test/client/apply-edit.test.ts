import assert from 'node:assert/strict'
import Module from 'node:module'
import type { WorkspaceEdit } from 'vscode'

/** The client's part of the editor, as far as edits need it. */
function loadWith(editor: object): typeof import('../../client/apply-edit') {
  const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown }
  const original = loader._load
  loader._load = (request, ...rest) => (request === 'vscode' ? editor : original(request, ...rest))
  const file = require.resolve('../../client/apply-edit')
  try {
    delete require.cache[file]
    return require(file)
  } finally {
    loader._load = original
  }
}

describe('an edit', () => {
  const attempt = async (applied: boolean) => {
    const said: string[] = []
    const { applyEdit } = loadWith({
      l10n: { t: (text: string) => text },
      workspace: { applyEdit: async () => applied },
      window: { showErrorMessage: async (text: string) => void said.push(text) },
    })
    return { result: await applyEdit({} as WorkspaceEdit), said }
  }

  it('that the editor refuses is told of and not counted', async () => {
    const { result, said } = await attempt(false)
    assert.equal(result, false)
    assert.equal(said.length, 1)
    assert.match(said.join(), /the editor did not make the edit/)
  })

  it('that is made needs no words', async () => {
    assert.deepEqual(await attempt(true), { result: true, said: [] })
  })
})

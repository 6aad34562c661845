import assert from 'node:assert/strict'
import { createLanguageServer } from '../../client/language-server'

/** Starts as the list says, one after the other. */
function start(...outcomes: readonly ('runs' | 'fails')[]) {
  const events: string[] = []
  let starts = 0
  const server = createLanguageServer({
    async start() {
      const number = ++starts
      const outcome = outcomes[number - 1]
      events.push(`${number} ${outcome}`)
      if (outcome !== 'runs') throw new Error(`start ${number} failed`)
      return number
    },
    async stop(client) {
      events.push(`${client} stops`)
    },
  })
  return { server, events }
}

describe('the language server of the extension', () => {
  it('starts again after a first start that failed', async () => {
    const { server, events } = start('fails', 'fails', 'runs')
    await assert.rejects(server.client(), /start 1 failed/)
    await assert.rejects(server.restart(), /start 2 failed/)
    await assert.rejects(server.client(), /start 2 failed/)
    await server.restart()
    assert.equal(await server.client(), 3)
    assert.deepEqual(events, ['1 fails', '2 fails', '3 runs'])
  })

  it('stops what runs before another one starts', async () => {
    const { server, events } = start('runs', 'runs')
    await server.restart()
    assert.equal(await server.client(), 2)
    await server.stop()
    assert.deepEqual(events, ['1 runs', '1 stops', '2 runs', '2 stops'])
  })

  it('that never ran is stopped without a word', async () => {
    const { server, events } = start('fails')
    await server.stop()
    assert.deepEqual(events, ['1 fails'])
  })
})

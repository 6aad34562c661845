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

  it('is one also when two restarts come at once, and none after a stop', async () => {
    const { server, events } = start('runs', 'runs', 'runs', 'runs')
    await Promise.all([server.restart(), server.restart()])
    assert.equal(await server.client(), 3)
    assert.deepEqual(events, ['1 runs', '1 stops', '2 runs', '2 stops', '3 runs'])
    await Promise.all([server.restart(), server.stop()])
    assert.deepEqual(events.slice(5), ['3 stops', '4 runs', '4 stops'])
  })

  it('that hangs when it is stopped keeps no other one from starting', async () => {
    let starts = 0
    const server = createLanguageServer({
      start: async () => ++starts,
      stop: () => Promise.reject(new Error('Stopping the server timed out')),
    })
    await server.restart()
    assert.equal(await server.client(), 2)
    await assert.rejects(server.stop(), /timed out/)
  })

  it('that never ran is stopped without a word', async () => {
    const { server, events } = start('fails')
    await server.stop()
    assert.deepEqual(events, ['1 fails'])
  })
})

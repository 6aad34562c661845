import assert from 'node:assert/strict'
import { chunksOf, interleave, taperedChunks } from '../../src/live/catalog/chunks'

const numbers = (n: number): number[] => Array.from({ length: n }, (_, i) => i)
const sizes = (chunks: readonly (readonly number[])[]): number[] => chunks.map((chunk) => chunk.length)

describe('live: chunks', () => {
  const taper = { first: 40, most: 125, readers: 2 }

  it('hold every tenant once, in its order', () => {
    for (const n of [0, 1, 39, 40, 41, 80, 1000, 10_001]) {
      assert.deepEqual(taperedChunks(numbers(n), taper).flat(), numbers(n), `${n}`)
      assert.deepEqual(chunksOf(numbers(n), 500).flat(), numbers(n), `${n}`)
    }
  })

  it('begin and end small', () => {
    const chunks = sizes(taperedChunks(numbers(1000), taper))
    assert.equal(chunks[0], 40)
    assert.equal(Math.max(...chunks), 125)
    assert.ok(chunks.slice(-3).every((size) => size <= 40))
  })

  it('are none for no tenants', () => {
    assert.deepEqual(taperedChunks([], taper), [])
  })

  it('leave one reader two pieces of what is left', () => {
    assert.deepEqual(sizes(taperedChunks(numbers(200), { ...taper, readers: 1 })), [40, 80, 40, 40])
  })

  it('of two kinds are mixed: the first of the one, then evenly', () => {
    assert.deepEqual(interleave(['a', 'b', 'c', 'd', 'e', 'f'], ['1', '2']), ['a', '1', 'b', 'c', '2', 'd', 'e', 'f'])
    assert.deepEqual(interleave(['a'], ['1', '2', '3']), ['a', '1', '2', '3'])
    assert.deepEqual(interleave([], ['1']), ['1'])
    assert.deepEqual(interleave(['a', 'b'], []), ['a', 'b'])
  })
})

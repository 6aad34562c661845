import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import fc from 'fast-check'
import { createSearch } from '../../src/host/prefilter/search-files'
import { loadWasm } from '../../src/host/wasm'

/** The prefilter decides which files are looked at all: it must give the very answers of a plain search. */
describe('prefilter', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-prefilter-'))
  const file = path.join(folder, 'text.py')
  after(() => rmSync(folder, { recursive: true, force: true }))
  const fast = createSearch(loadWasm('prefilter.wasm'))
  const plain = createSearch(undefined)

  it('agrees with a plain search on any text and literals', function () {
    this.timeout(20_000)
    const letters = fc.constantFrom('a', 'b', 'c', '_', '(', '😀', 'é', '.', '\n', '\\', '*')
    const word = fc.array(letters, { minLength: 1, maxLength: 7 }).map((parts) => parts.join(''))
    const text = fc.array(letters, { maxLength: 90 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, fc.array(word, { minLength: 1, maxLength: 30 }), fc.nat({ max: 40 }), (body, literals, distance) => {
        writeFileSync(file, ' '.repeat(distance) + body)
        const expected = literals.some((literal) => body.includes(literal))
        assert.equal(fast(literals)(file), expected)
        assert.equal(plain(literals)(file), expected)
        // A literal at the very end, and one cut off there.
        const [first = ''] = literals
        writeFileSync(file, ' '.repeat(distance) + first)
        assert.equal(fast([first])(file), true)
        writeFileSync(file, ' '.repeat(distance) + first.slice(0, -1))
        assert.equal(fast([`${first}xyz`])(file), false)
      }),
      { numRuns: 400 },
    )
  })

  it('takes hundreds of literals and texts larger than its memory', function () {
    this.timeout(20_000)
    const literals = Array.from({ length: 900 }, (_, index) => `name_${index}_of_column`)
    writeFileSync(file, `${'filler_of_name_7 '.repeat(500_000)}name_899_of_column`)
    assert.equal(fast(literals)(file), true)
    assert.equal(fast(literals.slice(0, 899))(file), false)
    assert.equal(plain(literals)(file), true)
  })

  it('forgets the text of the file before', () => {
    writeFileSync(file, `${'x'.repeat(100)}search_path`)
    const search = fast(['search_path'])
    assert.equal(search(file), true)
    writeFileSync(file, `${'x'.repeat(100)}search`)
    assert.equal(search(file), false)
  })

  it('keeps two searches apart', () => {
    writeFileSync(file, 'batch_id')
    const one = fast(['batch_id'])
    const two = fast(['search_path'])
    assert.deepEqual([one(file), two(file), one(file)], [true, false, true])
  })

  it('finds nothing in what cannot be read, and everything with an empty literal', () => {
    assert.equal(fast(['abc'])(path.join(folder, 'none.py')), false)
    assert.equal(fast(['abc'])(folder), false)
    writeFileSync(file, '')
    assert.deepEqual([fast([''])(file), fast([])(file)], [true, false])
  })
})

import assert from 'node:assert/strict'
import { loadPythonParser } from '../../src/host/wasm'

/** A tree takes 22 times its source in WebAssembly memory, which never shrinks: one that is not given back shows at once. */
describe('memory of the parser', function () {
  this.timeout(60_000)

  it('stays flat however often modules are parsed and edited', async () => {
    const parser = await loadPythonParser()
    const text = Array.from(
      { length: 400 },
      (_, index) => `def f${index}(a, b):\n    return db.execute(text(f"SELECT {a} FROM t{index}"), {"x": [b, ${index}]})\n`,
    ).join('\n')
    const round = (): number => {
      let module = parser.parse('a.py', text)
      module.body()
      for (let edit = 0; edit < 20; edit++) {
        module = parser.parse('a.py', `# ${edit}\n${text.replace('f200', `f200_${edit} (((`)}`, module)
        module.body()
      }
      return process.memoryUsage().arrayBuffers
    }
    for (let warm = 0; warm < 3; warm++) round()
    const before = round()
    for (let again = 0; again < 10; again++) round()
    assert(round() <= before * 1.2 + 1_000_000, `${before} bytes became ${round()}`)
  })
})

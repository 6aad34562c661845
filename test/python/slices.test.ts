import assert from 'node:assert/strict'
import fc from 'fast-check'
import { loadPythonParser } from '../../src/host/wasm'
import type { Node, PythonModule } from '../../src/python/ast'
import { descendants } from '../../src/python/children'
import { cutTopLevel } from '../../src/python/top-level'
import { assertSound } from './assert-sound'
import { showTree } from './show-tree'

/** Source -> its slices as `kind name`. */
const cases: readonly (readonly [source: string, ...slices: string[]])[] = [
  [''],
  ['# only a comment\n\n'],
  ['# c\nimport a\nfrom b import c\n', 'import', 'import'],
  ['def f(): pass\nasync def g(): pass\nclass A: pass\n', 'def f', 'def g', 'class A'],
  [
    'x = 1\ny: int = 2\na, b = 1, 2\nz += 1\nx.y = 3\nf(a=1)\nx == 1\n',
    'assign x',
    'assign y',
    'assign a',
    'assign z',
    'other',
    'other',
    'other',
  ],
  ['@a\n# why\n@b(\n  1)\nclass A:\n  pass\n@c\nx = 1\n', 'class A', 'other', 'assign x'],
  [
    'if a:\n  b\nelif c:\n  d\nelse:\n  e\ntry:\n  f\nexcept* G:\n  h\nfinally:\n  i\nelsewhere = 1\n',
    'other',
    'other',
    'assign elsewhere',
  ],
  ['x = """\ndef not_one(): pass\n"""\ny = 1\n', 'assign x', 'assign y'],
  ['x = (\n1,\n)\ny = [\n]\n', 'assign x', 'assign y'],
  ['x = 1 + \\\n2\ny = 1\n', 'assign x', 'assign y'],
  ['x = 1 + \\\r\n2\r\ny = "a\\\r\nb"\r\nz = 1\r\n', 'assign x', 'assign y', 'assign z'],
  [
    'x = f"{a["k"]}"\ny = f"{b!r:>{w}}"\nz = f"{c:#x}"\nw = f"{{"\nv = f"{d:\'>3}"\n',
    'assign x',
    'assign y',
    'assign z',
    'assign w',
    'assign v',
  ],
  ['x = f"""{\na["""k"""]\n}\ndef no(): pass"""\ny = 1\n', 'assign x', 'assign y'],
  ['x = r"\\"\ny = 1\n', 'assign x', 'assign y'],
  ['x = "a\ny = \'b\nz = 1\n', 'assign x', 'assign y', 'assign z'],
  // An open bracket or f-string hurts its own statement only.
  ['x = f(\ndef g(): pass\n', 'assign x', 'def g'],
  ['x = f(\n@a\nclass B: pass\n', 'assign x', 'class B'],
  ['x = [\nimport a\nfrom b import c\n', 'assign x', 'import', 'import'],
  ['x = text(f"SET {\ny = 1\n', 'assign x'],
  ['x = text(f"SET {\nasync def g(): pass\n', 'assign x', 'def g'],
  ['\ufeffimport a\r\nx = 1\r\n', 'import', 'assign x'],
  ['\fdef f(): pass\n\f\ndef g(): pass\n', 'def f', 'def g'],
  ['  x = 1\ndef f(): pass\n', 'other', 'def f'],
  ['é = "😀"\ndef größe(): pass\n', 'assign é', 'def größe'],
]

describe('top-level slices', () => {
  for (const [source, ...expected] of cases) {
    it(JSON.stringify(source), () => {
      const { cuts } = cutTopLevel(source)
      assert.deepEqual(
        cuts.map(({ kind, name }) => (name === undefined ? kind : `${kind} ${name}`)),
        expected,
      )
      assertTiles(source, cuts)
    })
  }

  it('tile any text', function () {
    this.timeout(20_000)
    fc.assert(
      fc.property(python, (text) => assertTiles(text, cutTopLevel(text).cuts)),
      { numRuns: 500 },
    )
  })

  it('find definitions, also inside `if` and `try`, the last one first', async () => {
    const text =
      'x = 1\nif a:\n  def f(): pass\n  x = 2\nelse:\n  y = z = 3\ntry:\n  from a import b\nexcept E:\n  import c.d\n(p, q) = 1, 2\nclass K:\n  inner = 1\n'
    const module = (await loadPythonParser()).parse('a.py', text)
    const show = (name: string) => {
      const found = module.find(name)
      return found && text.slice(found.start, found.end)
    }
    assert.deepEqual(['x', 'f', 'z', 'q', 'K', 'inner', 'none'].map(show), [
      'x = 2',
      'def f(): pass',
      'y = z = 3',
      '(p, q) = 1, 2',
      'class K:\n  inner = 1',
      undefined,
      undefined,
    ])
    assert.deepEqual(module.imports().map(showTree), ['ImportFrom.a(ImportName.b)', 'Import(ImportName.c.d)'])
  })

  it('list comments, not what looks like one', async () => {
    const text = '# é😀\r\nx = "# no" # yes\r\ndef f(): # also\n  """# no"""\n  return f"{a}#no" # last'
    const module = (await loadPythonParser()).parse('a.py', text)
    assert.deepEqual(
      module.comments().map(({ start, end }) => text.slice(start, end)),
      ['# é😀', '# yes', '# also', '# last'],
    )
  })

  it('know the innermost node around an offset', async () => {
    const text = 'import a\n\ndef f():\n    # c\n    return db.execute(text("é"))\n'
    const module = (await loadPythonParser()).parse('a.py', text)
    const kindAt = (part: string) => module.nodeAt(text.indexOf(part))?.kind
    assert.deepEqual(['import a', 'db', 'execute', 'é', '\ndef', '# c'].map(kindAt), [
      'Import',
      'Name',
      'Attribute',
      'Str',
      undefined,
      'FunctionDef',
    ])
  })
})

describe('a module after an edit', function () {
  this.timeout(60_000)
  const edits = fc.array(
    fc.record({
      at: fc.nat(),
      remove: fc.nat({ max: 12 }),
      insert: fc.oneof(
        fc.constantFrom('"', "'", '"""', '(', ')', '{', '}', '\n', '\\', '# ', 'def g():\n', '@', 'else:\n', 'é😀', 'x'),
        fc.string({ maxLength: 4 }),
      ),
    }),
    { minLength: 1, maxLength: 6 },
  )

  it('equals one parsed afresh', async () => {
    const parser = await loadPythonParser()
    fc.assert(
      fc.property(python, edits, fc.boolean(), (first, changes, lowered) => {
        let text = first
        let module = parser.parse('a.py', text)
        for (const { at, remove, insert } of changes) {
          if (lowered) module.body()
          const from = text.length === 0 ? 0 : at % (text.length + 1)
          text = text.slice(0, from) + insert + text.slice(from + remove)
          module = parser.parse('a.py', text, module)
          const fresh = parser.parse('a.py', text)
          assert.deepEqual(module.topLevel.map(describeSlice), fresh.topLevel.map(describeSlice))
          assert.deepEqual(shape(module), shape(fresh))
          assertSound(module)
        }
      }),
      { numRuns: 250 },
    )
  })

  it('keeps the nodes of untouched statements and moves them', async () => {
    const parser = await loadPythonParser()
    const text = 'a = 1\ndef f():\n    return db.execute(f"é{x}")\nb = 2\nclass C:\n    def g(self, y=1): pass\n'
    const before = parser.parse('a.py', text)
    const [, f, , c] = before.body()
    const after = parser.parse('a.py', text.replace('b = 2', 'b = 2222'), before)
    assert.equal(after.body()[1], f)
    assert.equal(after.body()[3], c)
    assertSound(after)
    const again = parser.parse('a.py', `# new\n${after.text}`, after)
    assert.equal(again.body()[3], c)
    assertSound(again)
  })

  it('keeps the other members of an edited class, whole although one is half typed', async () => {
    const parser = await loadPythonParser()
    const text =
      'x = 1\nclass C:\n    a = 1\n    def f(self): pass\n    @d\n    def g(self):\n        pass\n    if a:\n        b = 1\n    else:\n        b = 2\n    def h(self): return 1\n'
    const before = parser.parse('a.py', text)
    const body = (module: PythonModule) => {
      const definition = module.find('C')
      return definition?.kind === 'ClassDef' ? definition.body : []
    }
    const [, f, g, , h] = body(before)
    const after = parser.parse('a.py', `# new\n${text.replace('g(self):', 'g(self, ((')}`, before)
    assert.equal(body(after)[1], f)
    assert.equal(body(after).at(-1), h)
    assert.notEqual(body(after)[2], g)
    assert.deepEqual(
      body(after).map((member) => (member.kind === 'FunctionDef' ? member.name : member.kind)),
      ['Assign', 'f', 'g', 'Assign', 'Assign', 'h'],
    )
    assert.equal(body(after)[1]?.parent, after.find('C'))
    assertSound(after)
    assert.deepEqual(shape(after), shape(parser.parse('a.py', after.text)))
  })

  it('keeps what the parser missed inside the member that misses it', async () => {
    const module = (await loadPythonParser()).parse('a.py', 'class A(B):\r\n\r\n  = "x = 1\r\nimport a\r\n')
    assert.equal(module.body().length, 2)
    assertSound(module)
  })

  it('leaves a module whose nodes were taken able to answer', async () => {
    const parser = await loadPythonParser()
    const before = parser.parse('a.py', 'a = 1\ndef f(): pass\n')
    before.body()
    parser.parse('a.py', '# c\na = 1\ndef f(): pass\n', before).body()
    assertSound(before)
    assert.deepEqual(shape(before), shape(parser.parse('a.py', before.text)))
  })
})

const python: fc.Arbitrary<string> = fc
  .array(
    fc.constantFrom(
      'import a',
      'from .b import c',
      'x = 1',
      'def f(a, b=1):',
      '    return db.execute(text(f"SET {a}"))',
      'class A(B):',
      '    y: int = 1',
      '@dec',
      'if x:',
      '    pass',
      'else:',
      'try:',
      'except E as e:',
      's = """',
      '"""',
      'é = "😀"',
      'z = [',
      ']',
      '# comment',
      '',
      'f(a,',
      ')',
      'x = f"{a["k"]}"',
      'x = f"{',
      '\tz()',
      'a; b',
      'x = \\',
      '\f',
      '    def g(self): pass',
      'async def h():',
    ),
    { maxLength: 14 },
  )
  .chain((lines) => fc.constantFrom('\n', '\r\n').map((end) => lines.join(end) + end))

function assertTiles(text: string, slices: readonly { readonly start: number; readonly end: number }[]): void {
  let at = 0
  for (const { start, end } of slices) {
    assert.equal(start, at)
    assert(end > start)
    at = end
  }
  if (slices.length > 0) assert.equal(at, text.length)
  else assert.match(text, /^\ufeff?(?:\s|#.*|[)\]}]|\\|\f|"|')*/)
}

const describeSlice = ({ start, end, kind, name }: PythonModule['topLevel'][number]) => ({ start, end, kind, name })

const shape = (module: PythonModule): string[] =>
  module
    .body()
    .flatMap((statement) => [
      showTree(statement),
      ...[...descendants(statement)].map((node: Node) => `${node.kind} ${node.start}..${node.end}`),
    ])

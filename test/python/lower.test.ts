import assert from 'node:assert/strict'
import { loadPythonParser } from '../../src/host/wasm'
import type { Node } from '../../src/python/ast'
import { descendants } from '../../src/python/children'
import { assertSound } from './assert-sound'
import { showTree } from './show-tree'

/** Source -> its statements as `showTree` writes them. */
const cases: readonly (readonly [source: string, ...statements: string[]])[] = [
  [
    'db.execute(text("a"), {"x": 1}, k=v, *a, **b)',
    'ExprStmt(Call(Attribute.execute(Name.db), Call(Name.text, Str), Dict(DictEntry(Str, Num)), Starred(Name.a), Keyword.k(Name.v), Keyword.**(Name.b)))',
  ],
  ['a = b = (yield)', 'Assign(Name.a, Name.b, Yield)'],
  ['x: int = 1', 'Assign(Name.x, Name.int, Num)'],
  ['x: Mapped[str | None]', 'Assign(Name.x, Subscript(Name.Mapped, BinOp |(Name.str, Constant null)))'],
  ['x += 1', 'Assign +=(Name.x, Num)'],
  ['a, *b = 1, 2', 'Assign(Tuple(Name.a, Starred(Name.b)), Tuple(Num, Num))'],
  ['x = a if b else c', 'Assign(Name.x, IfExp(Name.a, Name.b, Name.c))'],
  ['not a and b or -c', 'ExprStmt(BoolOp or(BoolOp and(UnaryOp not(Name.a), Name.b), UnaryOp -(Name.c)))'],
  ['a not in b is not c < d', 'ExprStmt(Compare not in is not <(Name.a, Name.b, Name.c, Name.d))'],
  ['a[1:2, ...]', 'ExprStmt(Subscript(Name.a, Slice(Num, Num), Constant ...))'],
  [
    '[x async for x in y if a if b for z in w]',
    'ExprStmt(ListComp(Name.x, Comprehension async(Name.x, Name.y, Name.a, Name.b), Comprehension(Name.z, Name.w)))',
  ],
  ['{k: v for k, v in d}', 'ExprStmt(DictComp(Name.k, Name.v, Comprehension(Tuple(Name.k, Name.v), Name.d)))'],
  ['any(x for x in y)', 'ExprStmt(Call(Name.any, GeneratorExp(Name.x, Comprehension(Name.x, Name.y))))'],
  ['lambda a, *b, c=1, **d: a', 'ExprStmt(Lambda(Param.a, Param.*b, Param.|c(Num), Param.**d, Name.a))'],
  ['(n := 10)', 'ExprStmt(NamedExpr(Name.n, Num))'],
  ['await f()', 'ExprStmt(Await(Call(Name.f)))'],
  ['f"{a!r:>{w}}{b=}" "c"', 'ExprStmt(Str(Name.a, Name.b))'],
  ['f"{x["a"]}"', 'ExprStmt(Str(Subscript(Name.x, Str)))'],
  ['import a.b as c, d', 'Import(ImportName.a.b:c, ImportName.d)'],
  ['from ..a.b import (c as d, e)', 'ImportFrom...a.b(ImportName.c:d, ImportName.e)'],
  ['from . import *', 'ImportFrom..(ImportName.*)'],
  ['from __future__ import annotations', 'ImportFrom.__future__(ImportName.annotations)'],
  [
    '@a.b\n@c(1)\nasync def f(self, /, x: int = 1, *, y) -> T:\n  return x',
    'FunctionDef async.f(Attribute.b(Name.a), Call(Name.c, Num), Param.self, Param.x(Name.int, Num), Param.|y, Name.T, Return(Name.x))',
  ],
  [
    'def f(a: "b.C[d]", b: \'int | None\' = 1, c: "no type", d: r"x", e: f"{x}") -> "T": pass',
    'FunctionDef.f(Param.a(Subscript(Attribute.C(Name.b), Name.d)), Param.b(BinOp |(Name.int, Constant null), Num), Param.c(Str), Param.d(Str), Param.e(Str(Name.x)), Name.T, Pass)',
  ],
  ['x: "T" = 1', 'Assign(Name.x, Name.T, Num)'],
  ['def f[T: int](x: T): pass', 'FunctionDef.f(Param.x(Name.T), Pass)'],
  ['class A[T](B, metaclass=M):\n  x = 1', 'ClassDef.A(Name.B, Keyword.metaclass(Name.M), Assign(Name.x, Num))'],
  ['type X[T] = list[T]', 'Assign(Name.X, Subscript(Name.list, Name.T))'],
  ['if a: b\nelif c: d\nelse: e', 'If(Name.a, ExprStmt(Name.b), If(Name.c, ExprStmt(Name.d), ExprStmt(Name.e)))'],
  ['async for a, b in c:\n  d\nelse:\n  e', 'For async(Tuple(Name.a, Name.b), Name.c, ExprStmt(Name.d), ExprStmt(Name.e))'],
  ['while a:\n  break\nelse:\n  continue', 'While(Name.a, Break, Continue)'],
  [
    'try:\n  a\nexcept (B, C) as e:\n  d\nexcept:\n  f\nelse:\n  g\nfinally:\n  h',
    'Try(ExprStmt(Name.a), ExceptHandler.e(Tuple(Name.B, Name.C), ExprStmt(Name.d)), ExceptHandler(ExprStmt(Name.f)), ExprStmt(Name.g), ExprStmt(Name.h))',
  ],
  ['try:\n  a\nexcept* B as e:\n  c', 'Try(ExprStmt(Name.a), ExceptHandler.e(Name.B, ExprStmt(Name.c)))'],
  [
    'with (a() as b, c() as (d, e)):\n  f',
    'With(WithItem(Call(Name.a), Name.b), WithItem(Call(Name.c), Tuple(Name.d, Name.e)), ExprStmt(Name.f))',
  ],
  ['async with a as b.c, d:\n  f', 'With async(WithItem(Name.a, Attribute.c(Name.b)), WithItem(Name.d), ExprStmt(Name.f))'],
  [
    'match x, y:\n  case A(b=1) | None if z:\n    f\n  case _:\n    g',
    'Match(Tuple(Name.x, Name.y), MatchCase(Name.z, ExprStmt(Name.f)), MatchCase(ExprStmt(Name.g)))',
  ],
  ['raise A(1) from e', 'Raise(Call(Name.A, Num), Name.e)'],
  ['assert a, "b"', 'Assert(Name.a, Str)'],
  ['del a, b[0]', 'Delete(Name.a, Subscript(Name.b, Num))'],
  ['def f():\n  global a, b\n  nonlocal c', 'FunctionDef.f(Global, Nonlocal)'],
  ['a; b', 'ExprStmt(Name.a)', 'ExprStmt(Name.b)'],
  ['print "a", f(b)', 'UnknownStmt(Str, Call(Name.f, Name.b))'],
  // Half-typed code keeps what can be understood.
  ['db.', 'UnknownStmt(Name.db)'],
  ['def f(', 'FunctionDef.f'],
  ['f(a, , g(b)', 'UnknownStmt(Name.f, Name.a, UnknownStmt, Call(Name.g, Name.b))'],
  ['f(a, , g(b))', 'ExprStmt(Call(Name.f, Name.a, UnknownExpr, Call(Name.g, Name.b)))'],
]

describe('lowering', () => {
  for (const [source, ...expected] of cases) {
    it(JSON.stringify(source), async () => {
      const parser = await loadPythonParser()
      const module = parser.parse('a.py', `${source}\n`)
      assert.deepEqual(module.body().map(showTree), expected)
      assertSound(module)
      for (const other of [`${source}\n`.replaceAll('\n', '\r\n'), `\ufeff${source}\n`, `é = "😀"\n${source}\n`, `# 😀\n\n${source}`]) {
        const again = parser.parse('a.py', other)
        const statements = other.startsWith('é') ? again.body().slice(1) : again.body()
        assert.deepEqual(statements.map(showTree), expected, JSON.stringify(other))
        assertSound(again)
      }
    })
  }

  it('splits f-strings into text and holes that cover the content', async () => {
    const text = "x = rb\"a\" f\"😀{a!r:>{w}} {{b}}{ c }\" '''d'''\n"
    const module = (await loadPythonParser()).parse('a.py', text)
    const string = [...descendants(module.body()[0] as Node)].find((node) => node.kind === 'Str')
    assert(string?.kind === 'Str')
    const show = string.pieces.map(({ prefix, quote, contentStart, contentEnd, parts }) => ({
      prefix,
      quote,
      content: text.slice(contentStart, contentEnd),
      parts: parts.map((part) => (part.kind === 'text' ? part.source : [text.slice(part.start, part.end), part.conversion, part.format])),
    }))
    assert.deepEqual(show, [
      { prefix: 'rb', quote: '"', content: 'a', parts: ['a'] },
      {
        prefix: 'f',
        quote: '"',
        content: '😀{a!r:>{w}} {{b}}{ c }',
        parts: ['😀', ['{a!r:>{w}}', 'r', '>{w}'], ' {{b}}', ['{ c }', undefined, undefined]],
      },
      { prefix: '', quote: "'''", content: 'd', parts: ['d'] },
    ])
  })

  it('keeps a definition whole around a broken line', async () => {
    const text =
      'class A:\n    def f(self):\n        x = (\n        db.execute("a")\n\n    def g(self):\n        db.commit()\n\ndef after():\n    pass\n'
    const module = (await loadPythonParser()).parse('a.py', text)
    assert.deepEqual(
      module.topLevel.map(({ name }) => name),
      ['A', 'after'],
    )
    const calls = module.body().flatMap((statement) => [...descendants(statement)].filter((node) => node.kind === 'Call'))
    assert.deepEqual(
      calls.map((call) => text.slice(call.start, call.end)),
      ['db.execute("a")', 'db.commit()'],
    )
    assert.notEqual(module.errors().length, 0)
  })

  it('reads generated data of any depth', async () => {
    const text = `x = ${'['.repeat(3000)}${']'.repeat(3000)}\ny = ${'a + '.repeat(5000)}a\ndb.execute(1)\n`
    const module = (await loadPythonParser()).parse('a.py', text)
    assert.equal(showTree(module.body()[2] as Node), 'ExprStmt(Call(Attribute.execute(Name.db), Num))')
  })

  it('leaves out what is indented deeper than the grammar can remember, and reads the rest', async () => {
    const deep = Array.from({ length: 1500 }, (_, level) => `${' '.repeat(level + 1)}if a:\n`).join('')
    const text = `def f():\n${deep}${' '.repeat(1501)}pass\n\n\ndef after():\n    db.execute(1)\n\n\nx = [\n${' '.repeat(300)}1,\n]\n`
    const module = (await loadPythonParser()).parse('a.py', text)
    const calls = module.body().flatMap((statement) => [...descendants(statement)].filter((node) => node.kind === 'Call'))
    assert.deepEqual(
      calls.map((call) => text.slice(call.start, call.end)),
      ['db.execute(1)'],
    )
    assert.equal(showTree(module.body().at(-1) as Node), 'Assign(Name.x, List(Num))')
    assert.equal(module.errors().length, 1)
  })
})

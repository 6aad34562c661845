import assert from 'node:assert/strict'
import fc from 'fast-check'
import { loadPythonParser } from '../../src/host/wasm'
import type { Expr } from '../../src/python/ast'
import { toSqlText } from '../../src/python/sql-from-python'
import { constantValue, cookRuns, cookText } from '../../src/python/strings'
import { spanOf } from '../../src/text/span'

/**
 * Expression -> its segments: 'text' for exact literals, ~'text'@'source' for others, <style expression @source> for holes.
 * `TABLE` is followed to the constant "jobs".
 */
const cases: readonly (readonly [source: string, expected: string | undefined])[] = [
  ['"select 1"', "'select 1'"],
  ['"a" "b"\\\n  \'c\'', "'a' 'b' 'c'"],
  [
    'f"SET LOCAL search_path TO {schema!r:>10}, pub\\"lic {{x}}"',
    "'SET LOCAL search_path TO ' <interpolation schema @{schema!r:>10}> ', pub' ~'\"'@'\\\"' 'lic ' ~'{'@'{{' 'x' ~'}'@'}}'",
  ],
  ['f"{a}{b.c}"', undefined],
  ['f"x{a}{b.c}"', "'x' <interpolation a @{a}> <interpolation b.c @{b.c}>"],
  ['f"select 1 from {TABLE}"', "'select 1 from ' ~'jobs'@'{TABLE}'"],
  ['TABLE', "'jobs'"],
  ['"select " + TABLE + where + " end"', "'select ' 'jobs' <interpolation where @where> ' end'"],
  ['a + b', undefined],
  ['"SET %s, %(a)s %5.2f %%" % x', "'SET ' <interpolation x @%s> ', ' <interpolation x @%(a)s> ' ' <interpolation x @%5.2f> ' ' ~'%'@'%%'"],
  ['"%s %s" % (a, b)', "<interpolation a @%s> ' ' <interpolation b @%s>"],
  ['"SET %(s)s" % {"s": schema}', "'SET ' <interpolation schema @%(s)s>"],
  [
    '"a {} {0} {name.x!r:>3} {{}}".format(x, name=y)',
    "'a ' <interpolation x @{}> ' ' <interpolation x @{0}> ' ' <interpolation y @{name.x!r:>3}> ' ' ~'{'@'{{' ~'}'@'}}'",
  ],
  ['"a {} {}".format(*xs)', '\'a \' <interpolation "a {} {}".format(*xs) @{}> \' \' <interpolation "a {} {}".format(*xs) @{}>'],
  [
    'sql.SQL("SET {} = {} {}").format(sql.Identifier("a", b), sql.Literal(3), sql.SQL("x"))',
    "'SET ' <identifier \"a\" @{}> ~'.'@'{}' <identifier b @{}> ' = ' <literal 3 @{}> ' ' ~'x'@'{}'",
  ],
  ['" ".join(["a", b, f"c{d}"])', "'a' ~' '@' ' <interpolation b @b> ~' '@' ' 'c' <interpolation d @{d}>"],
  ['", ".join(columns)', undefined],
  ['textwrap.dedent("""\n  select 1\n""").strip()', "'\n  select 1\n'"],
  ['"é😀\\n" f"{a}"', "'é😀' ~'\n'@'\\n' <interpolation a @{a}>"],
  ['rb"select 1"', undefined],
  ['b"select 1"', undefined],
  ['r"\\d"', "'\\d'"],
  ['compute("x")', undefined],
  ['(q := "select 1")', "'select 1'"],
]

describe('SQL text from Python', () => {
  for (const [source, expected] of cases) {
    for (const before of ['', '# é😀\r\n']) {
      it(`${JSON.stringify(source)}${before ? ' further down' : ''}`, async () => {
        const text = `${before}x = (${source})\n`
        assert.equal(await show(text), expected)
      })
    }
  }
})

async function show(text: string): Promise<string | undefined> {
  const parser = await loadPythonParser()
  const expr = valueOf(parser.parse('a.py', text).body()[0])
  const constant = valueOf(parser.parse('b.py', 'TABLE = "jobs"\n').body()[0])
  const sql = toSqlText(expr, (name) => (name.kind === 'Name' && name.id === 'TABLE' ? constant : undefined))
  if (!sql) return undefined
  assert.deepEqual(sql.span, spanOf(expr))
  return sql.segments
    .map((segment) => {
      const source = text.slice(segment.source.start, segment.source.end)
      if (segment.kind === 'hole') {
        const put = segment.expr as Expr
        return `<${segment.style} ${text.slice(put.start, put.end)} @${source}>`
      }
      if (segment.exact && segment.text !== 'jobs') assert.equal(source, segment.text)
      return segment.exact ? `'${segment.text}'` : `~'${segment.text}'@'${source}'`
    })
    .join(' ')
}

function valueOf(statement: unknown): Expr {
  assert(statement && typeof statement === 'object' && 'value' in statement)
  return statement.value as Expr
}

describe('string values', () => {
  const escapes: readonly (readonly [prefix: string, source: string, value: string])[] = [
    ['', 'a\\tb\\\\c\\\'\\"', 'a\tb\\c\'"'],
    ['', '\\x41\\u00e9\\U0001f600\\101\\0', 'Aé😀A\0'],
    ['', '\\q\\N{BULLET}\\\r\nx\\\ny', '\\q\ufffdxy'],
    ['b', '\\x41\\u00e9', 'A\\u00e9'],
    ['r', '\\n\\\\', '\\n\\\\'],
    ['rf', '\\n{{}}', '\\n{}'],
    ['f', '{{\\n}}', '{\n}'],
    ['', '{{}}', '{{}}'],
  ]
  for (const [prefix, source, value] of escapes) {
    it(`${prefix}${JSON.stringify(source)}`, () => assert.equal(cookText({ prefix }, source), value))
  }

  it('runs cover the source in order', function () {
    this.timeout(20_000)
    const piece = fc
      .array(fc.constantFrom('a', '😀', '\\n', '\\x41', '{{', '}}', '\\', '\\\r\n', 'é', "\\'"), { maxLength: 12 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(piece, fc.constantFrom('', 'f', 'r', 'b', 'rf'), fc.nat({ max: 9 }), (source, prefix, start) => {
        let at = start
        for (const run of cookRuns({ prefix }, source, start)) {
          assert.equal(run.start, at)
          if (run.exact) assert.equal(run.text, source.slice(run.start - start, run.end - start))
          at = run.end
        }
        assert.equal(at, start + source.length)
      }),
    )
  })

  it('knows constants', async () => {
    const parser = await loadPythonParser()
    const valueFrom = (source: string) => constantValue(valueOf(parser.parse('a.py', `x = ${source}\n`).body()[0]))
    assert.deepEqual(['"a" "b"', '"a" + "b"', '-1_000', '0x1f', 'None', 'True', '...', 'f"{a}"', 'a', '1.5e3'].map(valueFrom), [
      'ab',
      'ab',
      -1000,
      31,
      null,
      true,
      undefined,
      undefined,
      undefined,
      1500,
    ])
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { joinSegments } from '../../src/sql/join-segments'
import { lexSql } from '../../src/sql/lex'
import type { SqlSegment } from '../../src/sql/sql-text'
import { createUtfOffsets } from '../../src/sql/utf-offsets'
import { searchPathCases } from './search-path.cases'
import { holeCases, statementCases } from './statement.cases'
import { sqlParser, summariseAll, summariseHoles, toSqlText } from './support'

describe('SQL statements', () => {
  for (const [host, expected] of [...searchPathCases, ...statementCases])
    it(JSON.stringify(host), async () => {
      assert.equal(summariseAll(host, (await sqlParser()).analyse(toSqlText(host))), expected)
    })
})

describe('holes in SQL', () => {
  for (const [host, expected] of holeCases)
    it(JSON.stringify(host), async () => {
      assert.equal(summariseHoles((await sqlParser()).analyse(toSqlText(host))), expected)
    })
})

describe('offsets', () => {
  const text = fc
    .array(fc.constantFrom('a', 'é', '😀', '\r\n', "'", '"', '\ud800', '€', '\ue000'), { maxLength: 30 })
    .map((parts) => parts.join(''))

  it('bytes, code points and UTF-16 units agree with the platform', () => {
    fc.assert(
      fc.property(text, (value) => {
        const offsets = createUtfOffsets(value)
        let unit = 0
        let codePoint = 0
        for (const char of value) {
          const bytes = Buffer.byteLength(value.slice(0, unit))
          assert.equal(offsets.fromBytes(bytes), unit)
          assert.equal(offsets.toBytes(unit), bytes)
          assert.equal(offsets.fromCodePoints(codePoint), unit)
          unit += char.length
          codePoint++
        }
        assert.equal(offsets.fromBytes(Buffer.byteLength(value)), value.length)
      }),
    )
  })

  it('every character of an exact piece maps back to itself', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, fc.boolean()), { maxLength: 6 }), (pieces) => {
        let host = ''
        const segments: SqlSegment[] = []
        for (const [piece, isHole] of pieces) {
          const start = host.length
          host += isHole ? `{${piece}}` : piece
          const source = { start, end: host.length }
          segments.push(
            isHole ? { kind: 'hole', style: 'interpolation', source, expr: piece } : { kind: 'literal', text: piece, source, exact: true },
          )
        }
        const joined = joinSegments({ span: { start: 0, end: host.length }, segments })
        for (let i = 0; i < joined.sql.length; i++) {
          const { start, end } = joined.toHost({ start: i, end: i + 1 })
          const hole = joined.holes.find((placed) => placed.start <= i && i < placed.end)
          if (hole) assert.deepEqual({ start, end }, hole.hole.source)
          else {
            assert.equal(end - start, 1)
            const char = host[start] ?? ''
            assert.equal(joined.sql[i], char >= '\ue000' && char <= '\uf8ff' ? '_' : char)
          }
        }
      }),
    )
  })

  it('tokens and comments lie in order and inside the text, whatever it is', () => {
    const sql = fc.array(
      fc.constantFrom(
        'a',
        '"',
        "'",
        '$$',
        '$1',
        ':x',
        '%s',
        '{x}',
        '--',
        '/*',
        '*/',
        '\n',
        '.',
        '?',
        '1.5',
        'é',
        '😀',
        '\\',
        ' ',
        ';',
        '(',
        'E',
      ),
      { maxLength: 25 },
    )
    fc.assert(
      fc.property(sql, (parts) => {
        const value = parts.join('')
        const { tokens, comments, binds } = lexSql(value)
        let last = 0
        for (const token of tokens) {
          assert.ok(
            token.start >= last && token.end > token.start && token.end <= value.length,
            `${JSON.stringify(value)} ${JSON.stringify(token)}`,
          )
          last = token.end
        }
        for (const { start, end } of [...comments, ...binds]) assert.ok(start < end && end <= value.length)
      }),
    )
  })

  it('no text makes the analysis throw, and every span lies in the host text', async () => {
    const parser = await sqlParser()
    const words = [
      'SET',
      'search_path',
      'TO',
      'SELECT',
      'FROM',
      't',
      'a',
      ',',
      '"é😀"',
      "'x'",
      ':p',
      '«h»',
      '.',
      '(',
      ')',
      ';',
      '\r\n',
      'WITH',
      'INSERT INTO',
      '=',
      'set_config',
      'DROP INDEX',
      '\0',
      '$$',
      "'",
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 14 }), (parts) => {
        const host = parts.join(' ')
        const analysis = parser.analyse(toSqlText(host))
        const spans = analysis.statements.flatMap((s) => [
          s.span,
          ...s.tables.map((t) => t.span),
          ...s.columns.map((c) => c.column.span),
          ...s.searchPath.map((c) => c.span),
        ])
        for (const { start, end } of [...spans, ...analysis.holeUses.map((use) => use.span)])
          assert.ok(0 <= start && start <= end && end <= host.length)
      }),
      { numRuns: 300 },
    )
  })

  it('escapes: an inexact piece stands as a whole', async () => {
    const host = String.raw`'SET search_path TO \x61, public'`
    const analysis = (await sqlParser()).analyse({
      span: { start: 0, end: host.length },
      segments: [{ kind: 'literal', text: 'SET search_path TO a, public', source: { start: 1, end: host.length - 1 }, exact: false }],
    })
    const member = analysis.statements[0]?.searchPath[0]?.members[0]
    assert.equal(member?.text, 'a')
    assert.deepEqual(member?.span, { start: 1, end: host.length - 1 })
    assert.equal(member?.editable, undefined)
  })
})

import assert from 'node:assert/strict'
import { parseRevisionHeader } from '../../src/alembic/revision-header'

interface Expected {
  readonly revision: string
  readonly down?: readonly string[]
  readonly labels?: readonly string[]
  readonly depends?: readonly string[]
  readonly dynamic?: boolean
}

const cases: readonly (readonly [string, string, Expected | undefined])[] = [
  ['plain', 'revision = "a1"\ndown_revision = "b2"\n', { revision: 'a1', down: ['b2'] }],
  ['annotated', 'revision: str = "a1"\ndown_revision: Union[str, None] = None\n', { revision: 'a1', down: [] }],
  ['annotated with a string annotation', 'revision: "str" = "a1"\ndown_revision: Optional["x=y"] = "b2"', { revision: 'a1', down: ['b2'] }],
  ['byte order mark', '\uFEFFrevision = "a1"\ndown_revision = "b2"\n', { revision: 'a1', down: ['b2'] }],
  [
    'tuple over lines with comments',
    'revision = "a1"\ndown_revision = (\n    "b2",  # one\n    # other\n    "c3",\n)\n',
    { revision: 'a1', down: ['b2', 'c3'] },
  ],
  ['tuple without parentheses', 'revision = "a1"\ndown_revision = "b2", "c3"\n', { revision: 'a1', down: ['b2', 'c3'] }],
  ['list', "revision = 'a1'\ndown_revision = ['b2']\n", { revision: 'a1', down: ['b2'] }],
  ['string in parentheses', 'revision = ("a1")\ndown_revision = ("b2")\n', { revision: 'a1', down: ['b2'] }],
  ['implicit concatenation', 'revision = "a" "1"\ndown_revision = None\n', { revision: 'a1', down: [] }],
  ['joined lines', 'revision = \\\n  "a1"\ndown_revision \\\n= None\n', { revision: 'a1', down: [] }],
  ['CRLF', 'revision = "a1"\r\ndown_revision = (\r\n  "b2",\r\n)\r\n', { revision: 'a1', down: ['b2'] }],
  ['one line', 'revision = "a1"; down_revision = "b2"\n', { revision: 'a1', down: ['b2'] }],
  ['constants', 'REV = "a1"\nPARENT = "b2"\nrevision = REV\ndown_revision = PARENT\n', { revision: 'a1', down: ['b2'] }],
  [
    'labels and depends_on',
    'revision = "a1"\ndown_revision = None\nbranch_labels = ("x", "y")\ndepends_on = "c3"\n',
    { revision: 'a1', down: [], labels: ['x', 'y'], depends: ['c3'] },
  ],
  [
    'a label that must be run',
    'revision = "a1"\ndown_revision = None\nbranch_labels = (cli.LABEL,)\n',
    { revision: 'a1', down: [], labels: [] },
  ],
  ['a computed parent', 'revision = "a1"\ndown_revision = find_parent("x")\n', { revision: 'a1', down: [], dynamic: true }],
  ['a parent by f-string', 'revision = "a1"\ndown_revision = f"{x}"\n', { revision: 'a1', down: [], dynamic: true }],
  ['words in the docstring', '"""\nrevision = "no"\n"""\nrevision = "a1"\ndown_revision = None\n', { revision: 'a1', down: [] }],
  ['words in a function', 'revision = "a1"\ndown_revision = None\ndef upgrade():\n    revision = "no"\n', { revision: 'a1', down: [] }],
  ['broken code below', 'revision = "a1"\ndown_revision = "b2"\n\ndef upgrade(:\n    op.x("""', { revision: 'a1', down: ['b2'] }],
  ['emoji before', '"""🚀 ship it"""\nrevision = "a1"\ndown_revision = "b2"\n', { revision: 'a1', down: ['b2'] }],
  ['the last assignment counts', 'revision = "no"\nrevision = "a1"\ndown_revision = None\n', { revision: 'a1', down: [] }],
  ['no revision', 'x = 1\n', undefined],
  ['a computed revision', 'revision = make()\ndown_revision = None\n', undefined],
  ['an expression, not a literal', 'revision = "a" + suffix\ndown_revision = None\n', undefined],
  ['empty', '', undefined],
]

describe('parseRevisionHeader', () => {
  for (const [title, text, expected] of cases) {
    it(`reads ${title}`, () => {
      const header = parseRevisionHeader(text)
      if (!expected) {
        assert.equal(header, undefined)
        return
      }
      assert.ok(header)
      assert.equal(header.revision.value, expected.revision)
      assert.deepEqual(
        header.downRevision.ids.map(({ value }) => value),
        expected.down ?? [],
      )
      assert.deepEqual(
        header.branchLabels.ids.map(({ value }) => value),
        expected.labels ?? [],
      )
      assert.deepEqual(
        header.dependsOn.ids.map(({ value }) => value),
        expected.depends ?? [],
      )
      assert.equal(header.downRevision.kind === 'dynamic', expected.dynamic ?? false)
    })
  }

  it('places every literal on its exact characters', () => {
    const text =
      '\uFEFF"""🚀 Add stats\r\n\r\nRevision ID: a1\r\nRevises: b2, c3\r\nCreate Date: 2026-01-02 03:04:05.6\r\n"""\r\nrevision: str = "a1"\r\ndown_revision = ("b2",\r\n  "c3")\r\n'
    const header = parseRevisionHeader(text)
    assert.ok(header)
    const at = ({ start, end }: { start: number; end: number }) => text.slice(start, end)
    assert.equal(at(header.revision.span), '"a1"')
    assert.equal(at(header.statement), 'revision: str = "a1"')
    assert.deepEqual(
      header.downRevision.ids.map(({ span }) => at(span)),
      ['"b2"', '"c3"'],
    )
    assert.equal(header.docRevision && at(header.docRevision.span), 'a1')
    assert.equal(header.docRevises && at(header.docRevises.span), 'b2, c3')
    assert.equal(header.message, '🚀 Add stats')
    assert.equal(header.createDate, '2026-01-02 03:04:05.6')
  })

  it('never throws on text cut off anywhere', () => {
    const text =
      '"""doc"""\nrevision: str = "a1"\ndown_revision: Union[str, None] = (\n  "b2",  # x\n  f"{y}", name.attr["k"], call(1, "z"),\n)\n'
    for (let end = 0; end <= text.length; end++) parseRevisionHeader(text.slice(0, end))
  })
})

import assert from 'node:assert/strict'
import { findRewritten } from '../../src/alembic/rewritten-revisions'
import { revisionText } from './project'

const revision = (upgrade: string, rest = '') =>
  `"""first 🚀"""\nfrom alembic import op\nimport sqlalchemy as sa\n\nrevision = "aaaa"\ndown_revision = None\n\n\ndef upgrade():\n${upgrade}\n\n\ndef downgrade():\n    pass\n${rest}`

/** Is the second text of a revision a rewritten one, when another had been built on the first? */
function isRewritten(before: string, after: string): boolean {
  const texts = new Map([
    ['1', before],
    ['2', revisionText('bbbb', 'aaaa')],
    ['3', after],
  ])
  const version = (blob: string, path: string) => ({
    blob,
    path,
    commit: `c${blob}`,
    author: 'Ada',
    date: `2026-01-0${blob}T00:00:00Z`,
    ref: 'main',
  })
  const versions = [version('3', 'versions/a.py'), version('2', 'versions/b.py'), version('1', 'versions/a.py')]
  return findRewritten(versions, texts, (path) => path).has('versions/a.py')
}

const same: Readonly<Record<string, readonly [string, string]>> = {
  'text() around SQL': ['    bind.execute("ALTER TABLE a ADD b int")', '    bind.execute(sa.text("ALTER TABLE a ADD b int"))'],
  'another method for SQL': ['    op.execute("ALTER TABLE a ADD b int")', '    op.get_bind().exec_driver_sql("ALTER TABLE a ADD b int;")'],
  'op.f()': ['    op.create_index("ix_a", "a", ["b"])', '    op.create_index(op.f("ix_a"), "a", ["b"], unique=False)'],
  existing_server_default: [
    '    op.alter_column("a", "b", nullable=False)',
    '    op.alter_column("a", "b", existing_type=sa.Enum("x", name=str("e")), existing_server_default=sa.text("now()"), nullable=False)',
  ],
  'a default that was written out': [
    '    op.add_column("a", sa.Column("b", sa.Integer(), nullable=True))',
    '    op.add_column(\n        "a",\n        sa.Column("b", sa.Integer),\n    )',
  ],
  'an edit after an unbalanced bracket in a string': [
    '    op.add_column("a", sa.Column("b", sa.Integer(), comment="see (1"))\n    op.execute("UPDATE a SET b = 1")',
    '    op.add_column("a", sa.Column("b", sa.Integer(), comment="see (1"))\n    op.execute("UPDATE a SET b = 2")',
  ],
  'data that says drop': ['    op.execute("UPDATE a SET b = \'drop\'")', '    op.execute("UPDATE a SET b = \'create\'")'],
  'data beside structure': ['    op.execute("UPDATE a SET b = 1; ALTER TABLE a DROP c")', '    op.execute("ALTER TABLE a DROP c")'],
  'a guard': ['    op.execute("DROP INDEX ix_a")', '    op.execute("""\n    -- may be gone 🚀\n    DROP INDEX IF EXISTS ix_a\n    """)'],
  'another order of keywords': [
    '    op.create_table("a", sa.Column("b", sa.Text(), nullable=False, unique=True), schema=None)',
    "    op.create_table('a', sa.Column('b', sa.Text(), unique=True, nullable=False))",
  ],
}

const other: Readonly<Record<string, readonly [string, string]>> = {
  'another statement': ['    op.execute("ALTER TABLE a ADD b int")', '    op.execute(sa.text("ALTER TABLE a ADD b text"))'],
  'another name': ['    op.create_index("ix_a", "a", ["b"])', '    op.create_index(op.f("ix_b"), "a", ["b"])'],
  'a column that may be empty': [
    '    op.alter_column("a", "b", nullable=True)',
    '    op.alter_column("a", "b", existing_type=sa.Integer(), nullable=False)',
  ],
  'NOT NULL dropped by a changed column': [
    '    op.alter_column("a", "b", existing_type=sa.Integer(), nullable=True)',
    '    op.alter_column("a", "b", existing_type=sa.Integer())',
  ],
  'another type': [
    '    op.add_column("a", sa.Column("b", sa.String(10), comment="see (1"))',
    '    op.add_column("a", sa.Column("b", sa.String(20), comment="see (1"))',
  ],
  'an operation more': [
    '    op.add_column("a", sa.Column("b", sa.Text(), comment="see (1"))',
    '    op.add_column("a", sa.Column("b", sa.Text(), comment="see (1"))\n    op.drop_table("c")',
  ],
  'the body of a block': [
    '    op.execute("DO $$ BEGIN CREATE TYPE a AS ENUM (\'x\'); END $$")',
    '    op.execute("DO $$ BEGIN CREATE TYPE a AS ENUM (\'y\'); END $$")',
  ],
}

describe('findRewritten', () => {
  for (const [name, [before, after]] of Object.entries(same)) {
    it(`leaves the structure alone: ${name}`, () => {
      assert.equal(isRewritten(revision(before), revision(after)), false)
      assert.equal(isRewritten(revision(after), revision(before).replaceAll('\n', '\r\n')), false)
    })
  }
  for (const [name, [before, after]] of Object.entries(other)) {
    it(`changes the structure: ${name}`, () => {
      assert.equal(isRewritten(revision(before), revision(after)), true)
      assert.equal(isRewritten(revision(before), revision(after).replaceAll('\n', '\r\n')), true)
    })
  }
  it('leaves out the way back, also where its SQL begins its lines', () => {
    const back = (sql: string) => `    op.execute("""\n${sql}\n""")\n\n\ndef helper():\n    op.drop_table("h")\n`
    const upgrade = '    op.drop_table("c")'
    assert.equal(isRewritten(revision(upgrade, back('DROP TABLE a')), revision(upgrade, back('def x DROP TABLE b'))), false)
    assert.equal(isRewritten(revision(upgrade, back('DROP TABLE a')), revision(upgrade, back('DROP TABLE a').replace('"h"', '"i"'))), true)
  })

  // Tried one way after the other, two hundred letters would take for ever.
  it('reads a text that nobody closed', () => {
    for (const quote of ['"', "'", '"""']) {
      const broken = (table: string) =>
        revision(`    op.drop_table("${table}")
    op.execute(${quote}${'a'.repeat(200)} b
`)
      assert.equal(isRewritten(broken('c'), broken('d')), true)
    }
  })
})

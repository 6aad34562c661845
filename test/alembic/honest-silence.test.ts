import assert from 'node:assert/strict'
import { createMemoryProject } from '../support/memory-project'
import { alembicIni, revisionText } from './project'

const models =
  'from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\n\nclass Base(DeclarativeBase):\n    pass\n\n\nclass Job(Base):\n    __tablename__ = "jobs"\n    __table_args__ = {"schema": "tenant"}\n    id: Mapped[int] = mapped_column(primary_key=True)\n'
const env = (configure: string): string =>
  `from alembic import context\nfrom sqlalchemy import create_engine, text\n\n\ndef run():\n    with create_engine("postgresql://").connect() as connection:\n${configure}        with context.begin_transaction():\n            context.run_migrations()\n\n\nrun()\n`

interface Case {
  readonly title: string
  readonly env: string
  readonly revision: string
  /** A part of the reason. */
  readonly reason: RegExp
}

const add = 'op.add_column("jobs", sa.Column("a", sa.Integer()))'
const cases: readonly Case[] = [
  {
    title: 'transaction_per_migration by configuration',
    env: env('        context.configure(connection=connection, transaction_per_migration=context.config.attributes["each"])\n'),
    revision: revisionText('a1aa', null, { up: 'op.get_bind().commit()' }),
    reason: /computes `transaction_per_migration`/,
  },
  {
    title: 'a connection that comes from elsewhere, with keywords nobody sees',
    env: env('        pass\n').replace(
      'context.run_migrations()',
      'context.run_migrations()\n\n\ndef configure(options):\n    context.configure(**options)',
    ),
    revision: revisionText('a1aa', null, { up: add }),
    reason: /could not be followed/,
  },
  {
    title: 'a computed parent',
    env: env('        context.configure(connection=connection)\n'),
    revision: revisionText('a1aa', null).replace('down_revision = None', 'down_revision = newest()'),
    reason: /`down_revision` is computed/,
  },
  {
    title: 'a computed name that is dropped',
    env: env('        context.configure(connection=connection)\n'),
    revision: revisionText('a1aa', null, { up: 'op.drop_index(make_name("x"), table_name="jobs")' }),
    reason: /the name of the index is computed/,
  },
  {
    title: 'a decorator that cannot be read',
    env: env('        context.configure(connection=connection)\n'),
    revision: revisionText('a1aa', null, { up: add }).replace('def upgrade', '@somewhere.magic\ndef upgrade'),
    reason: /decorator `magic` was not followed/,
  },
]

describe('what cannot be read', () => {
  for (const { title, env: text, revision, reason } of cases) {
    it(`is said, not judged: ${title}`, async () => {
      const files = { 'alembic.ini': alembicIni, 'migrations/env.py': text, 'app/models.py': models, 'migrations/versions/a.py': revision }
      const { engine, logged } = await createMemoryProject(files, { selection: { select: ['migrations'] } })
      const report = await engine.checkProject()
      assert.deepEqual(logged, [])
      assert.deepEqual(
        report.findings.map(({ rule }) => rule),
        [],
      )
      assert.ok(
        report.notAnalysed.some((place) => reason.test(place.reason)),
        JSON.stringify(report.notAnalysed),
      )
    })
  }
})

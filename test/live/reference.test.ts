import assert from 'node:assert/strict'
import { alembicFacts } from '../../src/alembic/alembic-facts'
import { toMigrationsDocument } from '../../src/live/migrations-document'
import { toRevisionFacts } from '../../src/live/revision-facts'
import { createRevisionHistory } from '../../src/live/revision-history'
import { runLiveChecks } from '../../src/live/run-live-checks'
import type { SchemaSnapshot } from '../../src/live/snapshot'
import { groupTenants, nameReference } from '../../src/live/tenant-groups'
import { column, index, type SketchedTenant, snapshotOf, table } from '../server/snapshot-of'
import { createMemoryProject } from '../support/memory-project'
import { plainFacts } from './live-support'

const withoutTemplate = (tenants: Readonly<Record<string, SketchedTenant>>): SchemaSnapshot => {
  const snapshot = snapshotOf(tenants)
  return { ...snapshot, tenants: snapshot.tenants.map((tenant) => ({ ...tenant, isTemplate: false })) }
}

describe('the tenant that others are compared with', () => {
  const plain = { objects: [table('jobs')] }
  const more = { objects: [table('jobs'), column('jobs', 'note', 'text')] }
  const other = { objects: [table('jobs'), column('jobs', 'größe 😀', 'text')] }
  const referenceOf = (snapshot: SchemaSnapshot) => nameReference(groupTenants(snapshot).references[0])

  it('is the template, else what more than half look like, else called by its name', () => {
    assert.equal(referenceOf(snapshotOf({ firm_template: plain, firm_1: more })), 'the template')
    assert.equal(referenceOf(withoutTemplate({ firm_1: plain, firm_2: plain, firm_3: more })), 'most tenants')
    assert.equal(referenceOf(withoutTemplate({ firm_1: plain, firm_2: more, firm_3: other })), '`firm_1`')
    assert.equal(referenceOf(withoutTemplate({ firm_1: plain, firm_2: more })), '`firm_1`')
  })

  it('is one tenant where owners, privileges and comments are compared without a template', () => {
    const told = (snapshot: SchemaSnapshot) => {
      const entry = { kind: 'table', name: 'jobs' }
      const extras = { 'comments 1': [{ ...entry, value: 'größe 😀' }], 'comments 2': [{ ...entry, value: 'other' }] }
      const tenants = snapshot.tenants.map((tenant, i) => ({ ...tenant, extras: { comments: i === 2 ? 'comments 2' : 'comments 1' } }))
      return runLiveChecks(plainFacts({ ...snapshot, extras, tenants })).findings.map(({ message }) => message)
    }
    const tenants = { firm_1: plain, firm_2: plain, firm_3: plain }
    const said = 'the comment on table `jobs` reads "other" in `firm_3` and reads "größe 😀" in'
    assert.deepEqual(told(snapshotOf(tenants)), [`${said} the template`])
    assert.deepEqual(told(withoutTemplate(tenants)), [`${said} \`firm_1\``])
  })

  it('is named also where a name differs, and in the document', () => {
    const named = (name: string) => ({ objects: [table('jobs'), column('jobs', 'a', 'text'), index('jobs', name, ['a'])] })
    const [usual, odd] = [named('ix_größe_😀'), named('ix_odd')]
    const told = (snapshot: SchemaSnapshot) => {
      const result = runLiveChecks(plainFacts(snapshot))
      const [finding] = result.findings.filter(({ rule }) => rule === 'index-name-differs')
      const [group] = toMigrationsDocument(result).groups
      return [finding?.message.replace(/ but .*/, ''), finding?.help.replace(/: ALTER.*/, ''), group?.comparedWith]
    }
    const decide = 'Decide for one of the names, and rename it where it differs'
    assert.deepEqual(told(snapshotOf({ firm_template: usual, firm_1: odd })), [
      'the template says `ix_größe_😀`',
      'Rename it there',
      'the template',
    ])
    assert.deepEqual(told(withoutTemplate({ firm_1: usual, firm_2: usual, firm_3: odd })), [
      'most tenants say `ix_größe_😀`',
      decide,
      'most tenants',
    ])
    assert.deepEqual(told(withoutTemplate({ firm_1: usual, firm_2: odd })), ['`firm_1` says `ix_größe_😀`', decide, 'firm_1'])
  })
})

const revision = `from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.create_index("ix_jobs_note", "jobs", ["note"])
`
const env = (run: string): string => `from alembic import context
from sqlalchemy import create_engine, text

engine = create_engine("postgresql://localhost/shop")


def run_migrations_online():
    with engine.connect() as connection:
${run}

run_migrations_online()
`
const plainRun = `        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
`
const loopRun = `        for schema in list_firms(connection):
            connection.execute(text(f'SET search_path TO "{schema}", public'))
            context.configure(connection=connection, version_table_schema=schema)
            with context.begin_transaction():
                context.run_migrations()
`

describe('why an object may be in one schema only', () => {
  const hazardWith = async (run: string): Promise<string | undefined> => {
    const { engine } = await createMemoryProject({
      'alembic.ini': '[alembic]\nscript_location = alembic\n',
      'alembic/env.py': env(run),
      'alembic/versions/a1_first.py': revision,
    })
    const facts = toRevisionFacts(alembicFacts(engine.workspaces.of('')))
    assert.ok(facts)
    const maker = createRevisionHistory(facts).makerOf({ kind: 'index', table: 'jobs', name: 'ix_jobs_note' })
    assert.equal(maker?.revision, 'a1')
    return maker?.hazard?.message
  }

  it('is that env.py runs it once, and never where env.py visits every tenant', async () => {
    assert.match((await hazardWith(plainRun)) ?? '', /this runs once/)
    assert.equal(await hazardWith(loopRun), undefined)
  })
})

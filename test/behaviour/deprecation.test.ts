import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { deprecatedColumn } from '../../src/rules/deprecation/deprecated-column'
import { deprecatedName } from '../../src/rules/deprecation/deprecated-name'
import { applyEdits } from '../../src/text/apply-edits'
import { createMemoryProject, type Files } from '../support/memory-project'
import { startPostgres, type TestPostgres } from '../support/postgres'
import { preparePython, runPython } from '../support/python'

const models = (column: boolean): string => `from sqlalchemy import Column, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class BatchJob(Base):
    __tablename__ = "batch_jobs"
    __table_args__ = (UniqueConstraint("batch_id", name="uq_batch_jobs_batch_id"), {"schema": "tenant"})
    id = Column(Integer, primary_key=True)
    batch_id = Column(String(64), nullable=False)


class MarketplaceJob(Base):
    __tablename__ = "marketplace_jobs"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    status = Column(String(20))
${column ? '    batch_id = Column(String(64))\n' : ''}    batch_job_id = Column(ForeignKey("tenant.batch_jobs.id"))
    batch_job = relationship("BatchJob")
`

const jobs = `from sqlalchemy import update

from models import MarketplaceJob


def by_batch(db, batch_id: str):
    return [job.id for job in db.query(MarketplaceJob).filter(MarketplaceJob.batch_id == batch_id).order_by(MarketplaceJob.id)]


def pending_of(db, batch_id: str):
    rows = db.query(MarketplaceJob).filter_by(status="pending", batch_id=batch_id).all()
    return [row.id for row in rows]


def labels(db):
    found = []
    for job in db.query(MarketplaceJob).order_by(MarketplaceJob.id):
        found.append(f"{job.id} {job.batch_id}")
    return found, [job.batch_id for job in db.query(MarketplaceJob).order_by(MarketplaceJob.id)]


def create(db, batch):
    job = MarketplaceJob(status="new", batch_id=batch.batch_id, batch_job_id=batch.id)
    db.add(job)
    db.flush()
    return job.batch_job_id, len(db.query(MarketplaceJob).all())


def detach(db, batch_id: str):
    db.execute(update(MarketplaceJob).where(MarketplaceJob.status == "new").values(batch_id=None, batch_job_id=None))
    return [job.id for job in db.query(MarketplaceJob).filter("b-2" == MarketplaceJob.batch_id)]
`

/** Seeds two tenants, runs every function for each, and prints what they gave. \`drop\` takes the column away first. */
const program = `import json, os, sys
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
import models, jobs

engine = create_engine(os.environ["DATABASE_URL"])
drop = sys.argv[1] == "drop"
with engine.begin() as connection:
    for schema in ("user_1", "user_2"):
        connection.execute(text(f"drop schema if exists {schema} cascade"))
        connection.execute(text(f"create schema {schema}"))
        connection.execute(text(f"create table {schema}.batch_jobs (id serial primary key, batch_id varchar(64) not null unique)"))
        connection.execute(text(f"create table {schema}.marketplace_jobs (id serial primary key, status varchar(20), batch_id varchar(64), batch_job_id int references {schema}.batch_jobs)"))
        connection.execute(text(f"insert into {schema}.batch_jobs (batch_id) values ('b-1'), ('b-2'), ('only-' || '{schema}')"))
        connection.execute(text(f"insert into {schema}.marketplace_jobs (status, batch_id, batch_job_id) values ('pending', 'b-1', 1), ('done', 'b-1', 1), ('pending', 'b-2', 2), ('pending', null, null), ('done', 'only-{schema}', 3)"))
        if drop:
            connection.execute(text(f"alter table {schema}.marketplace_jobs drop column batch_id"))

results = {}
for schema in ("user_1", "user_2"):
    with Session(engine.execution_options(schema_translate_map={"tenant": schema})) as db:
        results[schema] = [jobs.by_batch(db, "b-1"), jobs.by_batch(db, "only-user_1"), jobs.by_batch(db, "none"), jobs.pending_of(db, "b-1"), jobs.labels(db),
            jobs.create(db, db.get(models.BatchJob, 2)), jobs.detach(db, "b-2")]
        db.commit()
print(json.dumps(results))
`

/** Apply the fix at a position of each finding's list, or the first where there are fewer. */
async function fixAll(files: Files, choice: number): Promise<Record<string, string>> {
  const current: Record<string, string> = { ...files }
  for (let round = 0; round < 10; round++) {
    const project = await createMemoryProject(current, { rules: [deprecatedColumn, deprecatedName] })
    const { findings } = await project.engine.checkProject()
    const fix = findings.map(({ fixes }) => fixes[Math.min(choice, fixes.length - 1)]).find((each) => each !== undefined)
    if (!fix) return current
    for (const file of new Set(fix.edits.map((edit) => edit.path))) {
      current[file] = applyEdits(
        current[file] ?? '',
        fix.edits.filter((edit) => edit.path === file),
      )
    }
  }
  throw new Error('the fixes do not come to an end')
}

describe('fixes of deprecations, run in real SQLAlchemy', function () {
  this.timeout(240_000)
  let postgres: TestPostgres
  const folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-deprecation-'))

  before(async () => {
    postgres = await startPostgres()
    await preparePython('sa20')
  })
  after(async () => {
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  async function run(name: string, files: Files, drop: boolean): Promise<{ code: number; stdout: string; stderr: string }> {
    const target = path.join(folder, name)
    mkdirSync(target)
    for (const [file, text] of Object.entries({ ...files, 'program.py': program })) writeFileSync(path.join(target, file), text)
    const url = (await postgres.createDatabase()).replace(/^postgres(?:ql)?:/, 'postgresql+psycopg2:')
    return runPython('sa20', path.join(target, 'program.py'), { args: [drop ? 'drop' : 'keep'], cwd: target, env: { DATABASE_URL: url } })
  }

  for (const [choice, kind] of ['sub-query', 'relationship'].entries()) {
    it(`read and write the same rows of each tenant without the column: ${kind}`, async () => {
      const before = await run(`before-${choice}`, { 'models.py': models(true), 'jobs.py': jobs }, false)
      assert.equal(before.code, 0, before.stderr)
      const fixed = await fixAll({ 'models.py': models(true), 'jobs.py': jobs }, choice)
      assert.ok(!/MarketplaceJob\.batch_id\b|\bjob\.batch_id\b/.test(fixed['jobs.py'] ?? ''), fixed['jobs.py'])
      const after = await run(`after-${choice}`, { 'models.py': models(false), 'jobs.py': fixed['jobs.py'] ?? '' }, true)
      assert.equal(after.code, 0, `${after.stderr}\n${fixed['jobs.py']}`)
      assert.deepEqual(JSON.parse(after.stdout), JSON.parse(before.stdout))
    })
  }

  it('without the fixes the same program fails on the day the column goes', async () => {
    const result = await run('unfixed', { 'models.py': models(false), 'jobs.py': jobs }, true)
    assert.notEqual(result.code, 0)
    assert.match(result.stderr, /batch_id/)
  })

  it('a sub-query on a key that is not unique fails where the text comparison did not, so the fix says so', async () => {
    const loose = models(true).replace(
      '(UniqueConstraint("batch_id", name="uq_batch_jobs_batch_id"), {"schema": "tenant"})',
      '{"schema": "tenant"}',
    )
    const project = await createMemoryProject({ 'models.py': loose, 'jobs.py': jobs }, { rules: [deprecatedColumn] })
    const { findings } = await project.engine.checkProject()
    const fix = findings.flatMap(({ fixes }) => fixes).find(({ title }) => title.includes('sub-query'))
    assert.match(fix?.why ?? '', /not proved unique/)
  })
})

import assert from 'node:assert/strict'
import { defaultConfig } from '../../src/contract/config'
import { loadPythonParser } from '../../src/host/wasm'
import { createWorkspace } from '../../src/project/create-workspace'
import { typeOf } from '../../src/project/types/expression-type'
import type { PythonType } from '../../src/project/types/python-type'
import { descendants } from '../../src/python/children'
import { createMemoryFileSystem } from '../support/memory-fs'

const models = `
from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm import declarative_base
Base = declarative_base()

class BatchJob(Base):
    __tablename__ = "batch_jobs"
    id = Column(Integer, primary_key=True)
    batch_id = Column(String(64), unique=True)
    jobs = relationship("MarketplaceJob", back_populates="batch_job")

class MarketplaceJob(Base):
    __tablename__ = "marketplace_jobs"
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_job_id = Column(ForeignKey("batch_jobs.id"))
    batch_job = relationship("BatchJob", back_populates="jobs")
    tasks: Mapped[list["Task"]] = relationship()

class Task(Base):
    __tablename__ = "tasks"
    id = Column(Integer, primary_key=True)
    job: Mapped["MarketplaceJob | None"] = relationship()
`

const repository = `
from typing import Generic, Optional, TypeVar
from models import BatchJob, MarketplaceJob
T = TypeVar("T")
class Repository(Generic[T]):
    def get(self, id: int) -> Optional[T]: ...
    def list(self) -> list[T]: ...
class JobRepository(Repository[MarketplaceJob]):
    def __init__(self, db): self.db = db
    def newest(self): return self.db.query(MarketplaceJob).order_by(MarketplaceJob.id).first()
    @property
    def first_batch(self) -> "BatchJob": ...
def load(db, id) -> MarketplaceJob: ...
def pairs(db): return [(job, job.batch_job) for job in db.query(MarketplaceJob)]
`

const program = `
import copy, models
from unittest.mock import MagicMock, create_autospec
from sqlalchemy import select
from sqlalchemy.orm import aliased
from models import BatchJob, MarketplaceJob
from repository import JobRepository, load, pairs

reveal(MarketplaceJob)  # class MarketplaceJob
reveal(MarketplaceJob())  # MarketplaceJob
reveal(models.MarketplaceJob)  # class MarketplaceJob

def work(db, job: MarketplaceJob, maybe: "MarketplaceJob | None", jobs: list[MarketplaceJob], by_key: dict[str, MarketplaceJob], other, *rest: MarketplaceJob, late: MarketplaceJob = None):
    reveal(job)  # MarketplaceJob
    reveal(maybe)  # MarketplaceJob?
    reveal(late)  # MarketplaceJob?
    reveal(rest[0])  # MarketplaceJob
    reveal(jobs[0])  # MarketplaceJob
    reveal(jobs[1:])  # rows MarketplaceJob
    reveal(by_key["a"])  # MarketplaceJob
    reveal([entry for entry in by_key.values()])  # rows MarketplaceJob
    reveal([entry for _, entry in by_key.items()])  # rows MarketplaceJob
    reveal(other)  # unknown
    reveal(job.batch_job)  # BatchJob?
    reveal(job.batch_job.jobs[0].tasks[0].job)  # MarketplaceJob?
    reveal(db.query(MarketplaceJob).filter(MarketplaceJob.id == 1).first())  # MarketplaceJob?
    reveal(db.query(MarketplaceJob).join(BatchJob).all())  # rows MarketplaceJob
    reveal(db.query(MarketplaceJob).count())  # unknown
    reveal(db.query(MarketplaceJob, BatchJob).all()[0])  # (MarketplaceJob, BatchJob)
    reveal(db.query(MarketplaceJob.id).all()[0])  # unknown
    reveal(db.get(MarketplaceJob, 1))  # MarketplaceJob?
    reveal(other.get("a"))  # unknown
    reveal(db.scalars(select(MarketplaceJob).where(MarketplaceJob.id == 1)).all())  # rows MarketplaceJob
    reveal(db.scalar(select(MarketplaceJob)))  # MarketplaceJob?
    reveal(db.execute(select(MarketplaceJob)).scalars().first())  # MarketplaceJob?
    reveal(db.execute(select(MarketplaceJob)).scalar_one())  # MarketplaceJob
    reveal(db.execute(select(MarketplaceJob, BatchJob)).all()[0][1])  # BatchJob
    for row, batch in db.query(MarketplaceJob, BatchJob):
        reveal(row)  # MarketplaceJob
        reveal(batch)  # BatchJob
    for index, entry in enumerate(jobs):
        reveal(entry)  # MarketplaceJob
    for left, right in zip(jobs, db.query(BatchJob)):
        reveal(right)  # BatchJob
    reveal([inner for entry in jobs for inner in entry.tasks])  # rows Task
    reveal(sorted(jobs, key=lambda entry: reveal(entry)))  # rows MarketplaceJob
    reveal(copy.copy(job))  # MarketplaceJob
    reveal(MagicMock(spec=MarketplaceJob))  # MarketplaceJob
    reveal(create_autospec(MarketplaceJob, instance=True))  # MarketplaceJob
    reveal(MagicMock())  # unknown
    reveal(aliased(MarketplaceJob))  # class MarketplaceJob
    reveal(load(db, 1))  # MarketplaceJob
    reveal(pairs(db)[0][1])  # BatchJob?
    repository = JobRepository(db)
    reveal(repository.get(1))  # MarketplaceJob?
    reveal(repository.list()[0])  # MarketplaceJob
    reveal(repository.newest())  # MarketplaceJob?
    reveal(repository.first_batch)  # BatchJob
    if other:
        thing = MarketplaceJob()
        reveal(thing)  # MarketplaceJob
    else:
        thing = BatchJob()
        reveal(thing)  # BatchJob
    reveal(thing)  # unknown
    found = None
    for entry in jobs:
        if entry.id: found = entry
    reveal(found)  # MarketplaceJob?
    if (walrus := db.get(BatchJob, 1)):
        reveal(walrus)  # BatchJob?
    job = other
    reveal(job)  # unknown

class Handler:
    kept: MarketplaceJob
    def __init__(self, batch: BatchJob):
        self.batch = batch
        self.job = None
    def start(self): self.job = MarketplaceJob()
    def run(self):
        reveal(self.kept)  # MarketplaceJob
        reveal(self.batch)  # BatchJob
        reveal(self.job)  # MarketplaceJob?
        reveal(self.missing)  # unknown
        reveal(self.make())  # MarketplaceJob
    def make(self):
        return MarketplaceJob()

async def later(db):
    reveal((await db.execute(select(MarketplaceJob))).scalars().all())  # rows MarketplaceJob
    reveal(await db.get(MarketplaceJob, 1))  # MarketplaceJob?
`

function show(type: PythonType | undefined): string {
  if (!type) return 'unknown'
  switch (type.kind) {
    case 'instance':
      return `${type.cls.node.name}${type.optional ? '?' : ''}`
    case 'class':
      return `class ${type.cls.node.name}`
    case 'rows':
      return `rows ${show(type.of)}`
    case 'tuple':
      return `(${type.items.map(show).join(', ')})`
    default:
      return type.kind
  }
}

describe('types of Python expressions', () => {
  it('are known through annotations, queries, loops, relationships, repositories and mocks', async () => {
    const files = { 'models.py': models, 'repository.py': repository, 'program.py': program }
    const workspace = createWorkspace({
      fs: createMemoryFileSystem(files),
      config: defaultConfig,
      python: await loadPythonParser(),
      analyseSql: () => assert.fail('no SQL here'),
    })
    const module = workspace.module('program.py')
    assert.ok(module)
    const lines = program.split('\n')
    const actual: string[] = []
    const expected: string[] = []
    for (const statement of module.body()) {
      for (const node of descendants(statement)) {
        if (
          node.kind !== 'Call' ||
          node.func.kind !== 'Name' ||
          node.func.id !== 'reveal' ||
          !node.args[0] ||
          node.parent?.kind === 'Lambda'
        )
          continue
        const line = program.slice(0, node.start).split('\n').length
        const wanted = /# (.*)$/.exec(lines[line - 1] ?? '')?.[1]
        const [argument] = node.args
        actual.push(`${line} ${program.slice(argument.start, argument.end)}: ${show(typeOf(workspace, 'program.py', argument))}`)
        expected.push(`${line} ${program.slice(argument.start, argument.end)}: ${wanted}`)
      }
    }
    assert.ok(actual.length > 50)
    assert.deepEqual(actual, expected)
  })
})

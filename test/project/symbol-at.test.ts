import assert from 'node:assert/strict'
import { symbolAt } from '../../src/project/symbol-at'
import { createMemoryProject } from '../support/memory-project'

const models = `from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Tracked:
    batch_id = Column(String(64))


class Job(Tracked, Base):
    __tablename__ = "jobs"
    id = Column(Integer, primary_key=True)
    title = Column(String(64))

    def label(self):
        return self.title
`
const uses = `"""😀"""
from models import Job


def work(db, job: Job, other):
    print("😀", job.title)
    Job(title="x").label()
    return db.query(Job.title), other.title, other.nothing
`
const types = 'export interface Offer {\n  id: number\n  price: string\n}\nexport const f = (offer: Offer) => offer.price\n'

/** `‹` stands before the word, or inside it, in a line that occurs once. */
const cases: readonly (readonly [file: string, marked: string, expected: string | undefined, why: string])[] = [
  ['models.py', '    ‹title = Column', 'Job.title', 'a column where it is declared'],
  ['models.py', '    def ‹label', 'Job.label', 'a method where it is declared'],
  ['models.py', 'return self.‹title', 'Job.title', 'an attribute of self'],
  ['models.py', 'class ‹Job(', 'Job', 'a class'],
  ['models.py', '"‹jobs"', 'jobs', 'a table in a string'],
  ['use.py', 'print("😀", job.ti‹tle)', 'Job.title', 'an attribute of an annotated object, behind an emoji'],
  ['use.py', 'job.title‹)', 'Job.title', 'a cursor right behind the word'],
  ['use.py', 'Job(‹title=', 'Job.title', 'a keyword of the constructor'],
  ['use.py', ').‹label()', 'Job.label', 'a method called on a new object'],
  ['use.py', 'query(Job.‹title)', 'Job.title', 'a column of the class'],
  ['use.py', 'other.‹nothing', 'nothing', 'the bare word of something unknown'],
  ['use.py', 'query(Job.title)‹,', undefined, 'nothing where no word is'],
  ['web/offer.ts', '  ‹price: string', 'Offer.price', 'a field where it is declared'],
]

describe('the name under the cursor', function () {
  this.timeout(30_000)
  const files: Readonly<Record<string, string>> = { 'models.py': models, 'use.py': uses, 'web/offer.ts': types }

  for (const [file, marked, expected, why] of cases)
    for (const ends of ['\n', '\r\n'])
      it(`${why}${ends === '\n' ? '' : ', CRLF'}`, async () => {
        const texts = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replaceAll('\n', ends)]))
        const { engine } = await createMemoryProject(texts)
        const at = (texts[file] ?? '').indexOf(marked.replace('‹', ''))
        assert.ok(at >= 0, marked)
        assert.equal(symbolAt(engine.workspaces.of(file), file, at + marked.indexOf('‹')), expected)
      })
})

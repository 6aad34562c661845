import assert from 'node:assert/strict'
import { revisionText } from '../../alembic/project'
import { chain, envText, table } from '../alembic-world'
import type { ThreeWays } from './three-ways'

const base = revisionText('r1', null, { up: table('t1') })
const second = revisionText('r2', 'r1', { up: table('t2') })

export const graphCases: readonly ThreeWays[] = [
  {
    rule: 'duplicate-revision',
    title: '`upgrade heads` runs one of the two files and never the other, with exit status 0',
    commands: [['upgrade', 'heads']],
    files: chain(envText(), base, second, revisionText('r2', 'r1', { up: table('t3') })),
    damage({ code, version, has, stderr }) {
      assert.deepEqual([code, version], [0, 'r2'], stderr)
      assert.notEqual(has('public.t2.id'), has('public.t3.id'))
    },
    fix: { 'migrations/versions/r3.py': revisionText('r3', 'r2', { up: table('t3') }) },
    mended: ({ code, version, has }) => assert.deepEqual([code, version, has('public.t2.id'), has('public.t3.id')], [0, 'r3', true, true]),
    // A folder of backups is no version location: Alembic reads it as little as we do.
    nearMiss: {
      'migrations/versions/r3.py': revisionText('r3', 'r2', { up: table('t3') }),
      'migrations/versions_backup/r2.py': second,
    },
    harmless: ({ code, version, has }) =>
      assert.deepEqual([code, version, has('public.t2.id'), has('public.t3.id')], [0, 'r3', true, true]),
  },
  {
    rule: 'duplicate-revision',
    title: '`upgrade head` stops, for the forgotten file counts as a head',
    files: chain(envText(), base, second, revisionText('r2', 'r1', { up: table('t3') }), revisionText('r4', 'r2')),
    damage({ code, has, stderr }) {
      assert.notEqual(code, 0)
      assert.match(stderr, /Multiple heads are present for given argument 'head'; (r2, r4|r4, r2)/)
      assert.ok(!has('public.t1.id'))
    },
    fix: {
      'migrations/versions/r3.py': revisionText('r3', 'r2', { up: table('t3') }),
      'migrations/versions/r4.py': revisionText('r4', 'r3'),
    },
    mended: ({ code, version, has }) => assert.deepEqual([code, version, has('public.t3.id')], [0, 'r4', true]),
    // Alembic may know a file by the beginning of its id: only whole ids have to differ.
    nearMiss: {
      'migrations/versions/r3.py': revisionText('r2b', 'r2', { up: table('t3') }),
      'migrations/versions/r4.py': revisionText('r4', 'r2b'),
    },
    harmless: ({ code, version, has }) => assert.deepEqual([code, version, has('public.t3.id')], [0, 'r4', true]),
  },
  {
    rule: 'revision-cycle',
    title: 'no command runs any more',
    files: chain(envText(), base, revisionText('r2', ['r1', 'r3'], { up: table('t2') }), revisionText('r3', 'r2', { up: table('t3') })),
    damage({ code, has, stderr }) {
      assert.notEqual(code, 0)
      assert.match(stderr, /[Cc]ycle/)
      assert.ok(!has('public.t1.id'))
    },
    fix: { 'migrations/versions/r2.py': second },
    mended: ({ code, version, has }) => assert.deepEqual([code, version, has('public.t3.id')], [0, 'r3', true]),
    // Two ways up that meet again are no circle.
    nearMiss: {
      'migrations/versions/r2.py': second,
      'migrations/versions/r3.py': revisionText('r3', 'r1', { up: table('t3') }),
      'migrations/versions/r4.py': revisionText('r4', ['r2', 'r3']),
    },
    harmless: ({ code, version, has }) =>
      assert.deepEqual([code, version, has('public.t2.id'), has('public.t3.id')], [0, 'r4', true, true]),
  },
  {
    rule: 'revision-cycle',
    title: 'a circle through depends_on',
    files: chain(envText(), base, second.replace('depends_on = None', 'depends_on = "r3"'), revisionText('r3', 'r2', { up: table('t3') })),
    damage({ code, has, stderr }) {
      assert.notEqual(code, 0)
      assert.match(stderr, /[Cc]ycle/)
      assert.ok(!has('public.t1.id'))
    },
    fix: { 'migrations/versions/r2.py': second },
    mended: ({ code, version }) => assert.deepEqual([code, version], [0, 'r3']),
    nearMiss: {
      'migrations/versions/r2.py': second,
      'migrations/versions/r3.py': revisionText('r3', 'r2', { up: table('t3') }).replace('depends_on = None', 'depends_on = "r1"'),
    },
    harmless: ({ code, version }) => assert.deepEqual([code, version], [0, 'r3']),
  },
]

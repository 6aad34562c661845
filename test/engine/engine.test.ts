import * as assert from 'node:assert/strict'
import { applyBaseline, formatBaseline, parseBaseline, pruneBaseline, updateBaseline } from '../../src'
import type { Fix, RuleFinding } from '../../src/contract/finding'
import { defineRule } from '../../src/contract/rule'
import type { AnyRule } from '../../src/engine/check-file'
import { createMemoryProject, type Files, type MemoryOptions } from '../support/memory-project'

const meta = {
  family: 'scoping',
  summary: 'A word',
  severity: 'warning',
  recommended: true,
  languages: ['python', 'sql', 'typescript'],
  fixable: true,
} as const

/** A rule that finds a word, and says what the test wants about it. */
const wordRule = (id: string, word: string, more: (at: RuleFinding['at'], path: string) => Partial<RuleFinding> = () => ({})): AnyRule =>
  defineRule({
    ...meta,
    id,
    needs: [],
    triggers: [word],
    *check({ file }) {
      for (const found of file.text.matchAll(new RegExp(`\\b${word}\\b`, 'g'))) {
        const at = { start: found.index, end: found.index + word.length }
        yield { at, message: `\`${word}\` is here`, help: 'Take it away', ...more(at, file.path) }
      }
    },
  })

const replaceFix = (path: string, at: RuleFinding['at'], text: string, more: Partial<Fix> = {}): Fix => ({
  id: `${path}:${at.start}`,
  title: `Write ${text}`,
  safety: 'safe',
  proof: [],
  edits: [{ path, ...at, text }],
  ...more,
})

async function check(files: Files, rules: readonly AnyRule[], options: Omit<MemoryOptions, 'rules'> = {}) {
  const project = await createMemoryProject(files, { ...options, rules })
  return { ...project, report: await project.engine.checkProject() }
}

const brief = (findings: readonly { rule: string; path: string; span: { start: number }; severity: string; suppressed?: unknown }[]) =>
  findings.map(
    ({ rule, path, span, severity, suppressed }) => `${path}:${span.start} ${severity} ${rule}${suppressed ? ' suppressed' : ''}`,
  )

describe('engine', () => {
  it('sorts by path, start, rule, and runs a rule only where its trigger is', async () => {
    let calls = 0
    const counting = wordRule('b-rule', 'beta', () => {
      calls++
      return {}
    })
    const { report } = await check({ 'b.py': 'beta\nalpha\n', 'a.py': 'alpha\n', 'c.py': 'nothing\n' }, [
      counting,
      wordRule('a-rule', 'alpha'),
    ])
    assert.deepEqual(brief(report.findings), ['a.py:0 warning a-rule', 'b.py:0 warning b-rule', 'b.py:5 warning a-rule'])
    assert.equal(calls, 1)
    assert.deepEqual(report.files, { checked: 3, analysed: 2, unreadable: [] })
  })

  it('goes on when a rule fails, and says so', async () => {
    const failing: AnyRule = {
      ...wordRule('bad-rule', 'alpha'),
      check: () => {
        throw new Error('boom')
      },
    }
    const { report, logged } = await check({ 'a.py': 'alpha\n' }, [failing, wordRule('good-rule', 'alpha')])
    assert.deepEqual(brief(report.findings), ['a.py:0 warning good-rule'])
    assert.deepEqual(report.failures, [{ rule: 'bad-rule', path: 'a.py', message: 'boom' }])
    assert.match(report.notAnalysed[0]?.reason ?? '', /`bad-rule` failed here: boom/)
    assert.equal(logged.length, 1)
  })

  it('stops when it is cancelled', async () => {
    const { engine } = await createMemoryProject({ 'a.py': 'alpha\n' }, { rules: [wordRule('a-rule', 'alpha')] })
    await assert.rejects(engine.checkProject({ signal: AbortSignal.abort() }), { name: 'AbortError' })
  })

  it('sees the text of an open document, and the old one again after it', async () => {
    const { engine } = await createMemoryProject({ 'a.py': 'x = 1\n' }, { rules: [wordRule('a-rule', 'alpha')] })
    assert.equal((await engine.checkFile({ path: 'a.py', text: 'alpha\n' })).findings.length, 1)
    assert.equal((await engine.checkFile({ path: 'a.py', text: 'x = 1\n' })).findings.length, 0)
  })

  it('gives the fixes of the findings at a place', async () => {
    const rule = wordRule('a-rule', 'alpha', (at, path) => ({ fixes: [replaceFix(path, at, 'omega')] }))
    const { engine } = await createMemoryProject({ 'a.py': 'alpha\nalpha\n' }, { rules: [rule] })
    const at = await engine.fixesAt('a.py', { start: 7, end: 7 })
    assert.deepEqual(
      at.map(({ fixes }) => fixes.map(({ id }) => id)),
      [['a.py:6']],
    )
  })

  it('offers no fix that changes one place in two ways, and ends no run with one', async () => {
    const twice = (at: RuleFinding['at']) => [
      { path: 'a.py', ...at, text: 'omega' },
      { path: 'a.py', start: at.start + 1, end: at.end, text: '' },
    ]
    const rule = wordRule('a-rule', 'alpha', (at, path) => ({ fixes: [replaceFix(path, at, 'omega', { edits: twice(at) })] }))
    const { report, fix } = await check({ 'a.py': 'alpha\n' }, [rule])
    assert.deepEqual(
      report.findings.map(({ fixes, noFix }) => [fixes, noFix]),
      [[[], 'the fix would change one place in two ways']],
    )
    assert.deepEqual((await fix('safe')).changed, [])
  })
})

describe('levels', () => {
  const rule = wordRule('a-rule', 'alpha')
  const levelOf = async (toml: string, path = 'app/a.py', selection = {}) => {
    // The rules of the configuration are the real ones, so a real name stands in for the test's.
    const named: AnyRule = { ...rule, id: 'unused-suppression' }
    const { report } = await check({ [path]: 'alpha\n', 'tenantscope.toml': toml }, [named], { selection })
    return report.findings[0]?.severity ?? 'off'
  }
  it('takes the default, the rule, the path', async () => {
    assert.equal(await levelOf(''), 'warning')
    assert.equal(await levelOf('[rules]\nunused-suppression = "error"'), 'error')
    assert.equal(await levelOf('[rules]\nsuppression = "info"'), 'warning', 'another family')
    const paths =
      '[rules]\nunused-suppression = "error"\n[rules.paths."tests/**"]\nunused-suppression = "info"\n[rules.paths."tests/slow"]\nunused-suppression = "off"'
    assert.equal(await levelOf(paths), 'error')
    assert.equal(await levelOf(paths, 'tests/a.py'), 'info')
    assert.equal(await levelOf(paths, 'tests/slow/deep/a.py'), 'off', 'the last matching glob wins, a folder covers what is below')
  })
  it('selects and ignores by id and family', async () => {
    assert.equal(await levelOf('[rules]\nunused-suppression = "off"', 'a.py', { select: ['unused-suppression'] }), 'warning')
    assert.equal(await levelOf('', 'a.py', { ignore: ['scoping'] }), 'off')
    assert.equal(await levelOf('', 'a.py', { select: ['migrations'] }), 'off')
  })
})

describe('dominance', () => {
  const second = wordRule('second', 'alpha', () => ({ message: 'by itself' }))
  const first = wordRule('first', 'alpha', (at) => ({ also: [{ rule: 'second', at, message: 'dominated', help: 'x' }] }))
  it('shows the first, and the second once when the first is off', async () => {
    const both = await check({ 'a.py': 'alpha\n' }, [second, first])
    assert.deepEqual(
      both.report.findings.map(({ rule, also }) => [rule, also]),
      [['first', ['second']]],
    )
    const off = await check({ 'a.py': 'alpha\n' }, [second, first], { selection: { ignore: ['first'] } })
    assert.deepEqual(
      off.report.findings.map(({ rule }) => rule),
      ['second'],
    )
    const alone = await check({ 'a.py': 'alpha\n' }, [{ ...second, triggers: ['nowhere'] }, first], { selection: { ignore: ['first'] } })
    assert.deepEqual(
      alone.report.findings.map(({ rule, message }) => [rule, message]),
      [['second', 'dominated']],
    )
  })
  it('shows the second when the first is suppressed', async () => {
    const { report } = await check({ 'a.py': 'alpha  # tenantscope: ignore[first] known\n' }, [second, first])
    assert.deepEqual(brief(report.findings), ['a.py:0 warning first suppressed', 'a.py:0 warning second'])
  })
})

describe('suppressions', () => {
  const rule = wordRule('a-rule', 'alpha')
  const run = async (text: string, path = 'a.py', today = '2026-11-21') =>
    brief((await check({ [path]: text }, [rule, wordRule('b-rule', 'beta')], { today })).report.findings)
  it('silences on the line, the line above, the whole file, by family', async () => {
    assert.deepEqual(await run('alpha  # tenantscope: ignore[a-rule] why\n'), ['a.py:0 warning a-rule suppressed'])
    assert.deepEqual(await run('# tenantscope: ignore[a-rule] why\nalpha\n'), ['a.py:34 warning a-rule suppressed'])
    assert.deepEqual(
      await run('# tenantscope: ignore[a-rule] x\n# tenantscope: ignore[b-rule] y\nalpha + beta\n').then((all) =>
        all.every((line) => line.endsWith('suppressed')),
      ),
      true,
    )
    assert.deepEqual(await run('x = 1\nalpha\n# tenantscope: ignore-file[scoping] why\n'), ['a.py:6 warning a-rule suppressed'])
  })
  it("speaks for a string that spans lines from the statement's first or last line", async () => {
    assert.deepEqual(await run('# tenantscope: ignore[a-rule] why\nx = f("""\n  alpha\n""")\n'), ['a.py:46 warning a-rule suppressed'])
    assert.deepEqual(await run('x = f("""\n  alpha\n""")  # tenantscope: ignore[a-rule] why\n'), ['a.py:12 warning a-rule suppressed'])
  })
  it('does not reach other lines, nor read strings', async () => {
    assert.deepEqual(await run('# tenantscope: ignore[a-rule] why\nx = 1\nalpha\n'), [
      'a.py:0 warning unused-suppression',
      'a.py:40 warning a-rule',
    ])
    assert.deepEqual(await run('x = "# tenantscope: ignore[a-rule] why"; alpha\n'), ['a.py:41 warning a-rule'])
  })
  it('reads the comments of the other languages', async () => {
    assert.deepEqual(await run('alpha -- tenantscope: ignore[a-rule] why\n', 'a.sql'), ['a.sql:0 warning a-rule suppressed'])
    assert.deepEqual(await run('alpha // tenantscope: ignore[a-rule] why\n', 'a.ts'), ['a.ts:0 warning a-rule suppressed'])
    assert.deepEqual(await run('alpha /* tenantscope: ignore[a-rule] why */\n', 'a.ts'), ['a.ts:0 warning a-rule suppressed'])
  })
  it('ends on its day', async () => {
    const text = 'alpha  # tenantscope: ignore[a-rule] until=2026-11-21 why\n'
    assert.deepEqual(await run(text, 'a.py', '2026-11-21'), ['a.py:0 warning a-rule suppressed'])
    assert.deepEqual(await run(text, 'a.py', '2026-11-22'), ['a.py:0 warning a-rule', 'a.py:7 error expired-suppression'])
    assert.deepEqual(await run('alpha  # tenantscope: ignore[a-rule] until=soon why\n'), [
      'a.py:0 warning a-rule',
      'a.py:7 error expired-suppression',
    ])
  })
  it('wants a reason', async () => {
    assert.deepEqual(await run('alpha  # tenantscope: ignore[a-rule]\n'), [
      'a.py:0 warning a-rule suppressed',
      'a.py:7 info suppression-without-reason',
    ])
  })
  it('keeps the reason and the day for reports', async () => {
    const { report } = await check({ 'a.py': 'alpha  # tenantscope: ignore[a-rule] until=2027-01-31 vendor code\n' }, [rule])
    assert.deepEqual(report.findings[0]?.suppressed, { kind: 'comment', scope: 'line', reason: 'vendor code', until: '2027-01-31' })
  })
  it('finds idle names, and unknown ones', async () => {
    assert.deepEqual(await run('x = 1  # tenantscope: ignore[a-rule] why\n'), ['a.py:7 warning unused-suppression'])
    assert.deepEqual(await run('alpha  # tenantscope: ignore[a-rul] why\n'), [
      'a.py:0 warning a-rule',
      'a.py:29 warning unused-suppression',
    ])
    assert.deepEqual(await run('x = 1  # tenantscope: ignore why\n'), ['a.py:7 warning unused-suppression'])
  })
  it('does not call a comment unused when its rule did not run', async () => {
    const { report } = await check({ 'a.py': 'x = 1  # tenantscope: ignore[a-rule] why\n' }, [rule], { selection: { ignore: ['a-rule'] } })
    assert.deepEqual(brief(report.findings), [])
  })
  for (const [name, before, after] of [
    ['a line of its own', 'x = 1\n# tenantscope: ignore[a-rule] why\ny = 2\n', 'x = 1\ny = 2\n'],
    ['CRLF', 'x = 1\r\n  # tenantscope: ignore[a-rule] why\r\ny = 2\r\n', 'x = 1\r\ny = 2\r\n'],
    ['behind code', 'x = "😀"  # tenantscope: ignore[a-rule] why\n', 'x = "😀"\n'],
    ['one of two names', 'alpha  # tenantscope: ignore[a-rule, b-rule] why\n', 'alpha  # tenantscope: ignore[a-rule] why\n'],
  ] as const) {
    it(`deletes what is unused: ${name}`, async () => {
      const { fix } = await createMemoryProject({ 'a.py': before }, { rules: [rule, wordRule('b-rule', 'beta')] })
      assert.equal((await fix('safe')).changed[0]?.after, after)
    })
  }
})

describe('fingerprints', () => {
  const rule = wordRule('a-rule', 'alpha')
  const prints = async (files: Files) => (await check(files, [rule])).report.findings.map(({ fingerprint }) => fingerprint)
  it('survive moves, renames and blanks, not other functions', async () => {
    const [before] = await prints({ 'a.py': 'def f():\n    alpha\n' })
    assert.deepEqual(await prints({ 'moved/b.py': '\n\nx = 1\ndef f():\n        alpha\n' }), [before])
    assert.notDeepEqual(await prints({ 'a.py': 'def g():\n    alpha\n' }), [before])
  })
  it('tell equals apart by their order', async () => {
    const both = await prints({ 'a.py': 'def f():\n    alpha\n    alpha\n' })
    assert.equal(new Set(both).size, 2)
  })
})

describe('fixes', () => {
  const fixRule = (text: string, more: Partial<Fix> = {}) =>
    wordRule('a-rule', 'alpha', (at, path) => ({ fixes: [replaceFix(path, at, text, more)] }))
  const fix = async (files: Files, rules: readonly AnyRule[], safety: 'safe' | 'unsafe' = 'safe') =>
    (await createMemoryProject(files, { rules })).fix(safety)

  it('apply to every file, and report what was fixed and what is left', async () => {
    const outcome = await fix({ 'a.py': 'alpha\r\nalpha\r\n', 'b.py': '\uFEFF"😀" + alpha\n' }, [
      fixRule('omega'),
      wordRule('b-rule', 'omega'),
    ])
    assert.deepEqual(
      outcome.changed.map(({ path, after }) => [path, after]),
      [
        ['a.py', 'omega\r\nomega\r\n'],
        ['b.py', '\uFEFF"😀" + omega\n'],
      ],
    )
    assert.deepEqual(outcome.fixed, [
      { rule: 'a-rule', path: 'a.py', count: 2 },
      { rule: 'a-rule', path: 'b.py', count: 1 },
    ])
    assert.equal(outcome.report.findings.length, 3)
  })
  it('leave unsafe ones unless asked', async () => {
    const unsafe = fixRule('omega', { safety: 'unsafe', why: 'nobody knows' })
    assert.deepEqual((await fix({ 'a.py': 'alpha\n' }, [unsafe])).changed, [])
    assert.equal((await fix({ 'a.py': 'alpha\n' }, [unsafe], 'unsafe')).changed[0]?.after, 'omega\n')
  })
  it('that share an id are applied once', async () => {
    const shared = wordRule('a-rule', 'alpha', (_, path) => ({
      fixes: [
        {
          ...replaceFix(path, { start: 0, end: 0 }, 'import omega\n'),
          id: `${path}:shared`,
          edits: [
            { path, start: 0, end: 0, text: 'import omega\n' },
            { path, start: 0, end: 5, text: 'omega' },
          ],
        },
      ],
    }))
    const onlyInsert = wordRule('a-rule', 'alpha', (_, path) => ({
      fixes: [replaceFix(path, { start: 0, end: 11 }, 'omega omega', { id: `${path}:shared` })],
    }))
    assert.equal((await fix({ 'a.py': 'alpha alpha\n' }, [onlyInsert])).changed[0]?.after, 'omega omega\n')
    assert.deepEqual((await fix({ 'a.py': 'beta\n' }, [shared])).changed, [])
  })
  it('that overlap wait for the next round', async () => {
    const wide = wordRule('a-rule', 'alpha', (at, path) => ({
      fixes: [replaceFix(path, { start: at.start, end: at.end + 5 }, 'omega beta')],
    }))
    const narrow = wordRule('b-rule', 'beta', (at, path) => ({ fixes: [replaceFix(path, at, 'gamma')] }))
    const outcome = await fix({ 'a.py': 'alpha beta\n' }, [wide, narrow])
    assert.equal(outcome.changed[0]?.after, 'omega gamma\n')
  })
  it('end after ten rounds when they never end', async () => {
    const growing = wordRule('a-rule', 'alpha', (at, path) => ({ fixes: [replaceFix(path, at, 'alpha + x')] }))
    const outcome = await fix({ 'a.py': 'alpha\n' }, [growing])
    assert.equal(outcome.changed[0]?.after, `alpha${' + x'.repeat(10)}\n`)
  })
  it('are taken back when the file would no longer parse, the others stay', async () => {
    const breaking = fixRule('def (')
    const good = wordRule('b-rule', 'beta', (at, path) => ({ fixes: [replaceFix(path, at, 'gamma')] }))
    const outcome = await fix({ 'a.py': 'alpha\nbeta\n' }, [breaking, good])
    assert.equal(outcome.changed[0]?.after, 'alpha\ngamma\n')
    assert.match(outcome.refused[0]?.message ?? '', /would no longer parse/)
    assert.equal(outcome.refused.length, 1)
  })
  it('move and delete files after their edits, in one change with later rounds', async () => {
    const operating = (id: string, word: string, text: string, files: Fix['files']) =>
      wordRule(id, word, (at, path) => ({ fixes: [replaceFix(path, at, text, { files })] }))
    const moving = operating('a-rule', 'alpha', 'beta', [{ kind: 'rename', path: 'a.py', to: 'sub/b.py' }])
    const later = wordRule('b-rule', 'beta', (at, path) => ({ fixes: [replaceFix(path, at, 'gamma')] }))
    const deleting = operating('c-rule', 'delta', 'x', [{ kind: 'delete', path: 'd.py' }])
    const outcome = await fix({ 'a.py': '"😀"; alpha\r\n', 'd.py': 'delta\n' }, [moving, later, deleting])
    assert.deepEqual(outcome.changed, [{ path: 'sub/b.py', before: '"😀"; alpha\r\n', after: '"😀"; gamma\r\n', from: 'a.py' }])
    assert.deepEqual(outcome.removed, [{ path: 'd.py', before: 'delta\n' }])
    assert.deepEqual(
      outcome.fixed.map(({ rule, path }) => `${rule} ${path}`),
      ['a-rule a.py', 'c-rule d.py', 'b-rule sub/b.py'],
    )
    assert.deepEqual(outcome.report.files, { checked: 1, analysed: 0, unreadable: [] })
  })
  it('never move a file to where another is, nor two files to one place', async () => {
    const moving = wordRule('a-rule', 'alpha', (at, path) => ({
      fixes: [replaceFix(path, at, 'beta', { files: [{ kind: 'rename', path, to: 'b.py' }] })],
    }))
    assert.deepEqual((await fix({ 'a.py': 'alpha\n', 'b.py': '' }, [moving])).changed, [])
    const outcome = await fix({ 'a.py': 'alpha\n', 'c.py': 'alpha\n' }, [moving])
    assert.deepEqual(
      outcome.changed.map(({ path, from }) => `${from} -> ${path}`),
      ['a.py -> b.py'],
    )
  })
  it('make new files, once', async () => {
    const creating = wordRule('a-rule', 'alpha', (at, path) => ({
      fixes: [
        replaceFix(path, at, 'omega', {
          id: `new:${path}`,
          edits: [
            { path, ...at, text: 'omega' },
            { path: 'new.py', start: 0, end: 0, text: 'made\n', create: true },
          ],
        }),
      ],
    }))
    const outcome = await fix({ 'a.py': 'alpha\n', 'b.py': 'alpha\n' }, [creating])
    assert.deepEqual(
      outcome.changed.map(({ path, before }) => [path, before === undefined]),
      [
        ['a.py', false],
        ['new.py', true],
      ],
    )
  })
})

describe('baseline', () => {
  const rule = wordRule('a-rule', 'alpha')
  const findings = async (files: Files) => (await check(files, [rule])).report.findings
  it('knows what was there, also after a move, and lets a second copy count', async () => {
    const { baseline } = updateBaseline(undefined, await findings({ 'a.py': 'alpha\n' }))
    const read = parseBaseline(formatBaseline(baseline))
    assert.ok(typeof read !== 'string')
    const moved = applyBaseline(read, await findings({ 'x/y.py': '\n\nalpha\n', 'z.py': 'alpha\n' }))
    assert.deepEqual(
      moved.findings.map(({ suppressed }) => suppressed?.kind),
      ['baseline', undefined],
    )
    assert.equal(moved.gone.length, 0)
  })
  it('ratchets: pruning takes out what is gone and lets nothing in', async () => {
    const { baseline } = updateBaseline(undefined, await findings({ 'a.py': 'def f():\n    alpha\ndef g():\n    alpha\n' }))
    const now = await findings({ 'a.py': 'def g():\n    alpha\ndef h():\n    alpha\n' })
    const pruned = pruneBaseline(baseline, now)
    assert.equal(pruned.findings.length, 1)
    assert.equal(applyBaseline(pruned, now).findings.filter(({ suppressed }) => !suppressed).length, 1)
    const { added, removed } = updateBaseline(baseline, now)
    assert.deepEqual([added, removed], [1, 1])
  })
  it('says what is wrong with a file', () => {
    assert.match(String(parseBaseline('{')), /no JSON/)
    assert.match(String(parseBaseline('{"version": 2, "findings": []}')), /version 2/)
    assert.match(String(parseBaseline('{"version": 1, "findings": [{}]}')), /position 1/)
  })
})

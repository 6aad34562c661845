import * as assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import * as path from 'node:path'
import { type Finding, languageOf, listRuleMetas, preferredFix, rules } from '../src'
import { loadPythonParser } from '../src/host/wasm'
import type { Workspace } from '../src/project/workspace'
import { createLineIndex } from '../src/text/line-index'
import { fixtureFolder as base, type Fixture, listFixtures, listFolders } from './rules/list-fixtures'
import { type ExpectedFinding, parseMarkers } from './rules/parse-markers'
import { createMemoryProject, type Files } from './support/memory-project'

describe('rule fixtures', () => {
  for (const family of listFolders(base)) {
    for (const rule of listFolders(path.join(base, family))) {
      describe(`${family}/${rule}`, () => {
        it('is a rule', () =>
          assert.ok(
            listRuleMetas().some(({ id }) => id === rule),
            `there is no rule ${rule}`,
          ))
        for (const fixture of listFixtures(family, rule)) describe(fixture.name, () => testFixture(fixture))
      })
    }
  }
})

describe('every rule', () => {
  for (const rule of rules) {
    it(`${rule.id} survives empty files and text cut off in the middle`, async () => {
      const trigger = triggersIn(rule, (await createMemoryProject({})).engine.workspaces.of(''))[0] ?? ''
      for (const language of rule.languages) {
        const extension = { python: 'py', sql: 'sql', typescript: 'ts', javascript: 'js', vue: 'vue' }[language]
        for (const text of [
          '',
          '\n',
          '\uFEFF',
          trigger,
          `def f(db):\n    db.execute(text(f"${trigger} {`,
          `class A(\n    x = "${trigger}`,
          `"""${trigger}`,
        ]) {
          const { engine, logged } = await createMemoryProject({ [`app/broken.${extension}`]: text }, { selection: { select: [rule.id] } })
          await engine.checkProject()
          assert.deepEqual(logged, [], text)
        }
      }
    })
  }
})

const triggersIn = (rule: (typeof rules)[number], workspace: Workspace): readonly string[] =>
  typeof rule.triggers === 'function' ? rule.triggers(workspace.config, workspace) : rule.triggers

function testFixture(fixture: Fixture): void {
  const parsed = () => new Map([...fixture.sources].map(([name, file]) => [name, parseMarkers(readFileSync(file, 'utf8'))]))
  const selected = () => [...new Set([fixture.rule, ...[...parsed().values()].flatMap(({ expected }) => expected.map(({ rule }) => rule))])]
  const project = (change: (text: string, name: string) => string = (text) => text) => {
    const files: Files = Object.fromEntries([...parsed()].map(([name, { text }]) => [name, languageOf(name) ? change(text, name) : text]))
    return createMemoryProject(files, { selection: { select: selected() } })
  }
  const findings = async (change?: (text: string, name: string) => string) => {
    const { engine, logged } = await project(change)
    const report = await engine.checkProject()
    assert.deepEqual(logged, [], 'a rule failed')
    return report.findings
  }

  it('finds what is marked, and nothing else', async () => {
    compare(await findings(), parsed())
  })

  it('finds the same after a BOM, with CRLF, and below an emoji', async () => {
    const plain = (await findings()).map(nameOf)
    assert.deepEqual((await findings((text) => `\uFEFF${text}`)).map(nameOf), plain, 'BOM')
    assert.deepEqual((await findings((text) => text.replaceAll('\n', '\r\n'))).map(nameOf), plain, 'CRLF')
    assert.deepEqual((await findings((text, name) => `${emojiLine(name)}\n${text}`)).map(nameOf), plain, 'emoji')
  })

  it('falls silent under suppression comments', async () => {
    const found = await findings()
    const texts = new Map([...parsed()].map(([name, { text }]) => [name, text]))
    const quiet = await findings((text, name) =>
      suppressAll(
        text,
        name,
        found.filter((finding) => finding.path === name),
      ),
    )
    for (const finding of quiet) {
      const at = createLineIndex(texts.get(finding.path) ?? '').positionAt(finding.span.start).line + 1
      assert.ok(finding.suppressed, `${finding.path} line ${at}: ${finding.rule} still speaks`)
    }
  })

  for (const safety of ['safe', 'unsafe'] as const) {
    it(`${safety} fixes give the golden text`, async () => {
      const opened = await project()
      const outcome = await opened.fix(safety)
      assert.deepEqual(outcome.refused, [], 'a fix would break the file')
      const after = new Map(outcome.changed.map((file) => [file.path, file.after]))
      const safeAfter =
        safety === 'safe' ? after : new Map((await (await project()).fix('safe')).changed.map((file) => [file.path, file.after]))
      for (const name of new Set([...fixture.sources.keys(), ...after.keys()])) {
        const file = fixture.sources.get(name) ?? path.join(folderOf(fixture), name)
        if (!languageOf(name)) continue
        const golden = file.replace(/(\.[a-z]+)$/, safety === 'safe' ? '.fixed$1' : '.unsafe.fixed$1')
        const wanted = safety === 'safe' || after.get(name) !== safeAfter.get(name) ? after.get(name) : undefined
        compareGolden(golden, wanted)
      }
      const again = await createMemoryProject(
        { ...textsOf(opened, fixture), ...Object.fromEntries(after) },
        { selection: { select: selected() } },
      )
      const second = await again.fix(safety)
      assert.deepEqual(
        second.changed.map((change) => change.path),
        [],
        'a second run changes something again',
      )
      const parser = await loadPythonParser()
      for (const [name, text] of after) {
        if (languageOf(name) !== 'python') continue
        const before = parsed().get(name)?.text ?? ''
        const count = (source: string) => {
          const module = parser.parse(name, source)
          module.body()
          return module.errors().length
        }
        assert.ok(count(text) <= count(before), `${name} no longer parses`)
      }
    })
  }
}

/** Files that were there and still are. */
function textsOf({ engine }: Awaited<ReturnType<typeof createMemoryProject>>, fixture: Fixture): Files {
  return Object.fromEntries(
    [...fixture.sources.keys()].flatMap((name) => {
      const text = engine.workspaces.of(name).text(name)
      return text === undefined ? [] : [[name, text]]
    }),
  )
}

/** Where a file that a fix makes or moves has its golden text. */
function folderOf({ sources }: Fixture): string {
  const [[name, file] = ['', base]] = sources
  return file.slice(0, file.length - name.length)
}

/** Rule and the words of the place: what must not change when a text only moves. */
const nameOf = ({ rule, path: file, fingerprint, fixes, severity }: Finding) => ({
  rule,
  file,
  fingerprint,
  severity,
  fixes: fixes.map(({ title, safety }) => ({ title, safety })),
})

function compare(found: readonly Finding[], parsed: ReadonlyMap<string, ReturnType<typeof parseMarkers>>): void {
  for (const [name, { text, expected }] of parsed) {
    const lines = createLineIndex(text)
    const here = found.filter((finding) => finding.path === name && !finding.suppressed)
    const left = new Set(here)
    const missing: ExpectedFinding[] = []
    for (const marker of expected) {
      const match = [...left].find(
        ({ rule, span }) =>
          rule === marker.rule && span.start === marker.start && (span.end === marker.end || (marker.open && span.end > marker.end)),
      )
      if (!match) {
        missing.push(marker)
        continue
      }
      left.delete(match)
      const fix = preferredFix(match, 'unsafe')?.safety ?? 'none'
      if (marker.fix)
        assert.equal(fix, marker.fix, `${name} line ${marker.markerLine}: the fix (${match.fixes[0]?.why ?? match.noFix ?? ''})`)
      if (marker.message)
        assert.ok(
          `${match.message}\n${match.noFix ?? ''}`.includes(marker.message),
          `${name} line ${marker.markerLine}: the message is “${match.message}”, no fix because “${match.noFix ?? ''}”`,
        )
    }
    const show = (rule: string, start: number, end: number) =>
      `${lines.positionAt(start).line + 1}:${lines.positionAt(start).character + 1} ${rule} ${JSON.stringify(text.slice(start, end))}`
    assert.deepEqual(
      {
        missing: missing.map(({ rule, start, end }) => show(rule, start, end)),
        unexpected: [...left].map(({ rule, span, message }) => `${show(rule, span.start, span.end)}: ${message}`),
      },
      { missing: [], unexpected: [] },
      `${name} (lines without markers)`,
    )
  }
  const elsewhere = found.filter((finding) => !parsed.has(finding.path))
  assert.deepEqual(
    elsewhere.map(({ path: file, rule }) => `${file}: ${rule}`),
    [],
    'findings outside the fixture',
  )
}

function compareGolden(golden: string, text: string | undefined): void {
  if (process.env.UPDATE_GOLDEN === '1' && text !== undefined) writeFileSync(golden, text)
  const name = path.relative(base, golden)
  if (text === undefined) assert.ok(!existsSync(golden), `${name} exists, but these fixes change nothing there`)
  else if (!existsSync(golden)) assert.fail(`${name} is missing; UPDATE_GOLDEN=1 writes it:\n${text}`)
  else assert.equal(text, readFileSync(golden, 'utf8'), name)
}

const commentOf = (name: string, words: string): string =>
  ({ python: `# ${words}`, sql: `-- ${words}`, vue: `<!-- ${words} -->`, typescript: `// ${words}`, javascript: `// ${words}` })[
    languageOf(name) ?? 'python'
  ]

const emojiLine = (name: string): string => commentOf(name, '😀 é 𝒳')

/** A comment above the line of each finding; where that is inside a string, the whole file is silenced. */
function suppressAll(text: string, name: string, found: readonly Finding[]): string {
  if (found.length === 0) return text
  const lines = createLineIndex(text)
  const wanted = new Map<number, Set<string>>()
  for (const { rule, also, span } of found) {
    const { line } = lines.positionAt(span.start)
    // The next of the rules that hold here would speak in its place.
    wanted.set(line, new Set([...(wanted.get(line) ?? []), rule, ...also]))
  }
  const source = text.split('\n')
  const quotes = (upTo: number) =>
    (
      source
        .slice(0, upTo)
        .join('\n')
        .match(/"""|'''|`/g) ?? []
    ).length
  const words = (names: Iterable<string>, scope: string) =>
    commentOf(name, `tenantscope: ${scope}[${[...names].join(', ')}] the test says so`)
  const script = languageOf(name) === 'vue'
  if (script || [...wanted.keys()].some((line) => quotes(line) % 2 === 1 || source[line - 1]?.endsWith('\\')))
    return `${words(new Set(found.flatMap(({ rule, also }) => [rule, ...also])), 'ignore-file')}\n${text}`
  return source.flatMap((line, index) => (wanted.has(index) ? [words(wanted.get(index) ?? [], 'ignore'), line] : [line])).join('\n')
}

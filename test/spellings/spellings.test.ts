import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import * as path from 'node:path'
import { type Finding, languageOf, preferredFix } from '../../src'
import { fixtureFolder, listFixtures, listFolders } from '../rules/list-fixtures'
import { parseMarkers } from '../rules/parse-markers'
import { createMemoryProject, type Files } from '../support/memory-project'
import { runPython } from '../support/python'

interface Project {
  readonly name: string
  readonly files: Files
}

/** `plain` is the project as Python itself writes it: what the other spellings are compared with. */
interface Spelled extends Project {
  readonly spelling: string
}

const golden = path.join(__dirname, 'differences.json')

// What a rule says must not hang on how the code is spelled. The fixtures of the rules are written again in ways that mean the same
// (see spell.py), and what is found, and how far its fix is trusted, has to stay. What differs is listed in differences.json.
describe('the fixtures of the rules in other spellings', function () {
  this.timeout(240_000)

  it('give the same findings with the same fixes', async () => {
    const selections = new Map<string, readonly string[]>()
    const spelled = await spell(listProjects(selections))
    const plain = new Map<string, readonly string[]>()
    const differences: Record<string, Record<string, string>> = {}
    for (const { name, spelling, files } of spelled) {
      const { engine, logged } = await createMemoryProject(files, { selection: { select: selections.get(name) ?? [] } })
      const { findings } = await engine.checkProject()
      assert.deepEqual(logged, [], `${name} as ${spelling}: a rule failed`)
      const said = findings.map(describeFinding).sort()
      if (spelling === 'plain') plain.set(name, said)
      else {
        const lines = difference(plain.get(name) ?? [], said)
        if (lines.length > 0) differences[spelling] = { ...differences[spelling], [name]: lines.join('; ') }
      }
    }
    assert.ok(new Set(spelled.map(({ spelling }) => spelling)).size > 20, 'a spelling changes nothing any more')
    const now = `${JSON.stringify(differences, undefined, 2)}\n`
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, now)
    assert.equal(now, readFileSync(golden, 'utf8'))
  })
})

/** Every fixture with Python in it, without its markers. `selections` gets the rules that its markers name. */
function listProjects(selections: Map<string, readonly string[]>): readonly Project[] {
  return listFolders(fixtureFolder).flatMap((family) =>
    listFolders(path.join(fixtureFolder, family)).flatMap((rule) =>
      listFixtures(family, rule).flatMap((fixture): Project[] => {
        if (![...fixture.sources.keys()].some((file) => languageOf(file) === 'python')) return []
        const parsed = [...fixture.sources].map(([file, place]) => [file, parseMarkers(readFileSync(place, 'utf8'))] as const)
        const name = `${rule}/${fixture.name}`
        selections.set(name, [...new Set([rule, ...parsed.flatMap(([, { expected }]) => expected.map((each) => each.rule))])])
        return [{ name, files: Object.fromEntries(parsed.map(([file, { text }]) => [file, text])) }]
      }),
    ),
  )
}

async function spell(projects: readonly Project[]): Promise<readonly Spelled[]> {
  const { code, stdout, stderr } = await runPython('sa20', path.join(__dirname, 'spell.py'), { input: JSON.stringify(projects) })
  assert.equal(code, 0, stderr)
  return JSON.parse(stdout) as readonly Spelled[]
}

/** `app/jobs.py raw-search-path safe`: lines and names differ between spellings. */
const describeFinding = (finding: Finding): string => `${finding.path} ${finding.rule} ${preferredFix(finding, 'unsafe')?.safety ?? 'none'}`

/** `1 fewer: app/jobs.py raw-search-path safe` */
function difference(before: readonly string[], after: readonly string[]): readonly string[] {
  const count = (list: readonly string[], what: string) => list.filter((each) => each === what).length
  return [...new Set([...before, ...after])].sort().flatMap((what) => {
    const more = count(after, what) - count(before, what)
    return more === 0 ? [] : [`${Math.abs(more)} ${more > 0 ? 'more' : 'fewer'}: ${what}`]
  })
}

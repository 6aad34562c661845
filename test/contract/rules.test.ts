import * as assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import { listRuleMetas, rules } from '../../src'
import { rulePages } from '../../src/rules/pages'
import { createMemoryProject } from '../support/memory-project'

const root = path.join(__dirname, '..', '..')
const families = ['scoping', 'deprecation', 'migrations', 'suppression', 'live']

describe('rules', () => {
  const metas = listRuleMetas()

  it('have ids of their own', () => {
    assert.deepEqual([...new Set(metas.map(({ id }) => id))].length, metas.length)
  })

  for (const meta of metas) {
    it(`${meta.id} is well described`, () => {
      assert.match(meta.id, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
      assert.ok(families.includes(meta.family), meta.family)
      assert.ok(!families.includes(meta.id), 'an id is no family')
      assert.match(meta.summary, /^([A-Z`]|env\.py\b).*[^.]$/s, 'a summary begins with a capital and ends without a period')
      assert.ok(meta.languages.length > 0 || meta.family === 'live')
      const page = rulePages[meta.id]
      assert.ok(page, `${meta.id}.md is missing beside the rule`)
      assert.ok(page.startsWith(`# \`${meta.id}\``), `${meta.id}.md begins with its id: # \`${meta.id}\``)
    })
  }

  for (const rule of rules) {
    it(`${rule.id} stands in its file, has fixtures and triggers`, async () => {
      assert.ok(existsSync(path.join(root, 'src/rules', rule.family, `${rule.id}.ts`)), `src/rules/${rule.family}/${rule.id}.ts`)
      const fixtures = path.join(root, 'test/rules', rule.family, rule.id)
      const hasFixtures = existsSync(fixtures) && readdirSync(fixtures).length > 0
      assert.ok(hasFixtures || isTestedElsewhere(rule.id), `no fixtures in test/rules/${rule.family}/${rule.id}`)
      const [workspace] = (await createMemoryProject({})).engine.workspaces.all()
      assert.ok(workspace)
      const triggers = typeof rule.triggers === 'function' ? rule.triggers(workspace.config, workspace) : rule.triggers
      assert.ok(triggers.length > 0 || typeof rule.triggers === 'function', 'a rule without triggers never runs')
      for (const trigger of triggers)
        assert.ok(trigger === 'all' || trigger.length >= 4, `the trigger ${trigger} is too short to search for`)
    })
  }
})

/** What git tells is no text of a fixture: such a rule has a test of its own that names it. */
function isTestedElsewhere(id: string): boolean {
  const tests = readdirSync(path.join(root, 'test/cli'), { encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'))
  return tests.some((name) => readFileSync(path.join(root, 'test/cli', name), 'utf8').includes(`${id}:`))
}

describe('examples on rule pages', () => {
  for (const [id, page] of Object.entries(rulePages)) {
    for (const [index, example] of listExamples(page).entries()) {
      it(`${id}: example ${index + 1} is ${example.verdict}`, async () => {
        const extension = { python: 'py', sql: 'sql', typescript: 'ts', vue: 'vue' }[example.language]
        const { engine, logged } = await createMemoryProject({ [example.path ?? `app/example.${extension}`]: example.code })
        const { findings } = await engine.checkProject()
        assert.deepEqual(logged, [])
        const found = findings
          .filter(({ suppressed }) => !suppressed)
          .map(({ rule }) => rule)
          .filter((rule) => !example.also.includes(rule))
        assert.deepEqual(
          found,
          example.verdict === 'bad' ? [id] : [],
          findings.map(({ rule, message }) => `${rule}: ${message}`).join('\n'),
        )
      })
    }
  }
})

interface Example {
  readonly language: 'python' | 'sql' | 'typescript' | 'vue'
  readonly verdict: 'bad' | 'good'
  /** Other rules that may speak too: `also: id, id`. */
  readonly also: readonly string[]
  /** `path: migrations/versions/a1.py`. */
  readonly path: string | undefined
  readonly code: string
}

function listExamples(page: string): readonly Example[] {
  return [...page.matchAll(/^```(python|sql|typescript|vue) (bad|good)([^\n]*)\n([\s\S]*?)^```/gm)].map(
    ([, language, verdict, info = '', code = '']) => ({
      language: language as Example['language'],
      verdict: verdict as Example['verdict'],
      also: /also:\s*([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)/.exec(info)?.[1]?.split(/\s*,\s*/) ?? [],
      path: /path:\s*(\S+)/.exec(info)?.[1],
      code,
    }),
  )
}

describe('rule pages', () => {
  it('exist for rules only', () => {
    const known = new Set(listRuleMetas().map(({ id }) => id))
    const pages = ['src/rules', 'src/live/checks', 'src/engine'].flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md')),
    )
    assert.deepEqual(
      pages.filter((name) => !known.has(path.basename(name, '.md'))),
      [],
    )
  })
  it('name no rule that does not exist', () => {
    const known = new Set(listRuleMetas().map(({ id }) => id))
    const linked = readdirSync(path.join(root, 'docs/rules')).flatMap((name) =>
      [...readFileSync(path.join(root, 'docs/rules', name), 'utf8').matchAll(/\]\(([a-z0-9-]+)\.md\)/g)].map((found) => found[1] ?? ''),
    )
    assert.deepEqual(
      linked.filter((id) => !known.has(id)),
      [],
    )
  })
})

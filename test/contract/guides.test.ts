import * as assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import { Command } from 'commander'
import { parseConfig } from '../../src/config/parse-config'
import { listRuleNames } from '../../src/index'

const root = path.join(__dirname, '..', '..')
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(path.join(root, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
]
const textOf = (page: string): string => readFileSync(path.join(root, page), 'utf8')
const blocksOf = (page: string, language: string): readonly string[] =>
  [...textOf(page).matchAll(/^( *)```(\w*)\n([\s\S]*?)^\1```$/gm)].flatMap(([, , tag, body = '']) => (tag === language ? [body] : []))

/** As they are linked to. */
const headingsOf = (page: string): readonly string[] =>
  [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- ]/gu, '')
      .replaceAll(' ', '-'),
  )

/** `tenantscope check --diff   # comment` -> ['check', '--diff']; from a checkout it is `node dist/cli.js check --diff`. */
const commandsOf = (page: string): readonly (readonly string[])[] =>
  [...blocksOf(page, 'sh'), ...blocksOf(page, 'yaml'), ...blocksOf(page, '')].flatMap((block) =>
    [...block.matchAll(/(?:^|entry: )(?:tenantscope|node dist\/cli\.js) ([^#\n]+)/gm)].map(([, words = '']) => words.trim().split(/\s+/)),
  )

describe('guides', () => {
  it('link to what exists', () => {
    const rules = readdirSync(path.join(root, 'docs/rules')).map((name) => `docs/rules/${name}`)
    const broken = [...pages, ...rules].flatMap((page) =>
      [...textOf(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([\w-]+))?\)/g)].flatMap(([, target = '', heading]) => {
        const file = target === '' ? page : path.join(path.dirname(page), target)
        if (!existsSync(path.join(root, file))) return [`${page}: ${target}`]
        return heading === undefined || headingsOf(file).includes(heading) ? [] : [`${page}: ${target}#${heading}`]
      }),
    )
    assert.deepEqual(broken, [])
  })

  it('are all in the list of guides', () => {
    const list = textOf('docs/README.md')
    const missing = pages.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md' && !list.includes(`](${page.slice(5)})`))
    assert.deepEqual(missing, [])
  })

  it('tell every command of the editor', () => {
    const texts: Readonly<Record<string, string>> = JSON.parse(textOf('package.nls.json'))
    const rows = [...textOf('docs/editor.md').matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, names = '']) => names.split(', '))
    const titles = Object.entries(texts).flatMap(([key, title]) => (key.startsWith('command.') ? [title] : []))
    assert.deepEqual(rows.filter((row) => !/^(Command|---)$/.test(row)).sort(), titles.sort())
  })

  it('name commands and options that the command line has', async () => {
    const known = await listKnownOptions()
    const uses = pages.flatMap((page) => commandsOf(page).map((words) => ({ page, words })))
    assert.ok(uses.length > 40, `only ${uses.length} commands were found in the guides`)
    const wrong = uses.flatMap(({ page, words: [name = '', ...rest] }) => {
      const options = known.get(name)
      if (!options) return [`${page}: no command ${name}`]
      return rest.flatMap((word) => (word.startsWith('-') && !options.has(word) ? [`${page}: ${name} has no ${word}`] : []))
    })
    assert.deepEqual(wrong, [])
  })

  it('name rules that exist where they select some', () => {
    const names = new Set(listRuleNames())
    const wrong = pages.flatMap((page) =>
      commandsOf(page).flatMap((words) =>
        words.flatMap((word, index) =>
          words[index - 1] === '--select' || words[index - 1] === '--ignore' ? word.split(',').filter((name) => !names.has(name)) : [],
        ),
      ),
    )
    assert.deepEqual(wrong, [])
  })

  it('show configuration that loads', () => {
    const examples = pages.flatMap((page) =>
      page.endsWith('other-editors.md') ? [] : blocksOf(page, 'toml').map((text) => ({ page, text })),
    )
    assert.ok(examples.length >= 2)
    for (const { page, text } of examples)
      assert.deepEqual(parseConfig({ path: 'tenantscope.toml', text }, listRuleNames()).errors, [], page)
  })
})

async function listKnownOptions(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const folder = path.join(root, 'src/cli/commands')
  const known = new Map<string, ReadonlySet<string>>()
  for (const file of readdirSync(folder)) {
    const { command } = (await import(path.join(folder, file))) as typeof import('../../src/cli/commands/lsp')
    const configured = new Command(command.name)
    command.configure(configured)
    const common = ['--color', '--quiet', '-q', '--verbose', '-v']
    known.set(command.name, new Set([...common, ...configured.options.flatMap(({ short, long }) => [short ?? '', long ?? ''])]))
  }
  return known
}

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import { createSay } from '../../server/say'

const root = path.resolve(__dirname, '../..')
const languages = ['de', 'fr'] as const

type Texts = Readonly<Record<string, string>>
const read = (file: string): Texts => JSON.parse(readFileSync(path.join(root, file), 'utf8'))
const sources = (folder: string): readonly string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join(folder, file))
const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8')

/** `{0}`, `{rule}`, and links to commands: what a translation has to keep. */
const partsOf = (text: string): readonly string[] => [...text.matchAll(/\{\w+\}|\]\([^)]*\)|`[^`]*`/g)].map(([part]) => part).sort()

function agree(english: Texts, other: Texts, name: string): void {
  assert.deepEqual(Object.keys(other).sort(), Object.keys(english).sort(), `${name}: the texts that are translated`)
  for (const [key, text] of Object.entries(english)) {
    const translated = other[key] ?? ''
    assert.notEqual(translated.trim(), '', `${name}: ${key}`)
    assert.deepEqual(partsOf(translated), partsOf(text), `${name}: ${key}: placeholders, links and names of the code`)
  }
}

/** What the client says: the first argument of `vscode.l10n.t`. */
const clientTexts = (): Texts =>
  Object.fromEntries(
    sources('client').flatMap((file) =>
      [...textOf(file).matchAll(/l10n\.t\(\s*(['`])((?:(?!\1).)+)\1/g)].map(({ 2: text = '' }) => [text, text]),
    ),
  )

describe('the languages of the user interface', () => {
  it('every text of the client is taken from the bundles, and stands in each', () => {
    const english = clientTexts()
    assert(Object.keys(english).length > 50)
    for (const language of languages) agree(english, read(`l10n/bundle.l10n.${language}.json`), language)
  })

  it('the client shows no text of its own past them', () => {
    const own =
      /(?:show(?:Information|Warning|Error)Message\(\s*|title: |prompt: |placeHolder: |placeholder = |tooltip: |withProgress\w*\([^,]+, )(['`])(?!TenantScope: \$\{)(?:(?!\1).)*[a-z](?:(?!\1).)*\1/g
    // Names of icons and kinds stand in such places too: two words are a text.
    const words = /(?:label: |description: |detail: |return |\? |: )(['`])(?!TenantScope: \$\{)(?:(?!\1).)*[a-z] [a-z](?:(?!\1).)*\1/gi
    const found = sources('client').flatMap((file) => {
      const code = textOf(file).replace(/^import .*$/gm, '')
      return [...code.matchAll(own), ...code.matchAll(words)].map(([text]) => `${file}: ${text}`)
    })
    const examples = found.filter((text) => !/: \S+:\/\/|\$\{[^}]*\}['`]$/.test(text))
    assert.deepEqual(examples, [], 'write vscode.l10n.t(…), and its translations in l10n/')
  })

  it('everything contributed is named by a key, and each key is there in each language', () => {
    const manifest = textOf('package.json')
    const english = read('package.nls.json')
    const used = [...new Set([...manifest.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key ?? ''))]
    assert.deepEqual(Object.keys(english).sort(), used.sort())
    for (const language of languages) agree(english, read(`package.nls.${language}.json`), language)
    const { contributes } = JSON.parse(manifest) as { contributes: unknown }
    const plain: string[] = []
    const walk = (value: unknown, key: string): void => {
      if (typeof value === 'string' && /^(title|name|contents|description|markdownDescription)$/.test(key) && !value.startsWith('%'))
        plain.push(value)
      else if (typeof value === 'object' && value !== null) for (const [inner, each] of Object.entries(value)) walk(each, inner)
    }
    walk(contributes, '')
    // The product's name is the same everywhere.
    assert.deepEqual([...new Set(plain)], ['TenantScope'])
  })

  it('the server speaks each of them, with the same placeholders', () => {
    const english = read('server/messages/en.json')
    for (const language of languages) agree(english, read(`server/messages/${language}.json`), language)
    // Keys are written out, or put together from a known beginning.
    const code = sources('server').map(textOf).join('\n')
    const unused = Object.keys(english).filter((key) => !code.includes(`'${key}'`) && !code.includes(`\`${key.replace(/\.\w+$/, '')}.$`))
    assert.deepEqual(unused, [])
  })

  it('takes the language of a region, and English for what is not translated', () => {
    assert.equal(createSay('de-AT')('action.fix', { rule: 'x' }), '`x` korrigieren')
    assert.equal(createSay('fr')('hint.unscoped'), 'aucun locataire')
    for (const locale of ['en-US', 'ja', '', undefined]) assert.equal(createSay(locale)('hint.unscoped'), 'no tenant')
    // What a value holds is not read again.
    assert.equal(createSay('en')('fix.unsafe', { why: '{why} of `{other}`' }), 'unsafe: {why} of `{other}`')
  })

  it('ships them', () => {
    const allowed = textOf('.vscodeignore')
    for (const line of ['!package.nls*.json', '!l10n/*.json']) assert(allowed.split('\n').includes(line), line)
    assert(existsSync(path.join(root, (JSON.parse(textOf('package.json')) as { l10n: string }).l10n)))
  })
})

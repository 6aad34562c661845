import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import { languages } from '../../client/languages'
import { commandIds, type EditorSettings } from '../../src/protocol'

const root = path.resolve(__dirname, '../..')

interface Manifest {
  readonly main: string
  readonly icon: string
  readonly activationEvents: readonly string[]
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: string }
    readonly virtualWorkspaces: { readonly supported: string }
  }
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[]
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, { readonly default: unknown; readonly description?: string; readonly markdownDescription?: string }>
      >
    }
    readonly grammars: readonly { readonly path: string; readonly scopeName: string }[]
    readonly walkthroughs: readonly { readonly steps: readonly { readonly media: { readonly markdown: string } }[] }[]
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>
  }
}

const texts: Readonly<Record<string, string>> = JSON.parse(readFileSync(path.join(root, 'package.nls.json'), 'utf8'))
const manifest: Manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'), (_, value: unknown) =>
  typeof value === 'string' ? value.replace(/^%(.+)%$/, (whole, key: string) => texts[key] ?? whole) : value,
)
const { commands, configuration, grammars, walkthroughs, menus } = manifest.contributes

describe('the extension manifest', () => {
  it('contributes the commands of the protocol, each in its own file of client/commands', () => {
    assert.deepEqual(commands.map(({ command }) => command).sort(), Object.values(commandIds).sort())
    for (const { command, title, category } of commands) {
      assert.equal(category, 'TenantScope')
      // `Check Tenant Migrations` is tenantscope.checkTenantMigrations in check-tenant-migrations.ts.
      const words = title.split(' ')
      const id = words.map((word, index) => (index === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1))).join('')
      assert.equal(command, `tenantscope.${id}`, title)
      assert.ok(existsSync(path.join(root, 'client/commands', `${words.join('-').toLowerCase()}.ts`)), title)
    }
  })

  it('is activated by each language that is judged, and by a configuration anywhere', () => {
    const expected = [...languages.map((language) => `onLanguage:${language}`), 'workspaceContains:**/tenantscope.toml']
    for (const event of expected) assert.ok(manifest.activationEvents.includes(event), event)
  })

  it('puts only its own commands into menus', () => {
    const known = new Set(commands.map(({ command }) => command))
    for (const entries of Object.values(menus)) for (const { command } of entries) assert.ok(known.has(command), command)
  })

  it('has a setting for each that the server reads, with a description and a default', () => {
    const read: { readonly [setting in keyof EditorSettings]: true } = { enable: true, rules: true, databaseUrlEnv: true, inlayHints: true }
    // The language client itself reads the trace level.
    const expected = [...Object.keys(read), 'trace.server'].map((setting) => `tenantscope.${setting}`)
    assert.deepEqual(Object.keys(configuration.properties).sort(), expected.sort())
    for (const [name, { description, markdownDescription, ...setting }] of Object.entries(configuration.properties)) {
      assert.ok(description ?? markdownDescription, name)
      assert.notEqual(setting.default, undefined, name)
    }
  })

  it('has its settings in the guide, with their defaults', () => {
    const guide = readFileSync(path.join(root, 'docs/configuration.md'), 'utf8')
    for (const [name, setting] of Object.entries(configuration.properties)) {
      const shown =
        setting.default === '' ? '' : ` \`${typeof setting.default === 'string' ? setting.default : JSON.stringify(setting.default)}\``
      assert.ok(guide.includes(`| \`${name}\` |${shown} |`), name)
    }
  })

  it('says what works where the user trusts nothing, and without files on disk', () => {
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited')
    assert.equal(manifest.capabilities.virtualWorkspaces.supported, 'limited')
  })

  it('names files that exist', () => {
    const files = [
      manifest.icon,
      ...grammars.map(({ path: file }) => file),
      ...walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown)),
    ]
    for (const file of files) assert.ok(existsSync(path.join(root, file)), file)
  })
})

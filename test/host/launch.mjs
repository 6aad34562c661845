#!/usr/bin/env node
// Takes the arguments that @vscode/test-electron gives to desktop VS Code and runs the tests in VS Code's server instead.
// Exit code: 0 only when the tests said 0 and the extension host ended by itself with 0; 1 failures; 124 out of time; 130 ended by a signal.
import { statSync } from 'node:fs'
import * as path from 'node:path'
import { format } from 'node:util'
import { cleanDirs, makeDirs, openBrowser, remoteUri, startServer, workbenchUrl } from './host.mjs'

const limitSeconds = Number(process.env.VSCODE_HOST_TIMEOUT_S ?? 300)
const verbose = Boolean(process.env.VSCODE_HOST_VERBOSE)

/** `codeAutomationLog` gets the extension host's console and the workbench's own log alike; these are the workbench's. Cosmetic. */
const noise =
  /^(Resolv(ing|ed) connection token|Creating a socket |\[reconnection-grace-time\]|\[AgentHost|\[AccountPolicyGate\]|Updating additional builtin|Ignoring fetching additional builtin|Creation of workbench contribution |\[Service Worker\] registration|ComputeTargetPlatform|Started local extension host|DialogService: )/

const options = parseArguments(process.argv.slice(2))
const dirs = makeDirs()
let server
let browser
let serverLog = ''
let finishing = false

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void finish(130, `ended by ${signal}`))
process.on('exit', () => server?.killNow())
setTimeout(() => void finish(124, `no result in ${limitSeconds} s`), limitSeconds * 1000).unref()

// The page is told exit code 0 also when the extension host crashes, so a pass counts only with the server's word as well.
let resolveHostEnd
const hostEnd = new Promise((resolve) => {
  resolveHostEnd = resolve
})

try {
  server = await startServer({ dirs, driver: true, onLog })
  void server.exited.then(() => finish(1, 'the VS Code server ended during the tests'))
  browser = await openBrowser({ dirs })
  const { page } = browser
  await page.exposeFunction('codeAutomationLog', print)
  await page.exposeFunction('codeAutomationExit', (code, logs) => void onTestsEnded(code, logs))
  page.on('crash', () => void finish(1, 'the page crashed'))
  page.on('close', () => void finish(1, 'the page was closed'))
  if (verbose) page.on('console', (message) => process.stderr.write(`[page] ${message.type()} ${message.text()}\n`))
  const payload = [
    ...options.extensionDevelopmentPath.map((folder) => ['extensionDevelopmentPath', remoteUri(server, folder)]),
    ['extensionTestsPath', remoteUri(server, options.extensionTestsPath)],
  ]
  await page.goto(workbenchUrl(server, { ...opened(), payload }), { timeout: 60_000 })
} catch (error) {
  await finish(1, error?.stack ?? String(error))
}

/** test-electron passes `--name=value` and `--name value`; a value is only taken where one belongs. */
function parseArguments(args) {
  const wantValue = ['extensionDevelopmentPath', 'extensionTestsPath', 'user-data-dir', 'extensions-dir', 'folder-uri', 'file-uri']
  const parsed = { extensionDevelopmentPath: [], positional: [] }
  for (let index = 0; index < args.length; index++) {
    const match = /^--([^=]+)(?:=(.*))?$/s.exec(args[index])
    if (!match) {
      parsed.positional.push(args[index])
      continue
    }
    const value = match[2] ?? (wantValue.includes(match[1]) ? args[++index] : undefined)
    if (match[1] === 'extensionDevelopmentPath') parsed.extensionDevelopmentPath.push(value)
    else if (wantValue.includes(match[1])) parsed[match[1]] = value
  }
  return parsed
}

function opened() {
  const target = options.positional[0] ? path.resolve(options.positional[0]) : options['folder-uri']?.replace(/^file:\/\//, '')
  if (!target) return {}
  return statSync(target).isFile() ? { workspace: target } : { folder: target }
}

function print(type, args) {
  // mocha prints with %s.
  const line = format(...args)
  if (!verbose && noise.test(line)) return
  ;(type === 'error' ? process.stderr : process.stdout).write(`${line}\n`)
}

function onLog(text) {
  serverLog = (serverLog + text).slice(-100_000)
  if (verbose) process.stderr.write(text)
  const match = /Extension Host Process exited with code: (\S+), signal: (\S+)\./.exec(serverLog)
  if (!match) return
  resolveHostEnd({ code: match[1], signal: match[2] })
  setTimeout(() => void finish(1, `the extension host ended before the tests did (code ${match[1]}, signal ${match[2]})`), 5000).unref()
}

async function onTestsEnded(code, logs) {
  if (code !== 0) {
    if (verbose) for (const log of logs ?? []) process.stderr.write(`--- ${log.relativePath}\n${log.contents}\n`)
    return finish(code)
  }
  const end = await Promise.race([hostEnd, new Promise((resolve) => setTimeout(resolve, 5000))])
  if (end?.code === '0') return finish(0)
  return finish(1, end ? `the extension host crashed (code ${end.code}, signal ${end.signal})` : 'the extension host did not end in 5 s')
}

async function finish(code, why) {
  if (finishing) return
  finishing = true
  if (why) process.stderr.write(`vscode host: ${why}\n`)
  const picture = process.env.VSCODE_HOST_SCREENSHOT
  if (code !== 0 && browser && picture) await browser.page.screenshot({ path: picture, timeout: 5000 }).catch(() => {})
  await Promise.race([browser?.context.close().catch(() => {}), new Promise((resolve) => setTimeout(resolve, 3000))])
  await server?.stop()
  if (code !== 0 && verbose) process.stderr.write(serverLog.slice(-8000))
  cleanDirs(dirs)
  // Let the pipes drain: test-electron closes its ends as soon as it sees the exit.
  await new Promise((resolve) => process.stdout.write('', () => process.stderr.write('', resolve)))
  process.exitCode = code
  setTimeout(() => process.exit(code), 50)
}

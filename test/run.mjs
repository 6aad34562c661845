// `npm test`: everything a fresh machine needs, every suite, and one closing line.
//   node test/run.mjs                 all suites
//   node test/run.mjs unit editors    these suites
// A suite that could not run, or that ran no test, counts as one failure: nothing is skipped in silence.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensurePrograms } from './host/debian-packages.mjs'
import { setUpHost } from './host/setup.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js')
const results = mkdtempSync(path.join(tmpdir(), 'tenantscope-results-'))

/** Folders of test/ with a suite of their own; `unit` is all the rest. `minutes` is the limit after which a suite is ended. */
const named = {
  contract: { minutes: 5 },
  syntaxes: { minutes: 5, needs: [host] },
  support: { minutes: 8 },
  behaviour: { minutes: 15 },
  spellings: { minutes: 5 },
  live: { minutes: 10, needs: [programs('psql', 'pgbouncer')] },
  server: { minutes: 8, needs: [bundles] },
  cli: { minutes: 10, needs: [bundles] },
  editors: { minutes: 5, needs: [bundles, programs('nvim', 'emacs')] },
  e2e: { minutes: 10, needs: [bundles, host, programs('chromium')] },
}
const suites = [
  { name: 'check', minutes: 5, run: runCheck },
  { name: 'unit', minutes: 10, files: () => testFiles('test', (folder) => !(folder in named)) },
  ...Object.entries(named).map(([name, options]) => ({ name, files: () => testFiles(`test/${name}`), ...options })),
]

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !suites.some((suite) => suite.name === name))
if (unknown.length > 0) {
  console.error(`no suite ${unknown.join(', ')}; there are ${suites.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}

const prepared = new Map()
let passed = 0
let failed = 0
for (const suite of suites) {
  if (wanted.length > 0 && !wanted.includes(suite.name)) continue
  const start = Date.now()
  const outcome = await runSuite(suite)
  passed += outcome.passed
  failed += outcome.failures.length
  for (const { title, message } of outcome.failures) console.log(`\nFAILED ${suite.name}: ${title}\n${indent(message)}\n`)
  const seconds = ((Date.now() - start) / 1000).toFixed(1)
  console.log(`${suite.name.padEnd(10)} ${outcome.passed} passed, ${outcome.failures.length} failed in ${seconds} s`)
}
rmSync(results, { recursive: true, force: true })
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1

async function runSuite(suite) {
  try {
    for (const prepare of suite.needs ?? []) {
      if (!prepared.has(prepare)) prepared.set(prepare, attempt(prepare))
      const problem = prepared.get(prepare)
      if (problem) return failure('could not be prepared', problem)
    }
    return await (suite.run ?? runMocha)(suite)
  } catch (error) {
    return failure('could not run', error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
}

async function runMocha({ name, files, minutes }) {
  const paths = files()
  if (paths.length === 0) return failure('has no test file', `looked for test/${name}/**/*.test.ts`)
  const output = path.join(results, `${name}.json`)
  const args = [
    '--import',
    'tsx',
    mocha,
    '--reporter',
    'json',
    '--reporter-option',
    `output=${output}`,
    '--timeout',
    '30000',
    '--forbid-only',
    '--forbid-pending',
  ]
  const { code, text } = await run(process.execPath, [...args, ...paths], minutes)
  if (!existsSync(output)) return failure(`ended with ${code} and no results`, text.slice(-6000))
  const report = JSON.parse(readFileSync(output, 'utf8'))
  const failures = report.failures.map(({ fullTitle, err, file }) => ({
    title: fullTitle,
    message: `${err.stack ?? err.message}\n(${path.relative(root, file ?? '')})`,
  }))
  if (report.stats.pending > 0)
    failures.push({ title: `${report.stats.pending} tests are switched off`, message: 'Nothing may be skipped in silence.' })
  if (report.stats.passes + report.stats.failures === 0) failures.push({ title: 'no test ran', message: text.slice(-6000) })
  if (failures.length === 0 && code !== 0) failures.push({ title: `ended with ${code} after its tests`, message: text.slice(-6000) })
  return { passed: report.stats.passes, failures }
}

async function runCheck({ minutes }) {
  const { code, text } = await run(process.execPath, [path.join(root, 'scripts/check.mjs'), '--without-tests'], minutes)
  const steps = [...text.matchAll(/^(ok|FAILED) {2}(.+)$/gm)]
  const failures = steps.filter(([, verdict]) => verdict === 'FAILED').map(([, , title]) => ({ title, message: text.slice(-6000) }))
  if (code !== 0 && failures.length === 0) failures.push({ title: `ended with ${code}`, message: text.slice(-6000) })
  return { passed: steps.filter(([, verdict]) => verdict === 'ok').length, failures }
}

/** Runs in its own process group, so that a suite that hangs takes its children with it. */
function run(command, args, minutes) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, CI: process.env.CI ?? '1' },
    })
    let text = ''
    const keep = (data) => {
      text = (text + data).slice(-200_000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const endGroup = (signal) => {
      try {
        process.kill(-child.pid, signal)
      } catch {
        // The group is gone already.
      }
    }
    const limit = setTimeout(() => {
      keep(`\nended after ${minutes} minutes\n`)
      endGroup('SIGTERM')
      setTimeout(() => endGroup('SIGKILL'), 5000).unref()
    }, minutes * 60_000)
    const onSignal = () => endGroup('SIGTERM')
    process.once('SIGINT', onSignal)
    process.once('SIGTERM', onSignal)
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(limit)
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
      resolve({ code: code ?? signal, text })
    })
  })
}

function testFiles(folder, accept = () => true) {
  const absolute = path.join(root, folder)
  if (!existsSync(absolute)) return []
  return readdirSync(absolute, { withFileTypes: true }).flatMap((entry) => {
    const below = path.join(folder, entry.name)
    if (entry.isDirectory()) return accept(entry.name) ? testFiles(below) : []
    return entry.name.endsWith('.test.ts') ? [below] : []
  })
}

function attempt(prepare) {
  try {
    prepare()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function host() {
  setUpHost()
}

function bundles() {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, 'esbuild.mjs')], { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`npm run build failed\n${stdout}${stderr}`)
}

function programs(...names) {
  return () => ensurePrograms(names)
}

function failure(title, message) {
  return { passed: 0, failures: [{ title, message }] }
}

function indent(text) {
  return text.replace(/^/gm, '    ')
}

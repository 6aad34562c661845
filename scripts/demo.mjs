// `npm run demo`: what TenantScope does, shown on the sample project and a real PostgreSQL that lives as long as the demo.
// Everything it makes lies in a temporary folder and is gone at the end, whatever happens; of this checkout only dist/ is written.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const cli = path.join(root, 'dist/cli.js')
const folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-demo-'))
const started = Date.now()
const colors = process.stdout.isTTY === true && !process.env.NO_COLOR
const paint = (code) => (text) => (colors ? `\u001b[${code}m${text}\u001b[0m` : text)
const bold = paint('1')
const dim = paint('2')
const stopping = new AbortController()
let postgres
let steps = 0

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stopping.abort())

try {
  await show()
} catch (error) {
  if (stopping.signal.aborted) console.error('\nStopped.')
  else console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = stopping.signal.aborted ? 130 : 1
} finally {
  await cleanUp()
}
// Said outright: the embedded server has an exit hook of its own, and it would end an interrupted start with 0.
process.exit()

async function show() {
  console.log('TenantScope on a small marketplace: one PostgreSQL database, one schema per customer.')

  heading('Build')
  await run(process.execPath, ['esbuild.mjs'])
  note('Built the command line, the language server and the extension')

  heading('Start a real PostgreSQL 18 and build the sample database')
  const { startPostgres } = await load('test/support/postgres.ts')
  postgres = await startPostgres()
  stopping.signal.throwIfAborted()
  note((await run(process.execPath, ['examples/marketplace/database/build.mjs', postgres.url])).stdout.trim())
  const { makeHistory } = await import(pathToFileURL(path.join(root, 'examples/marketplace/history.mjs')).href)
  const { repository } = makeHistory(path.join(folder, 'marketplace'))
  note('Made a git repository of the sample, with a second worktree, in a temporary folder')

  heading('Lint: which statements decide the tenant by hand, and which migrations will hurt')
  const found = await checkJson(repository)
  command('check backend --statistics')
  print((await tenantscope(repository, ['check', 'backend', '--statistics'])).stdout, 8)
  console.log('\nOne of them, as the terminal shows it:')
  command('check backend/api/reports.py')
  print((await tenantscope(repository, ['check', 'backend/api/reports.py'])).stdout, 9)

  heading('Fix: the safe ones, as a diff (nothing is written)')
  command('check backend --diff')
  const { stdout: diff } = await tenantscope(repository, ['check', 'backend', '--diff', '--color', 'never'])
  const files = splitDiff(diff)
  for (const name of ['schedulers/stock_sync.py', 'services/imports.py']) print(paintDiff(files.get(`backend/${name}`) ?? ''), 40)
  note(`… and ${files.size - 2} more files. Each fix names what it proved; for the loop above that is:`)
  for (const line of proofOf(found, 'backend/schedulers/stock_sync.py')) console.log(`  ${line}`)

  heading('Apply them to a copy, and look again')
  const copy = path.join(folder, 'copy')
  await run('git', ['clone', '--quiet', repository, copy])
  command('check backend --fix')
  await tenantscope(copy, ['check', 'backend', '--fix', '--quiet'])
  const left = await checkJson(copy)
  note(`${count(found)} findings before, ${count(left)} after; ${left.summary.fixable.safe} safe fixes left to apply`)

  heading('Check the tenants: what the live database says about the migrations')
  command('migrations')
  const live = await tenantscope(repository, ['migrations'])
  print(live.stdout, 60)
  const report = JSON.parse((await tenantscope(repository, ['migrations', '--format', 'json'])).stdout)
  const unknown = report.findings.find(({ rule }) => rule === 'unknown-revision')
  const revision = report.tenants.flatMap(({ revisions }) => revisions ?? [])[0]
  console.log('\nNo file of this branch has the revision that the database is at. Somebody has it:')
  command(`graph --find ${revision}`)
  print((await tenantscope(repository, ['graph', '--find', revision])).stdout, 20)

  heading('Summary')
  for (const line of summary({ found, left, files, report, unknown })) console.log(line)
}

/** What a reader takes home, in numbers of this very run. */
function summary({ found, left, files, report, unknown }) {
  const { fixable } = found.summary
  const kinds = new Map()
  for (const { rule } of report.findings) kinds.set(rule, (kinds.get(rule) ?? 0) + 1)
  return [
    `${bold('Code')}      ${found.files.checked} files, ${count(found)} findings of ${Object.keys(found.summary.byRule).length} rules`,
    `${bold('Fixes')}     ${fixable.safe} safe ones in ${files.size} files, each with its proof; ${fixable.unsafe} more to review; after --fix ${count(left)} findings are left`,
    `${bold('Tenants')}   ${report.database.tenants} in ${report.groups.length} groups; ${report.findings.length} differences: ${[...kinds].map(([rule, n]) => `${n} ${rule}`).join(', ')}`,
    ...(unknown ? [`${bold('Revision')}  ${unknown.message}`] : []),
    `${bold('Time')}      ${((Date.now() - started) / 1000).toFixed(0)} s, build and PostgreSQL included; everything is stopped and deleted`,
    '',
    'Next, on your own code:  node dist/cli.js check PATH/TO/YOUR/BACKEND   (reads only; docs/first-hour.md leads on)',
  ]
}

function proofOf(document, file) {
  const fixes = document.findings.filter((finding) => finding.path === file).flatMap((finding) => finding.fixes)
  return fixes.find(({ safety }) => safety === 'safe')?.proof ?? []
}

/** One entry per file of a git-style diff. */
function splitDiff(text) {
  const parts = text.split(/^(?=--- )/m).filter((part) => part.startsWith('--- '))
  return new Map(parts.map((part) => [/^--- a\/(.+)$/m.exec(part)?.[1] ?? '', part]))
}

function paintDiff(text) {
  return text.replace(/^[-+@].*$/gm, (line) => paint({ '-': '31', '+': '32', '@': '36' }[line[0]])(line))
}

function count({ summary: { error, warning, info } }) {
  return error + warning + info
}

async function checkJson(cwd) {
  return JSON.parse((await tenantscope(cwd, ['check', 'backend', '--format', 'json'])).stdout)
}

/** Exit code 1 says that there are findings, which is what a demo is for; anything above is a failure. */
function tenantscope(cwd, args) {
  const env = { ...process.env, TENANTSCOPE_DATABASE_URL: postgres.url }
  const color = colors && !args.includes('--color') && !args.includes('json') ? ['--color', 'always'] : []
  return run(process.execPath, [cli, ...args, ...color], cwd, { env, accept: [0, 1] })
}

function run(program, args, cwd = root, { env = process.env, accept = [0] } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], signal: stopping.signal })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text
    })
    child.once('error', reject)
    child.once('close', (code) => {
      if (accept.includes(code)) resolve({ code, stdout, stderr })
      else reject(new Error(`${path.basename(program)} ${args.join(' ')} ended with ${code}\n${stderr}${stdout}`.slice(0, 4000)))
    })
  })
}

/** Needs tsx as a loader: the script in package.json starts it so. */
async function load(file) {
  const module = await import(pathToFileURL(path.join(root, file)).href)
  return module.default ?? module
}

async function cleanUp() {
  try {
    await postgres?.stop()
  } catch (error) {
    console.error(`PostgreSQL did not stop as it ought to: ${error instanceof Error ? error.message : String(error)}`)
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
}

function heading(text) {
  steps += 1
  console.log(`\n${bold(`${steps}. ${text}`)}  ${dim(`${((Date.now() - started) / 1000).toFixed(0)} s`)}`)
}

function note(text) {
  console.log(dim(text))
}

function command(text) {
  console.log(`${dim('$')} tenantscope ${text}`)
}

/** At most so many lines, and how many were left out. */
function print(text, most) {
  const lines = text.trimEnd().split('\n')
  for (const line of lines.slice(0, most)) console.log(line)
  if (lines.length > most) note(`… ${lines.length - most} more lines`)
}

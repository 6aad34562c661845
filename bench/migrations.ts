import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { createEngine, createWorkspaces, type Engine, listRuleNames, loadConfigs, rules } from '../src'
import { createNodeHost } from '../src/host/node-host'
import type { WorkspaceControl } from '../src/project/workspace'
import { listPlanted, makeRepository } from '../test/alembic/five-hundred'
import { preparePython } from '../test/support/python'

const rounds = Number(process.env.BENCH_ROUNDS ?? 25)
const select = ['migrations']

/**
 * `npm run bench:migrations`: 500 revisions with every hazard planted. What a keystroke in one of them costs until the findings of all are known
 * again, against Alembic reading the same folder in the same run. Ends with 1 when a finding is missing or too much, or beyond a target.
 */
async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-bench-'))
  try {
    const files = makeRepository()
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
      writeFileSync(path.join(folder, name), text)
    }
    const ours = await timeChecks(folder, files)
    const theirs = await timeAlembic(folder)
    console.log(`500 revisions, ${listPlanted().length} hazards planted: all found, no other finding, at first and after every edit`)
    console.log(`first check of the folder, parsers loaded: ${show(ours.first)}`)
    report('after an edit, findings of the edited file', ours.file)
    report('after an edit, findings of all 500 revisions', ours.all, 100)
    console.log(`Alembic reading the folder: ${show(theirs.read)}; \`alembic heads\`, whole process: ${theirs.heads.toFixed(0)} ms`)
    console.log(
      `ratio of all findings after an edit to Alembic reading the folder, processor: ${(ours.all.cpu / theirs.read.cpu).toFixed(2)}`,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Cost {
  readonly wall: number
  readonly cpu: number
}

/** Checks of one running engine, as a server does them: text in an open document, the disk as it was. */
async function timeChecks(
  root: string,
  files: Readonly<Record<string, string>>,
): Promise<{ readonly first: Cost; readonly file: Cost; readonly all: Cost }> {
  const log = { info: () => undefined, warn: () => undefined, error: (message: string) => console.error(message) }
  const host = await createNodeHost({ root, log })
  try {
    const configs = await loadConfigs({ paths: host.fs.listFiles(), readText: (file) => host.fs.readText(file), names: listRuleNames() })
    const workspaces = createWorkspaces({ ...host, configs })
    const engine = createEngine({ workspace: workspaces, rules, services: host.services, selection: { select }, today: '2026-01-01', log })
    const [workspace] = workspaces.all()
    if (!workspace) throw new Error('no workspace')
    const first = await measure(() => findAll(engine))
    assert.deepEqual(first.result, listPlanted())
    const file: Cost[] = []
    const all: Cost[] = []
    for (let round = 0; round < rounds; round++) {
      const { edited, text, expected } = makeEdit(files, round)
      type(workspace, edited, text)
      file.push(await measure(() => engine.checkFile({ path: edited })))
      const after = await measure(() => findAll(engine))
      all.push({ wall: after.wall + (file.at(-1)?.wall ?? 0), cpu: after.cpu + (file.at(-1)?.cpu ?? 0) })
      assert.deepEqual(after.result, expected)
      type(workspace, edited, files[edited] ?? '')
      assert.deepEqual(await findAll(engine), listPlanted())
    }
    return { first, file: median(file), all: median(all) }
  } finally {
    await host.close()
  }
}

/** Some revision of the chain, and a hazard or an innocent operation typed at its end. */
function makeEdit(
  files: Readonly<Record<string, string>>,
  round: number,
): { readonly edited: string; readonly text: string; readonly expected: readonly string[] } {
  const number = String(22 + ((round * 97) % 470)).padStart(3, '0')
  const edited = `migrations/versions/${number}.py`
  const harmful = round % 2 === 0
  const typed = harmful ? 'op.get_bind().commit()' : `op.add_column("t1", sa.Column("typed${round}", sa.Integer()))`
  const text = (files[edited] ?? '').replace('\n\n\ndef downgrade', `\n    ${typed}\n\n\ndef downgrade`)
  const expected = harmful ? [...listPlanted(), `${number} migration-commit`].sort() : listPlanted()
  return { edited, text, expected }
}

/** A keystroke, and the rest after it. */
function type(workspace: WorkspaceControl, edited: string, text: string): void {
  workspace.setOverlay(edited, text, 'typing')
  workspace.settle()
}

async function findAll(engine: Engine): Promise<readonly string[]> {
  const { findings, failures } = await engine.checkProject()
  assert.deepEqual(failures, [])
  return findings.map(({ path: file, rule }) => `${path.posix.basename(file, '.py')} ${rule}`).sort()
}

async function measure<T>(run: () => Promise<T>): Promise<Cost & { readonly result: T }> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  const result = await run()
  const wall = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  return { wall, cpu: (user + system) / 1000, result }
}

/** What Alembic does before any command: import every revision file and put the graph together. Then the command people type. */
async function timeAlembic(folder: string): Promise<{ readonly read: Cost; readonly heads: number }> {
  const python = await preparePython('sa20')
  const script = `import time
from alembic.config import Config
from alembic.script import ScriptDirectory
def read():
    wall, cpu = time.perf_counter(), time.process_time()
    assert len(ScriptDirectory.from_config(Config("alembic.ini")).get_heads()) == 1
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000
times = [read() for _ in range(7)]
print(*(sorted(kind)[3] for kind in zip(*times)))`
  const env = { ...process.env, PYTHONPATH: folder }
  const run = (args: readonly string[]): string => {
    const { status, stdout, stderr, error } = spawnSync(python, args, { cwd: folder, env, encoding: 'utf8' })
    if (error || status !== 0) throw new Error(`python ended with ${status}: ${error?.message ?? stderr}`)
    return stdout
  }
  const [wall = Number.NaN, cpu = Number.NaN] = run(['-c', script]).split(' ').map(Number)
  const heads = [0, 1, 2].map(() => {
    const start = performance.now()
    run(['-m', 'alembic', 'heads'])
    return performance.now() - start
  })
  return { read: { wall, cpu }, heads: heads.sort((a, b) => a - b)[1] ?? Number.NaN }
}

const show = ({ wall, cpu }: Cost): string => `${wall.toFixed(0)} ms (processor ${cpu.toFixed(0)} ms)`

function report(what: string, cost: Cost, target?: number): void {
  // Processor time: a busy machine makes everybody wait.
  const missed = target !== undefined && cost.cpu > target
  console.log(
    `${what}: ${show(cost)}${target === undefined ? '' : `, target at most ${target} ms of processor${missed ? ': MISSED' : ''}`}`,
  )
  if (missed) process.exitCode = 1
}

function median(costs: readonly Cost[]): Cost {
  const of = (value: (cost: Cost) => number): number => costs.map(value).sort((a, b) => a - b)[Math.floor(costs.length / 2)] ?? Number.NaN
  return { wall: of(({ wall }) => wall), cpu: of(({ cpu }) => cpu) }
}

void main()

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { createEngine, createWorkspaces, listRuleNames, loadConfigs, rules } from '../src'
import { createNodeHost } from '../src/host/node-host'
import { makeCorpus } from './corpus'
import { median, reportRatio, reportValue, timeProcess } from './measure'
import { comparableRules, neighbourProgram } from './neighbour'

const root = path.resolve(__dirname, '..')
const lines = Number(process.env.BENCH_LINES ?? 1_000_000)
const rounds = Number(process.env.BENCH_ROUNDS ?? 3)

const words = 'search_path|set_user_schema|set_user_search_path|schema_utils|batch_id|schema_translate_map|execution_options'

/** `npm run bench`: the command line, whole process, against ast-grep and ripgrep in the same run. Ratios are what counts. */
async function main(): Promise<void> {
  const { ensurePrograms } = await import('../test/host/debian-packages.mjs')
  ensurePrograms(['rg'])
  const folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-bench-'))
  try {
    const corpus = makeCorpus(path.join(folder, 'corpus'), lines)
    const share = Math.round(corpus.candidates * 100)
    console.log(`${corpus.files} files, ${corpus.lines} lines, ${corpus.megabytes.toFixed(1)} MB, ${share} % of the files from the sample`)
    const ruleFile = path.join(folder, 'rules.yml')
    writeFileSync(ruleFile, comparableRules)
    const cold: number[] = []
    const neighbour: number[] = []
    const grepped: number[] = []
    for (let round = 0; round <= rounds; round++) {
      const ours = timeProcess(
        process.execPath,
        [path.join(root, 'dist/cli.js'), 'check', '.', '--format', 'json', '--quiet'],
        corpus.folder,
        [0, 1],
      )
      const theirs = timeProcess(neighbourProgram, ['scan', '-r', ruleFile, '--json=compact', '.'], corpus.folder, [0, 1])
      const grep = timeProcess('rg', ['-l', words, '.'], corpus.folder, [0, 1])
      // The first round warms the disk cache.
      if (round === 0) continue
      cold.push(ours)
      neighbour.push(theirs)
      grepped.push(grep)
    }
    const warm = await timeWarm(corpus.folder)
    const grown = await measureScans(corpus.folder)
    reportRatio('check, cold, whole process', median(cold), 'ast-grep scan with three rules', median(neighbour), 0.33)
    reportRatio('check again in a running process, files looked at anew', median(warm), 'rg -l', median(grepped), 5)
    // WebAssembly gives nothing back: a tree that is not freed shows here.
    reportValue('WebAssembly memory that two more scans take, every file parsed anew', grown, 'MB', 1)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Milliseconds of checks after the first one, in one process, as a server does them: every file may have changed, none has. */
async function timeWarm(folder: string): Promise<number[]> {
  const log = { info: () => {}, warn: () => {}, error: (message: string) => console.error(message) }
  const host = await createNodeHost({ root: folder, log })
  try {
    const configs = await loadConfigs({ paths: host.fs.listFiles(), readText: (file) => host.fs.readText(file), names: listRuleNames() })
    const workspace = createWorkspaces({ ...host, configs })
    const engine = createEngine({ workspace, rules, services: host.services, today: '2026-01-01', log })
    for (const each of workspace.all()) each.invalidate('all')
    await engine.checkProject()
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      for (const each of workspace.all()) each.invalidate('all')
      const start = performance.now()
      await engine.checkProject()
      times.push(performance.now() - start)
    }
    return times
  } finally {
    await host.close()
  }
}

/** Megabytes that WebAssembly memories grow by in the second and third of three scans in one process, each with a new engine. */
async function measureScans(folder: string): Promise<number> {
  const log = { info: () => {}, warn: () => {}, error: (message: string) => console.error(message) }
  const { prototype } = (globalThis as unknown as { readonly WebAssembly: { readonly Memory: { prototype: WasmMemory } } }).WebAssembly
    .Memory
  const { grow } = prototype
  let pages = 0
  prototype.grow = function (this: WasmMemory, more) {
    pages += more
    return grow.call(this, more)
  }
  const host = await createNodeHost({ root: folder, log })
  try {
    const configs = await loadConfigs({ paths: host.fs.listFiles(), readText: (file) => host.fs.readText(file), names: listRuleNames() })
    let first = 0
    for (let scan = 0; scan < 3; scan++) {
      const workspace = createWorkspaces({ ...host, configs })
      await createEngine({ workspace, rules, services: host.services, today: '2026-01-01', log }).checkProject()
      if (scan === 0) first = pages
    }
    return ((pages - first) * 65_536) / 1e6
  } finally {
    prototype.grow = grow
    await host.close()
  }
}

/** The part of WebAssembly's memory used here; the compiler's own library has it among the browser's types only. */
interface WasmMemory {
  grow(this: WasmMemory, pages: number): number
}

void main()

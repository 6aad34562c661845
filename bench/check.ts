import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { createEngine, createWorkspaces, listRuleNames, loadConfigs, rules } from '../src'
import { createNodeHost } from '../src/host/node-host'
import { makeCorpus } from './corpus'

const root = path.resolve(__dirname, '..')
const lines = Number(process.env.BENCH_LINES ?? 1_000_000)
const rounds = Number(process.env.BENCH_ROUNDS ?? 3)

/** Three rules of a neighbour that look for the words ours start from; ours decide by meaning, theirs by text. */
const comparable = `id: trigger-name
language: python
severity: warning
message: name
rule:
  kind: identifier
  regex: ^(set_user_schema|set_user_search_path|schema_utils|batch_id|schema_translate_map|execution_options)$
---
id: trigger-string
language: python
severity: warning
message: string
rule:
  kind: string_content
  regex: search_path|set_user_schema|set_user_search_path|schema_utils|batch_id|schema_translate_map|execution_options
---
id: trigger-operation
language: python
severity: warning
message: operation
rule:
  any:
    - pattern: op.drop_index($$$A)
    - pattern: op.drop_constraint($$$A)
`
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
    writeFileSync(ruleFile, comparable)
    const cold: number[] = []
    const neighbour: number[] = []
    const grepped: number[] = []
    for (let round = 0; round <= rounds; round++) {
      const ours = time(
        process.execPath,
        [path.join(root, 'dist/cli.js'), 'check', '.', '--format', 'json', '--quiet'],
        corpus.folder,
        [0, 1],
      )
      const theirs = time(
        path.join(root, 'node_modules/.bin/ast-grep'),
        ['scan', '-r', ruleFile, '--json=compact', '.'],
        corpus.folder,
        [0, 1],
      )
      const grep = time('rg', ['-l', words, '.'], corpus.folder, [0, 1])
      // The first round warms the disk cache.
      if (round === 0) continue
      cold.push(ours)
      neighbour.push(theirs)
      grepped.push(grep)
    }
    const warm = await timeWarm(corpus.folder)
    report('check, cold, whole process', median(cold), 'ast-grep scan with three rules', median(neighbour), 0.33)
    report('check again in a running process, files looked at anew', median(warm), 'rg -l', median(grepped), 5)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Milliseconds of a whole process; ends the run when it fails, because a failed run measures nothing. */
function time(command: string, args: readonly string[], cwd: string, allowed: readonly number[]): number {
  const start = performance.now()
  const { status, stderr, error } = spawnSync(command, args, { cwd, maxBuffer: 1 << 30, encoding: 'utf8' })
  if (error || status === null || !allowed.includes(status)) throw new Error(`${command} ended with ${status}: ${error?.message ?? stderr}`)
  return performance.now() - start
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

function report(what: string, ours: number, peer: string, theirs: number, target: number): void {
  const ratio = ours / theirs
  console.log(
    `${what}: ${ours.toFixed(0)} ms; ${peer}: ${theirs.toFixed(0)} ms; ratio ${ratio.toFixed(2)}, target at most ${target}${ratio <= target ? '' : ': MISSED'}`,
  )
  if (ratio > target) process.exitCode = 1
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

void main()

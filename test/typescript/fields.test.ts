import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import * as path from 'node:path'
import { transformSync } from 'esbuild'
import { InMemoryFileSystemHost, Project, ScriptTarget } from 'ts-morph'
import { applyEdits } from '../../src/text/apply-edits'
import { analyseTypescript } from '../../src/typescript/analyse-typescript'
import type { RenameEdit } from '../../src/typescript/typescript-facts'
import type { ProgramCache } from '../../src/typescript/typescript-project'
import { parseMarkers } from '../rules/parse-markers'
import { analyse, type Files } from './analyse'

const fields = [{ type: 'MarketplaceJob', field: 'batch_id', replacement: 'batch_job_id' }]

/** What the compiler says of files, strictly. */
function compileErrors(files: Files): string[] {
  const project = new Project({
    useInMemoryFileSystem: true,
    compilerOptions: { strict: true, noUncheckedIndexedAccess: true, target: ScriptTarget.ES2022 },
  })
  for (const [file, text] of Object.entries(files)) project.createSourceFile(file, text)
  return project.getPreEmitDiagnostics().map((diagnostic) => `${diagnostic.getMessageText()}`)
}

function run(files: Files, ...values: readonly unknown[]): unknown {
  const { code } = transformSync(files['keys.ts'] ?? '', { loader: 'ts', format: 'cjs' })
  const module: { exports: { run?: (...given: readonly unknown[]) => unknown } } = { exports: {} }
  new Function('module', 'exports', code)(module, module.exports)
  assert(module.exports.run)
  return module.exports.run(...values, 'given')
}

/** Every use as `path: …<field>…`, with its kind. */
function uses(files: Files): string[] {
  const report = analyse(files, { fields })
  return Object.entries(report.files).flatMap(([path, facts]) =>
    facts.fields.map(({ span, use }) => `${path} ${use} ${files[path]?.slice(span.start - 2, span.end + 1)}`),
  )
}

const types = `export interface MarketplaceJob {\r\n  id: number // 🎉\r\n  batch_id: string | null\r\n}\r\nexport interface BatchJob { batch_id: string }\r\nexport interface Detail extends MarketplaceJob { extra: string }\r\n`

describe('deprecated fields', function () {
  this.timeout(60_000)

  it('are found by type, never by name', () => {
    const files: Files = {
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
      'src/types/index.ts': "export * from './job'\n",
      'src/types/job.ts': types,
      'src/a.ts': `import type { BatchJob, Detail, MarketplaceJob } from '@/types'
export function f(j: MarketplaceJob, b: BatchJob, d: Detail, batch_id: string, u: any) {
  const { batch_id: other } = j
  const made: MarketplaceJob = { id: 1, batch_id: b.batch_id }
  made.batch_id = batch_id
  return [j.batch_id, b.batch_id, d?.batch_id, j['batch_id'], { batch_id }, other, u.batch_id]
}`,
    }
    assert.deepEqual(uses(files), [
      'src/types/job.ts declaration   batch_id:',
      'src/a.ts destructuring { batch_id:',
      'src/a.ts literal , batch_id:',
      'src/a.ts write e.batch_id ',
      'src/a.ts read j.batch_id,',
      'src/a.ts read ?.batch_id,',
      "src/a.ts read ['batch_id'",
    ])
    const reasons = analyse(files, { fields }).files['src/a.ts']?.notAnalysed.map(({ reason }) => reason)
    assert.deepEqual(reasons, ['the type of `u` is not known, so `batch_id` could not be judged'])
  })

  it('are found in Vue scripts and templates, through loops, references and properties', () => {
    const found = uses({
      'src/types.ts': types,
      'src/Jobs.vue': `<!-- batch_id -->\r\n<script setup lang="ts">
import { computed, ref } from 'vue'
import type { BatchJob, MarketplaceJob } from './types'
const props = defineProps<{ job: MarketplaceJob; batch: BatchJob }>()
const jobs = ref<MarketplaceJob[]>([])
const ids = computed(() => jobs.value.map((j) => j.batch_id))
</script>
<template>
  <p v-for="(entry, i) in jobs" :key="i" @click="open(entry.batch_id)">🎉 {{ entry.batch_id }}</p>
  <p :title="job.batch_id">{{ batch.batch_id }} {{ props.job.batch_id }} batch_id {{ unknown.batch_id }}</p>
  <p v-for="{ batch_id } in jobs">{{ batch_id }}</p>
</template>
<style>.batch_id {}</style>`,
    })
    assert.deepEqual(found, [
      'src/types.ts declaration   batch_id:',
      'src/Jobs.vue read j.batch_id)',
      'src/Jobs.vue read y.batch_id)',
      'src/Jobs.vue read y.batch_id ',
      'src/Jobs.vue read b.batch_id"',
      'src/Jobs.vue read b.batch_id ',
      'src/Jobs.vue destructuring { batch_id ',
    ])
  })

  it('rename through the language service, shorthand included, over files and components', () => {
    const files: Files = {
      'src/types.ts': types,
      'src/a.ts':
        "import type { MarketplaceJob } from './types'\nexport const f = ({ batch_id }: MarketplaceJob): MarketplaceJob => ({ id: 1, batch_id })\n",
      'src/B.vue':
        '<script setup lang="ts">\nimport type { MarketplaceJob } from "./types"\ndefineProps<{ job: MarketplaceJob }>()\n</script>\n<template>{{ job.batch_id }}</template>',
    }
    const rename = analyse(files, { fields }).files['src/a.ts']?.fields[0]?.rename ?? []
    const renamed = (path: string) =>
      applyEdits(
        files[path] ?? '',
        rename.filter((edit) => edit.path === path),
      )
    assert.match(
      renamed('src/a.ts'),
      /\(\{ batch_job_id: batch_id \}: MarketplaceJob\): MarketplaceJob => \(\{ id: 1, batch_job_id: batch_id \}\)/,
    )
    assert.match(renamed('src/B.vue'), /\{\{ job\.batch_job_id \}\}/)
    assert.match(renamed('src/types.ts'), /🎉\r\n {2}batch_job_id: string \| null\r\n\}\r\nexport interface BatchJob \{ batch_id/)
  })

  it('are renamed as keys too: the program compiles as before, and does the same with what the API sends then', () => {
    const folder = path.join(__dirname, '../rules/deprecation/deprecated-field/keys/src')
    const read = (name: string) => parseMarkers(readFileSync(path.join(folder, name), 'utf8')).text
    const files: Files = { 'types.ts': read('types.ts'), 'keys.ts': read('keys.ts') }
    const rename = analyse(files, { fields }).files['types.ts']?.fields[0]?.rename ?? []
    const apply = (edits: readonly RenameEdit[]): Files =>
      Object.fromEntries(
        Object.entries(files).map(([file, text]) => [
          file,
          applyEdits(
            text,
            edits.filter((edit) => edit.path === file),
          ),
        ]),
      )
    assert.deepEqual(compileErrors(files), [])
    assert.deepEqual(compileErrors(apply(rename)), [])
    const keys = new Set(
      analyse(files, { fields }).files['keys.ts']?.fields.flatMap(({ use, span }) => (use === 'key' ? [span.start] : [])),
    )
    assert.equal(keys.size, 12)
    assert.notDeepEqual(compileErrors(apply(rename.filter(({ start }) => !keys.has(start)))), [])
    const jobs = (field: string) => [
      { id: 2, [field]: 'b' },
      { id: 1, [field]: 'a' },
    ]
    const batches = [{ id: 1, batch_id: 'x' }]
    assert.deepEqual(run(apply(rename), jobs('batch_job_id'), batches), run(files, jobs('batch_id'), batches))
  })

  it('stay silent on fields that a team marks as public contract, and work without a configuration', () => {
    assert.deepEqual(
      uses({
        'a.ts':
          'interface MarketplaceJob {\n  /** Part of the public contract until March. */\n  batch_id: string\n}\nexport const f = (j: MarketplaceJob) => j.batch_id\n',
      }),
      [],
    )
    assert.deepEqual(uses({ 'a.ts': 'interface MarketplaceJob {\n  batch_id: string // public contract\n  other: string\n}\n' }), [])
    assert.equal(
      uses({ 'a.js': '/** @typedef {{ batch_id: string }} Other */\n/** @param {Other} o */\nexports.f = (o) => o.batch_id\n' }).length,
      0,
    )
  })

  it('are refused a rename when the new name exists already', () => {
    const facts = analyse({ 'a.ts': 'export interface MarketplaceJob { batch_id: string; batch_job_id: number }' }, { fields }).files[
      'a.ts'
    ]
    assert.equal(facts?.fields[0]?.replacementExists, true)
    assert.deepEqual(facts?.fields[0]?.rename, [])
  })

  it('are the same with the programs of an earlier request, after edits, new files and removed ones', () => {
    const fileSystem = new InMemoryFileSystemHost()
    const cache: ProgramCache = new Map()
    const ask = (files: Files, candidates: readonly string[]) => {
      for (const [path, text] of Object.entries(files)) fileSystem.writeFileSync(`/project/${path}`, text)
      const request = { files: candidates.map((path) => ({ path, text: files[path] ?? '' })), fields, shapes: [], sql: false }
      const report = analyseTypescript(request, { root: '/project', fileSystem, cache })
      return candidates.map((path) => `${path} ${report.files[path]?.fields.map(({ span }) => span.start).join(' ')}`)
    }
    const use = "import type { MarketplaceJob } from './index'\nexport const f = (j: MarketplaceJob) => j.batch_id\n"
    const first = { 'types.ts': types, 'index.ts': "export * from './types'\n", 'use.ts': use }
    assert.deepEqual(ask(first, ['types.ts', 'use.ts']), ['types.ts 57', 'use.ts 88'])
    assert.deepEqual(ask({ ...first, 'use.ts': `\n${use}` }, ['types.ts', 'use.ts']), ['types.ts 57', 'use.ts 89'])
    // The file between them changes on the disk: the type is another one now.
    assert.deepEqual(
      ask({ ...first, 'index.ts': 'export interface MarketplaceJob { batch_id: string; other: 1 }\n' }, ['types.ts', 'use.ts']),
      ['types.ts 57', 'use.ts '],
    )
    assert.deepEqual(ask({ ...first, 'more.ts': `// more\n${use}` }, ['types.ts', 'more.ts']), ['types.ts 57', 'more.ts 96'])
  })

  it('survive broken and empty files', () => {
    assert.deepEqual(
      uses({
        'a.ts': '',
        'b.ts': 'interface MarketplaceJob { batch_id',
        'C.vue': '<script setup lang="ts">const a = {',
        'D.vue': '<template>{{ a.batch_id',
      }).length,
      1,
    )
  })
})

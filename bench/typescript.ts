import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { createTypescriptService } from '../src/host/typescript-service'

const root = path.resolve(__dirname, '..')
const files = 500
const rounds = Number(process.env.BENCH_ROUNDS ?? 3)

/**
 * What TypeScript analysis costs on a project of 500 files, one in ten of which holds the deprecated field: the first answer with a cold
 * worker, and the next ones. Nothing of it runs before a TypeScript rule asks, and never on the thread that answers keystrokes.
 */
async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-bench-typescript-'))
  try {
    const candidates = writeProject(folder)
    const cold: number[] = []
    const warm: number[] = []
    let uses = 0
    let memory = 0
    for (let round = 0; round < rounds; round++) {
      const before = process.memoryUsage().rss
      const service = createTypescriptService({ root: folder, workerFile: path.join(root, 'dist/typescript-worker.js') })
      const request = {
        files: candidates.map((file) => ({ path: file, text: readFileSync(path.join(folder, file), 'utf8') })),
        fields: [{ type: 'MarketplaceJob', field: 'batch_id', replacement: 'batch_job_id' }],
        shapes: [],
        sql: true,
      }
      for (const times of [cold, warm]) {
        const start = performance.now()
        const report = await service.analyse(request)
        times.push(performance.now() - start)
        uses = Object.values(report.files).reduce((sum, facts) => sum + facts.fields.length, 0)
      }
      memory = Math.max(memory, process.memoryUsage().rss - before)
      await service.dispose()
    }
    console.log(`TypeScript, ${files} files, ${candidates.length} of them with the field, ${uses} uses found`)
    console.log(
      `  first answer, worker cold: ${median(cold).toFixed(0)} ms; next answer: ${median(warm).toFixed(0)} ms; memory while it lives: ${(memory / 1e6).toFixed(0)} MB`,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Types, services and components that import each other as front ends do. Gives the files that hold the field. */
function writeProject(folder: string): string[] {
  const candidates: string[] = []
  mkdirSync(path.join(folder, 'src/features'), { recursive: true })
  writeFileSync(path.join(folder, 'tsconfig.json'), '{ "compilerOptions": { "strict": true, "paths": { "@/*": ["./src/*"] } } }')
  const write = (file: string, text: string) => {
    writeFileSync(path.join(folder, file), text)
    if (text.includes('batch_id')) candidates.push(file)
  }
  write(
    'src/types.ts',
    'export interface MarketplaceJob { id: number; batch_id: string | null; status: string }\nexport interface BatchJob { id: number; batch_id: string }\n',
  )
  for (let n = 0; n < files - 1; n++) {
    const filler = Array.from(
      { length: 40 },
      (_, line) => `export const value${n}_${line} = (input: Item${n}): number => input.amount * ${line} + input.parts.length`,
    ).join('\n')
    const imports = n > 0 ? `import { label${n - 1} } from './feature-${n - 1}'\n` : ''
    const use =
      n % 10 === 0
        ? `import type { MarketplaceJob } from '@/types'\nexport const keyOf${n} = (job: MarketplaceJob) => job.batch_id ?? ''\n`
        : ''
    write(
      `src/features/feature-${n}.ts`,
      `${imports}${use}export interface Item${n} { amount: number; parts: string[] }\n${filler}\nexport const label${n} = 'feature ${n}'${n > 0 ? ` + label${n - 1}` : ''}\n`,
    )
  }
  return candidates
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

void main()

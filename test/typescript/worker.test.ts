import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { build } from 'esbuild'
import { createTypescriptService } from '../../src/host/typescript-service'

const text = 'export interface MarketplaceJob { batch_id: string }\nexport const f = (job: MarketplaceJob) => job.batch_id\n'
const request = {
  files: [{ path: 'a.ts', text }],
  fields: [{ type: 'MarketplaceJob', field: 'batch_id', replacement: 'batch_job_id' }],
  shapes: [],
  sql: true,
}

describe('TypeScript worker', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-typescript-'))
  const workerFile = path.join(folder, 'typescript-worker.js')

  before(async () => {
    const entry = path.resolve(__dirname, '../../src/host/typescript-worker.ts')
    await build({
      entryPoints: [entry],
      outfile: workerFile,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      logLevel: 'error',
    })
    writeFileSync(path.join(folder, 'tsconfig.json'), '{}')
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('answers from its bundle, ends when idle and starts again', async () => {
    const service = createTypescriptService({ root: folder, workerFile, idleMilliseconds: 1 })
    for (let round = 0; round < 2; round++) {
      const report = await service.analyse(request)
      assert.deepEqual(
        report.files['a.ts']?.fields.map(({ use }) => use),
        ['declaration', 'read'],
      )
    }
    await service.dispose()
  })

  it('rejects what was cancelled and what a broken worker cannot answer', async () => {
    const service = createTypescriptService({ root: folder, workerFile })
    const controller = new AbortController()
    const answer = service.analyse(request, controller.signal)
    controller.abort()
    await assert.rejects(answer, { name: 'AbortError' })
    await service.dispose()
    const broken = createTypescriptService({ root: folder, workerFile: path.join(folder, 'missing.js') })
    await assert.rejects(broken.analyse(request), /the TypeScript worker ended/)
  })
})

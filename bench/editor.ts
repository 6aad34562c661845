import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { openFile, openInstalledEditor, packageExtension, readActivationTime } from '../test/e2e/installed-editor'

const root = path.resolve(__dirname, '..')
const rounds = Number(process.env.BENCH_ROUNDS ?? 3)

/** `npm run bench:editor`: what a user waits for in the editor, on the installed package and the sample. Ends with 1 beyond a target. */
async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-bench-'))
  try {
    const vsix = packageExtension(folder)
    const activation: number[] = []
    const squiggle: number[] = []
    for (let round = 0; round < rounds; round++) {
      const workspace = path.join(folder, `marketplace-${round}`)
      cpSync(path.join(root, 'examples/marketplace'), workspace, { recursive: true })
      const editor = await openInstalledEditor({ vsix, folder: workspace })
      try {
        const start = performance.now()
        await openFile(editor.page, 'api/products.py', 'products.py')
        await editor.page.locator('.monaco-editor .squiggly-warning').first().waitFor({ state: 'attached' })
        squiggle.push(performance.now() - start)
        activation.push(await readActivationTime(editor.page))
      } finally {
        await editor.stop()
      }
    }
    report('package (.vsix)', statSync(vsix).size / 1e6, 'MB', 6)
    report('activation', median(activation), 'ms', 150)
    report('first squiggle after opening a file, editor and server cold', median(squiggle), 'ms')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function report(what: string, value: number, unit: string, target?: number): void {
  const isMet = target === undefined || value <= target
  const wanted = target === undefined ? '' : `, target at most ${target} ${unit}${isMet ? '' : ': MISSED'}`
  console.log(`${what}: ${value.toFixed(unit === 'MB' ? 2 : 0)} ${unit}${wanted}`)
  if (!isMet) process.exitCode = 1
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

void main()

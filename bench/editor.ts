import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { openFile, openInstalledEditor, packageExtension, readActivationTime } from '../test/e2e/installed-editor'
import { median, reportValue } from './measure'

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
    reportValue('package (.vsix)', statSync(vsix).size / 1e6, 'MB', 6)
    reportValue('activation', median(activation), 'ms', 150)
    reportValue('first squiggle after opening a file, editor and server cold', median(squiggle), 'ms')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

void main()

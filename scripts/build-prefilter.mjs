// Compiles the text prefilter to WebAssembly: npm run build:prefilter. The result is committed, as it changes about never.
import { spawnSync } from 'node:child_process'
import * as path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const options = ['--runtime', 'stub', '--enable', 'simd', '--optimizeLevel', '3', '--noAssert', '--initialMemory', '32']
const run = spawnSync(
  process.execPath,
  [
    path.join(root, 'node_modules/assemblyscript/bin/asc.js'),
    'src/host/prefilter/assembly/index.ts',
    '-o',
    'src/host/prefilter.wasm',
    ...options,
  ],
  { cwd: root, stdio: 'inherit' },
)
process.exit(run.status ?? 1)

// Builds everything that ships into dist/: three host bundles, one file for each worker, and the WebAssembly files beside them.
//   node esbuild.mjs            release build (minified)
//   node esbuild.mjs --debug    source maps, not minified: what F5 runs
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import * as path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = path.dirname(fileURLToPath(import.meta.url))
const debug = process.argv.includes('--debug')
const outdir = path.join(root, 'dist')

const bundles = [
  { entry: 'client/extension.ts', out: 'client.js', external: ['vscode'] },
  { entry: 'server/main.ts', out: 'server.js' },
  { entry: 'src/cli/bin.ts', out: 'cli.js', shebang: true },
  { entry: 'src/host/scan-worker.ts', out: 'scan-worker.js' },
  // ts-morph carries the whole TypeScript compiler: seven megabytes that only this lazily started worker loads.
  { entry: 'src/host/typescript-worker.ts', out: 'typescript-worker.js' },
]

const wasmFiles = [
  'node_modules/web-tree-sitter/web-tree-sitter.wasm',
  'node_modules/tree-sitter-python/tree-sitter-python.wasm',
  'node_modules/libpg-query/wasm/libpg-query.wasm',
  ...readdirSync(path.join(root, 'src/host'), { withFileTypes: true })
    .filter((file) => file.isFile() && file.name.endsWith('.wasm'))
    .map((file) => `src/host/${file.name}`),
]

const missing = bundles.filter(({ entry }) => !existsSync(path.join(root, entry)))
if (missing.length > 0) {
  console.error(`build: no source for ${missing.map(({ entry, out }) => `dist/${out} (${entry})`).join(', ')}`)
  process.exit(1)
}

rmSync(outdir, { recursive: true, force: true })
mkdirSync(outdir, { recursive: true })
await Promise.all(
  bundles.map(({ entry, out, external = [], shebang = false }) =>
    build({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile: path.join(outdir, out),
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      minify: !debug,
      sourcemap: debug ? 'linked' : false,
      // `vscode` exists in the editor's extension host only, and `pg-native` is an optional native module that pg does without.
      external: [...external, 'pg-native'],
      // The ESM entry reads `import.meta.url`, which is empty in a CommonJS bundle, and fails at start-up.
      alias: { 'web-tree-sitter': path.join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs') },
      banner: shebang ? { js: '#!/usr/bin/env node' } : {},
      legalComments: 'none',
      logLevel: 'warning',
    }),
  ),
)
for (const file of wasmFiles) copyFileSync(path.join(root, file), path.join(outdir, path.basename(file)))
chmodSync(path.join(outdir, 'cli.js'), 0o755)

const sizes = readdirSync(outdir)
  .filter((file) => !file.endsWith('.map'))
  .map((file) => ({ file, kilobytes: Math.round(statSync(path.join(outdir, file)).size / 1024) }))
console.log(`build: ${sizes.map(({ file, kilobytes }) => `${file} ${kilobytes} KB`).join(', ')}`)

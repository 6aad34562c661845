// `npm run pictures`: takes the pictures of the README from the journey of the installed extension, into docs/pictures.
import { spawnSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import * as path from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensurePrograms } from '../test/host/debian-packages.mjs'
import { setUpHost } from '../test/host/setup.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
ensurePrograms(['chromium'])
setUpHost()
const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js')
const taken = path.join(root, 'out/published')
for (const args of [['esbuild.mjs'], ['--import', 'tsx', mocha, 'test/e2e/journey.test.ts']]) {
  const env = { ...process.env, TENANTSCOPE_PICTURES: 'out/published' }
  const { status } = spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
// Of all that the journey looks at, those that README and guides show.
for (const name of ['squiggle', 'quick-fix', 'fixed', 'tenant-differences'])
  copyFileSync(path.join(taken, `${name}.png`), path.join(root, 'docs/pictures', `${name}.png`))

import { readFileSync, writeFileSync } from 'node:fs'
import * as path from 'node:path'
import type { Grammar } from './grammar'
import { sqlInPython } from './sql-in-python'

const grammars: { readonly [file: string]: Grammar } = { 'sql-in-python.tmLanguage.json': sqlInPython }

// Run as `npm run generate:grammars`; with --check it writes nothing and fails when a file is stale.
const check = process.argv.includes('--check')
for (const [file, grammar] of Object.entries(grammars)) {
  const target = path.join(__dirname, '..', file)
  const wanted = `${JSON.stringify({ information_for_contributors: ['Generated from syntaxes/src by npm run generate:grammars.'], ...grammar }, null, 2)}\n`
  if (!check) writeFileSync(target, wanted)
  else if (readFileSync(target, 'utf8') !== wanted) {
    process.stderr.write(`syntaxes/${file} is stale: run npm run generate:grammars\n`)
    process.exitCode = 1
  }
}

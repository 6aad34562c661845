import { writeFileSync } from 'node:fs'
import * as path from 'node:path'
import Mocha from 'mocha'

/** One test of the extension host, as it goes back to the suite outside. */
export interface InsideResult {
  readonly title: string
  readonly error?: string
}

/** The entry that the extension host calls. It rejects unless everything passed; the results file says what ran, whatever the console shows. */
export function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, forbidOnly: true, forbidPending: true })
  for (const file of (process.env.TENANTSCOPE_TEST_FILES ?? '').split(path.delimiter)) mocha.addFile(file)
  if (process.env.TENANTSCOPE_TEST_GREP) mocha.grep(process.env.TENANTSCOPE_TEST_GREP)
  const results: InsideResult[] = []
  return new Promise((resolve, reject) => {
    const runner = mocha.run((failures) => {
      writeFileSync(process.env.TENANTSCOPE_TEST_RESULTS ?? 'results.json', JSON.stringify(results))
      if (failures > 0 || results.length === 0) reject(new Error(`${failures} of ${results.length} tests failed`))
      else resolve()
    })
    runner.on('pass', (test) => results.push({ title: test.fullTitle() }))
    runner.on('fail', (test, error) => results.push({ title: test.fullTitle(), error: error.stack ?? String(error) }))
  })
}

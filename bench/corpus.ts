import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import * as path from 'node:path'

const root = path.resolve(__dirname, '..')

export interface Corpus {
  readonly folder: string
  readonly files: number
  readonly lines: number
  readonly megabytes: number
  /** Share of the files that come from the sample: what a code base of the users' kind looks like. */
  readonly candidates: number
}

/**
 * A tree of about `lines` lines of Python in which `share` of the files are mutated copies of the sample (schema-per-tenant code)
 * and the rest is Python's own standard library: real code that has nothing to do with tenants.
 */
export function makeCorpus(folder: string, lines: number, share = 0.15): Corpus {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const library = listLibrary()
  const average = library.reduce((sum, file) => sum + file.lines, 0) / library.length
  const sample = 40
  const total = Math.round(lines / (average * (1 - share) + sample * share))
  const wanted = Math.round(total * share)
  let candidates = 0
  let count = 0
  for (let seed = 1; candidates < wanted; seed++) {
    const copy = path.join(folder, `service_${seed}`)
    execFileSync(process.execPath, [path.join(root, 'examples/marketplace/mutate.mjs'), copy, String(seed)], { stdio: 'ignore' })
    for (const entry of readdirSync(copy)) if (entry !== 'backend') rmSync(path.join(copy, entry), { recursive: true, force: true })
    const files = listPython(copy)
    candidates += files.length
    for (const file of files) count += countLines(file)
  }
  let plain = 0
  for (let round = 0; count < lines; round++) {
    for (const { file } of library) {
      if (count >= lines) break
      const target = path.join(folder, `library_${round}`, `${plain % 40}`, `${plain}_${path.basename(file)}`)
      mkdirSync(path.dirname(target), { recursive: true })
      cpSync(file, target)
      count += countLines(target)
      plain++
    }
  }
  writeFileSync(path.join(folder, 'requirements.txt'), 'SQLAlchemy==2.0.44\npsycopg2-binary==2.9.11\n')
  execFileSync('git', ['init', '-q'], { cwd: folder })
  execFileSync('git', ['add', '-A'], { cwd: folder })
  const bytes = [...listPython(folder)].reduce((sum, file) => sum + statSync(file).size, 0)
  return { folder, files: candidates + plain, lines: count, megabytes: bytes / 1e6, candidates: candidates / (candidates + plain) }
}

function listLibrary(): readonly { readonly file: string; readonly lines: number }[] {
  const folder = execFileSync('python3', ['-c', 'import sysconfig; print(sysconfig.get_path("stdlib"))'], { encoding: 'utf8' }).trim()
  return listPython(folder)
    .filter((file) => !/site-packages|lib2to3[\\/]tests|[\\/]test_|bad/.test(file))
    .map((file) => ({ file, lines: countLines(file) }))
    .filter(({ lines }) => lines > 30)
}

export function listPython(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.py'))
    .map((name) => path.join(folder, name))
    .sort()
}

function countLines(file: string): number {
  let count = 0
  for (const byte of readFileSync(file)) if (byte === 10) count++
  return count
}

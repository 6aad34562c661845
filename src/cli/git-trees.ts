import { spawn } from 'node:child_process'
import type { FileSystem, FileText, Finding, ProjectReport } from '../index'
import { applyBaseline, languageOf } from '../index'
import type { Check } from './open-check'
import type { Project } from './open-project'
import { CliError, type CommandWorld } from './options'

/** The staged files below the root with their staged content; relative to the root. */
export async function loadStaged(world: CommandWorld, { root }: Project): Promise<ReadonlyMap<string, string>> {
  const listed = await git(world, root, ['diff', '--cached', '--name-only', '--relative', '--diff-filter=ACMR', '-z'])
  const files = listed
    .toString('utf8')
    .split('\0')
    .filter((file) => languageOf(file) !== undefined)
  return readBlobs(
    world,
    root,
    files.map((file) => ({ file, object: `:./${file}` })),
  )
}

export interface Comparison {
  /** Findings whose fingerprint the other tree does not have. */
  readonly fresh: readonly Finding[]
  /** Findings of the other tree that are no more. */
  readonly gone: { readonly findings: readonly Finding[]; readonly textOf: (path: string) => string | undefined }
}

/** Compare with the whole tree of a revision, by fingerprints: code that only moved is nothing new. */
export async function compareWith({ world, project, paths }: Check, report: ProjectReport, revision: string): Promise<Comparison> {
  const { root } = project
  if (revision.startsWith('-')) throw new CliError(`there is no revision ${revision}`)
  const commit = (await git(world, root, ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`]).catch(() => undefined))
    ?.toString('utf8')
    .trim()
  if (!commit)
    throw new CliError(
      `there is no revision ${revision} in this repository`,
      '`git log` shows the ones there are; a shallow clone may lack it',
    )
  const tree = (await git(world, root, ['ls-tree', '-r', '-z', '--name-only', commit]))
    .toString('utf8')
    .split('\0')
    .filter((file) => file !== '')
  const texts = await readBlobs(
    world,
    root,
    tree.filter(isWorthReading).map((file) => ({ file, object: `${commit}:./${file}` })),
  )
  const engine = project.engineOver(createTreeFiles(tree, texts))
  const inScope = scopeOf(paths, project.fs.listFiles())
  const old = await engine.checkProject({
    paths: tree.filter((file) => languageOf(file) !== undefined && inScope(file)),
    signal: world.signal,
  })
  const unsuppressed = (findings: readonly Finding[]) => findings.filter(({ suppressed }) => !suppressed)
  const known = applyBaseline({ version: 1, findings: unsuppressed(old.findings) }, report.findings)
  const fresh = known.findings.filter(({ suppressed }) => suppressed?.kind !== 'baseline')
  const left = applyBaseline({ version: 1, findings: unsuppressed(report.findings) }, unsuppressed(old.findings))
  return { fresh, gone: { findings: left.findings.filter(({ suppressed }) => !suppressed), textOf: (file) => texts.get(file) } }
}

/** Files that rules or facts may want: code, and what describes a project. */
const isWorthReading = (file: string): boolean => languageOf(file) !== undefined || /\.(toml|ini|cfg|txt|json|mako|lock)$/.test(file)

/** When only some files are checked, only files of the same folders count in the other tree; names may have changed. */
function scopeOf(paths: readonly string[], listed: readonly string[]): (file: string) => boolean {
  const now = new Set(paths)
  const left = new Set(listed.filter((file) => languageOf(file) !== undefined && !now.has(file)))
  return (file) => !left.has(file)
}

function createTreeFiles(tree: readonly string[], texts: ReadonlyMap<string, string>): FileSystem {
  const sorted = [...tree].sort()
  return {
    listFiles: () => sorted,
    readText(file): FileText {
      const text = texts.get(file)
      return text === undefined ? { kind: 'unreadable', reason: 'not in that revision' } : { kind: 'text', text }
    },
    search: (literals, extensions) =>
      sorted.filter((file) => {
        const text = texts.get(file)
        return (
          text !== undefined &&
          (extensions?.some((extension) => file.endsWith(extension)) ?? true) &&
          literals.some((literal) => text.includes(literal))
        )
      }),
  }
}

/** Contents from the object store by one process. Objects that are missing, or no text, are left out. */
async function readBlobs(
  world: CommandWorld,
  root: string,
  wanted: readonly { readonly file: string; readonly object: string }[],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>()
  const named = wanted.filter(({ object }) => !object.includes('\n'))
  if (named.length === 0) return texts
  const output = await git(world, root, ['cat-file', '--batch'], named.map(({ object }) => `${object}\n`).join(''))
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let at = 0
  for (const { file } of named) {
    const end = output.indexOf(10, at)
    const size = /^[0-9a-f]+ blob (\d+)$/.exec(output.toString('utf8', at, end))?.[1]
    at = end + 1
    if (size === undefined) continue
    const content = output.subarray(at, at + Number(size))
    at += Number(size) + 1
    try {
      texts.set(file, decoder.decode(content))
    } catch {
      // No UTF-8: nothing that can be judged, as on disk.
    }
  }
  return texts
}

function git({ signal }: CommandWorld, root: string, args: readonly string[], input = ''): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, {
      cwd: root,
      signal,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' },
    })
    const output: Buffer[] = []
    const errors: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
    child.on('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ENOENT' ? new CliError('git is not installed', '--since and --staged need it') : error)
    })
    child.on('close', (code) => {
      if (code === 0) return resolve(Buffer.concat(output))
      const reason = Buffer.concat(errors)
        .toString('utf8')
        .trim()
        .replace(/^fatal: /, '')
      reject(new CliError(`git ${args[0] ?? ''} failed: ${reason}`, '--since and --staged need a git repository'))
    })
    // The reader may end first; its exit code tells why.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}

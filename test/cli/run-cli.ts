import { spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'

const root = path.join(__dirname, '..', '..')
export const cli = path.join(root, 'dist', 'cli.js')

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd: string
  readonly input?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
  /** Run as somebody who is not root. */
  readonly asNobody?: boolean
}

/** Run the built command line in a clean environment. */
export function run(args: readonly string[], { cwd, input, env = {}, asNobody = false }: RunOptions): Promise<Outcome> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(PG|NO_COLOR|FORCE_COLOR|GIT_|DATABASE_URL|TENANTSCOPE)/.test(name)),
  )
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [asNobody ? publicCli() : cli, ...args], {
      cwd,
      env: { ...inherited, GIT_CONFIG_NOSYSTEM: '1', ...env },
      ...(asNobody && process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}),
    })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(stdout).toString('utf8'), stderr: Buffer.concat(stderr).toString('utf8') }),
    )
    child.stdin.on('error', () => undefined)
    child.stdin.end(input ?? '')
  })
}

let copied: string | undefined

/** A copy that everybody may read: the checkout may lie in a folder that is root's alone. */
function publicCli(): string {
  if (copied === undefined) {
    copied = mkdtempSync(path.join(tmpdir(), 'tenantscope-dist-'))
    chmodSync(copied, 0o755)
    cpSync(path.join(root, 'dist'), copied, { recursive: true })
    const folder = copied
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  }
  return path.join(copied, 'cli.js')
}

export interface Project {
  readonly root: string
  write(files: Readonly<Record<string, string | Uint8Array>>): void
  read(file: string): string
  git(...args: readonly string[]): Promise<string>
  /** Everything committed. */
  commit(message?: string): Promise<void>
  run(args: readonly string[], options?: Partial<RunOptions>): Promise<Outcome>
}

const folders: string[] = []
after(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A project in a folder of its own, gone after the tests. */
export async function createProject(files: Readonly<Record<string, string | Uint8Array>>, { git = false } = {}): Promise<Project> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tenantscope-cli-'))
  folders.push(folder)
  chmodSync(folder, 0o755)
  const project: Project = {
    root: folder,
    write(more) {
      for (const [file, content] of Object.entries(more)) {
        mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
        writeFileSync(path.join(folder, file), content)
      }
    },
    read: (file) => readFileSync(path.join(folder, file), 'utf8'),
    git: (...args) => runGit(folder, args),
    async commit(message = 'change') {
      await runGit(folder, ['add', '-A'])
      // Each a minute later: git's dates have whole seconds, and tests are faster than that.
      const date = `${1_760_000_000 + commits++ * 60} +0000`
      const who = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.org', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.org' }
      await runGit(folder, ['commit', '-q', '--allow-empty', '-m', message], { ...who, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date })
    },
    run: (args, options) => run(args, { cwd: folder, ...options }),
  }
  project.write(files)
  if (git) {
    await project.git('init', '-q')
    await project.commit()
  }
  return project
}

let commits = 0

function runGit(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd, env: { ...process.env, ...env } })
    let output = ''
    let errors = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8')
    })
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString('utf8')
    })
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`git ${args.join(' ')}: ${errors}`))))
  })
}

/** A comment that silences nothing: `unused-suppression`, a warning with a safe fix. */
export const idle = '# tenantscope: ignore[multiple-heads] no longer needed'
/** `expired-suppression`, an error without a fix. */
export const expired = '# tenantscope: ignore[multiple-heads] until=2020-01-31 the vendor promised'

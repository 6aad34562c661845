import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import * as path from 'node:path'
import { waitUntil } from './wait-until'

/** The pinned virtual environments: SQLAlchemy 2.0 (the main one, with FastAPI), 1.4 and 2.1. See `python/<name>.txt`. */
export type PythonEnvironment = 'sa20' | 'sa14' | 'sa21'

export interface PythonRun {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const root = path.resolve(__dirname, '../..')

/**
 * Makes the environment under `.venvs/<name>` when it is missing or its requirements changed, and returns its Python.
 * Safe to call from several test processes at once. Throws with pip's own words when the packages cannot be had.
 */
export async function preparePython(name: PythonEnvironment): Promise<string> {
  const requirements = path.join(__dirname, 'python', `${name}.txt`)
  const folder = path.join(root, '.venvs', name)
  const python = path.join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
  const stampFile = path.join(folder, '.stamp')
  const stamp = createHash('sha256').update(readFileSync(requirements)).digest('hex')
  const isReady = (): boolean => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp
  if (isReady()) return python

  mkdirSync(path.dirname(folder), { recursive: true })
  const lock = `${folder}.lock`
  if (!takeLock(lock)) {
    await waitUntil(`another process to make ${path.relative(root, folder)}`, () => isReady() || !existsSync(lock), { seconds: 300 })
    return preparePython(name)
  }
  try {
    rmSync(folder, { recursive: true, force: true })
    await runOrThrow(process.env.PYTHON ?? 'python3', ['-m', 'venv', folder])
    await runOrThrow(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '-r', requirements])
    writeFileSync(stampFile, stamp)
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
  return python
}

/** Runs a Python file in one of the environments and waits for its end. A non-zero exit code is a value, not an exception. */
export async function runPython(
  name: PythonEnvironment,
  script: string,
  options: { readonly args?: readonly string[]; readonly env?: NodeJS.ProcessEnv; readonly cwd?: string; readonly input?: string } = {},
): Promise<PythonRun> {
  const python = await preparePython(name)
  return run(python, [script, ...(options.args ?? [])], options)
}

/** `mkdir` is atomic on every file system. A lock older than ten minutes was left by a process that died. */
function takeLock(lock: string): boolean {
  if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 600_000) rmSync(lock, { recursive: true, force: true })
  try {
    mkdirSync(lock)
    return true
  } catch {
    return false
  }
}

async function runOrThrow(command: string, args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await run(command, args, {})
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${stdout}${stderr}`.slice(0, 8000))
}

function run(
  command: string,
  args: readonly string[],
  { env, cwd, input = '' }: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string; readonly input?: string },
): Promise<PythonRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      cwd,
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8', ...env },
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, stdout, stderr }))
    child.stdin.end(input)
  })
}

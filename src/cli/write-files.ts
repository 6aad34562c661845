import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import * as path from 'node:path'
import { CliError } from './options'

/** Write a file as a whole or not at all; mode and symbolic links stay. */
export function writeAtomically(file: string, text: string): void {
  const target = realOf(file)
  const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${randomBytes(4).toString('hex')}.tmp`)
  try {
    mkdirSync(path.dirname(target), { recursive: true })
    const mode = modeOf(target)
    if (mode !== undefined && (mode & 0o222) === 0) throw new CliError(`${file} cannot be written: it is read-only`, 'Nothing of it was changed')
    writeFileSync(temporary, text, { flag: 'wx' })
    if (mode !== undefined) chmodSync(temporary, mode)
    renameSync(temporary, target)
  } catch (error) {
    rmSync(temporary, { force: true })
    if (error instanceof CliError) throw error
    const reason = error instanceof Error && 'code' in error ? describe(String(error.code)) : String(error)
    throw new CliError(`${file} cannot be written: ${reason}`, 'Nothing of it was changed')
  }
}

function realOf(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    // It does not exist yet.
    return file
  }
}

function modeOf(file: string): number | undefined {
  try {
    return statSync(file).mode & 0o7777
  } catch {
    // It does not exist yet.
    return undefined
  }
}

const describe = (code: string): string =>
  ({ EACCES: 'permission denied', EPERM: 'permission denied', ENOSPC: 'no space left', EROFS: 'the file system is read-only', EISDIR: 'it is a folder' })[code] ?? code

import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import * as path from 'node:path'
import { describeFileError } from './describe-file-error'

/** What became of a write: nothing is half written. */
export type WriteOutcome = { readonly kind: 'written' } | { readonly kind: 'failed'; readonly reason: string }

/** Write a whole file or nothing of it: beside it first, then in its place. Mode and symbolic links stay as they are. */
export function writeAtomically(absolute: string, text: string): WriteOutcome {
  const target = resolved(absolute)
  const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${randomBytes(6).toString('hex')}`)
  try {
    mkdirSync(path.dirname(target), { recursive: true })
    const mode = modeOf(target)
    // Renaming over a read-only file would succeed, against its owner's will.
    if (mode !== undefined && (mode & 0o200) === 0) return { kind: 'failed', reason: 'it is read-only' }
    writeFileSync(temporary, text, { flag: 'wx' })
    if (mode !== undefined) chmodSync(temporary, mode)
    renameSync(temporary, target)
    return { kind: 'written' }
  } catch (error) {
    rmSync(temporary, { force: true })
    return { kind: 'failed', reason: describeFileError(error) }
  }
}

/** Write a file at its new place, then take the old one away, and its folder when that is empty. Nothing is overwritten. */
export function moveAtomically(from: string, to: string, text: string): WriteOutcome {
  const before = statSync(from, { throwIfNoEntry: false })
  const there = statSync(to, { throwIfNoEntry: false })
  if (!before) return { kind: 'failed', reason: `${from} is gone` }
  // Where case makes no difference, both names are one file.
  const sameFile = there?.ino === before.ino && there.dev === before.dev
  if (there && !sameFile) return { kind: 'failed', reason: 'there is a file of that name already' }
  if ((before.mode & 0o200) === 0) return { kind: 'failed', reason: `${from} is read-only` }
  const outcome = writeAtomically(sameFile ? from : to, text)
  if (outcome.kind === 'failed') return outcome
  try {
    if (sameFile) renameSync(from, to)
    else {
      chmodSync(to, before.mode)
      rmSync(from)
      removeIfEmpty(path.dirname(from))
    }
  } catch (error) {
    return { kind: 'failed', reason: `${from} stays beside it: ${describeFileError(error)}` }
  }
  return { kind: 'written' }
}

/** A package without files would still be importable, as a namespace. */
function removeIfEmpty(folder: string): void {
  if (readdirSync(folder).every((name) => name === '__pycache__')) rmSync(folder, { recursive: true })
}

function resolved(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    // It does not exist yet.
    return file
  }
}

function modeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mode
}

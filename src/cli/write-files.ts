import { rmSync } from 'node:fs'
import * as path from 'node:path'
import { moveAtomically, writeAtomically as write } from '../host/atomic-write'
import type { FixOutcome } from '../index'
import { CliError } from './options'

/** Write a file as a whole or not at all; mode and symbolic links stay. */
export function writeAtomically(absolute: string, text: string): void {
  const outcome = write(absolute, text)
  if (outcome.kind === 'failed') throw new CliError(`${absolute} cannot be written: ${outcome.reason}`, 'Nothing of it was changed')
}

/** What fixes did, on the disk: texts and files at their new places first, then what is to go. */
export function writeOutcome(root: string, { changed, removed }: Pick<FixOutcome, 'changed' | 'removed'>): void {
  const at = (file: string): string => path.join(root, file)
  for (const { path: file, from, after } of changed) {
    if (from === undefined) {
      writeAtomically(at(file), after)
      continue
    }
    const outcome = moveAtomically(at(from), at(file), after)
    if (outcome.kind === 'failed') throw new CliError(`${at(from)} cannot become ${at(file)}: ${outcome.reason}`, moveHelp)
  }
  for (const { path: file } of removed) rmSync(at(file))
}

const moveHelp = 'Files before it are written already: `git status` shows them, or run the command again when the reason is gone'

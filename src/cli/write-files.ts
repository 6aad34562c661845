import { writeAtomically as write } from '../host/atomic-write'
import { CliError } from './options'

/** Write a file as a whole or not at all; mode and symbolic links stay. */
export function writeAtomically(absolute: string, text: string): void {
  const outcome = write(absolute, text)
  if (outcome.kind === 'failed') throw new CliError(`${absolute} cannot be written: ${outcome.reason}`, 'Nothing of it was changed')
}

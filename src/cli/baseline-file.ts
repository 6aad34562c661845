import { existsSync } from 'node:fs'
import { readTextFile } from '../host/read-text-file'
import { type Baseline, parseBaseline } from '../index'
import { CliError } from './options'

/** The baseline at an absolute path; undefined when there is none. `name` is how the user wrote it. */
export function readBaselineFile(file: string, name: string): Baseline | undefined {
  if (!existsSync(file)) return undefined
  const read = readTextFile(file)
  if (read.kind === 'unreadable') throw new CliError(`the baseline ${name} cannot be read: ${read.reason}`)
  const parsed = parseBaseline(read.text)
  if (typeof parsed === 'string') throw new CliError(`the baseline ${name} ${parsed}`, 'Write it anew with --update-baseline')
  return parsed
}

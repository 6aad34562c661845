import { existsSync } from 'node:fs'
import * as path from 'node:path'
import {
  applyBaseline,
  type Baseline,
  type BaselineEntry,
  defaultBaselineName,
  type Finding,
  formatBaseline,
  listRuleMetas,
  pruneBaseline,
  updateBaseline,
} from '../index'
import { readBaselineFile } from './baseline-file'
import type { Check } from './open-check'
import { CliError } from './options'
import { writeAtomically } from './write-files'

/** Mark what the baseline knows; first bring it up to date when that was asked for. */
export function withBaseline(check: Check, findings: readonly Finding[]): readonly Finding[] {
  const { world, options } = check
  if (options.baseline === undefined && !options.updateBaseline && !options.pruneBaseline) return findings
  const name = options.baseline ?? defaultBaselineName
  const file = path.resolve(world.cwd, name)
  const tell = (text: string): void => {
    if (!world.quiet) world.stderr.write(`${text}\n`)
  }
  const old = readBaselineFile(file, name)
  const entries = old?.findings ?? []
  // A run over some files or some rules says nothing about the others.
  const judged = createJudged(check)
  const mine: Baseline = { version: 1, findings: entries.filter(judged) }
  const others = entries.filter((entry) => !judged(entry))
  if (options.updateBaseline) {
    const { baseline, added, removed } = updateBaseline(mine, findings)
    const next: Baseline = { version: 1, findings: sortEntries([...others, ...baseline.findings]) }
    writeAtomically(file, formatBaseline(next))
    tell(`${name}: ${next.findings.length} known, ${added} added, ${removed} removed`)
    return applyBaseline(next, findings).findings
  }
  if (!old) throw new CliError(`there is no baseline ${name}`, 'Write one with --update-baseline')
  const { gone } = applyBaseline(mine, findings)
  if (options.pruneBaseline) {
    const next: Baseline = { version: 1, findings: sortEntries([...others, ...pruneBaseline(mine, findings).findings]) }
    writeAtomically(file, formatBaseline(next))
    tell(`${name}: ${next.findings.length} known, ${gone.length} removed`)
  } else if (gone.length > 0) {
    world.log.warn(`${name}: ${gone.length} of ${entries.length} known findings are gone; --prune-baseline takes them out`)
  }
  return applyBaseline(old, findings).findings
}

/** Did this run look at the file (or is the file gone) and at the rule? */
function createJudged({ paths, project, options }: Check): (entry: BaselineEntry) => boolean {
  const checked = new Set(paths)
  const families = new Map(listRuleMetas().map(({ id, family }) => [id, family]))
  const narrowed = options.select !== undefined || options.ignore.length > 0
  const names = (list: readonly string[], rule: string) => list.includes(rule) || list.includes(families.get(rule) ?? rule)
  return (entry) => {
    // Whether a comment is idle is known only when all rules ran.
    if (narrowed && families.get(entry.rule) === 'suppression') return false
    if (!checked.has(entry.path) && existsSync(path.join(project.root, entry.path))) return false
    return (options.select === undefined || names(options.select, entry.rule)) && !names(options.ignore, entry.rule)
  }
}

/** By place, so that a change of the file is a small diff. */
function sortEntries(entries: readonly BaselineEntry[]): readonly BaselineEntry[] {
  const key = ({ path: file, rule, fingerprint }: BaselineEntry) => `${file}\0${rule}\0${fingerprint}`
  return [...entries].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}

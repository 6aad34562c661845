import picomatch from 'picomatch'
import type { Config, RuleLevel } from '../contract/config'
import type { RuleMeta } from '../contract/rule'

/** What one run asks for beyond the configuration: rule ids or families, as in `--select` and `--ignore`. */
export interface Selection {
  readonly select?: readonly string[]
  readonly ignore?: readonly string[]
}

export interface RuleSetting {
  readonly level: RuleLevel
  /** Set by hand: wins over the severity that a single finding carries. */
  readonly explicit: boolean
}

type RuleName = Pick<RuleMeta, 'id' | 'family' | 'severity' | 'recommended'>

/**
 * The level of rules for files. From weak to strong: the rule's default, `[rules]` by family, by id, each matching
 * `[rules.paths."glob"]` in file order, then the selection. A selected rule that is off comes on with its default.
 */
export function createLevels(config: Config, selection: Selection = {}): (rule: RuleName, path: string) => RuleSetting {
  const globs = config.rules.paths.map(({ glob, levels }) => ({ matches: createGlob(glob), levels }))
  const select = selection.select && new Set(selection.select)
  const ignore = new Set(selection.ignore ?? [])
  const names = (set: ReadonlySet<string>, rule: RuleName) => set.has(rule.id) || set.has(rule.family)
  return (rule, path) => {
    if (names(ignore, rule)) return off
    if (select && !names(select, rule)) return off
    let level = config.rules.levels[rule.id] ?? config.rules.levels[rule.family]
    for (const { matches, levels } of globs) {
      const here = levels[rule.id] ?? levels[rule.family]
      if (here !== undefined && matches(path)) level = here
    }
    if (select && (level === undefined || level === 'off')) return { level: rule.severity, explicit: false }
    if (level !== undefined) return { level, explicit: true }
    return rule.recommended ? { level: rule.severity, explicit: false } : off
  }
}

const off: RuleSetting = { level: 'off', explicit: true }

/** Globs are matched against the whole path relative to the root; a glob that names a folder covers what is below it. */
export function createGlob(glob: string): (path: string) => boolean {
  const clean = glob.replace(/^\.\//, '').replace(/\/$/, '')
  const matches = picomatch([clean, `${clean}/**`], { dot: true })
  return (path) => matches(path)
}

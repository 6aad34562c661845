import type { RuleMeta } from './contract/rule'
import { listSuppressionRules } from './engine/suppression/suppression-rules'
import { liveChecks } from './live/checks'
import { rules } from './rules'

/** Everything that has a rule id: over files, over suppression comments, over a database. */
export const listRuleMetas = (): readonly RuleMeta[] => [...rules, ...listSuppressionRules, ...liveChecks].map(toMeta)

const toMeta = ({ id, family, summary, severity, recommended, languages, fixable }: RuleMeta): RuleMeta => ({
  id,
  family,
  summary,
  severity,
  recommended,
  languages,
  fixable,
})

/** Rule ids and families: what configuration and suppression comments may name. */
export const listRuleNames = (): readonly string[] => [...new Set(listRuleMetas().flatMap(({ id, family }) => [id, family]))]

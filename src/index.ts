/** The only door of the core: what the hosts (command line, language server, tests) may use. */
export { listRuleMetas, listRuleNames } from './catalogue'
export { type LoadedConfigs, loadConfigs } from './config/load-configs'
export type { ConfigError } from './config/parse-config'
export { type Config, defaultConfig } from './contract/config'
export type { Edit, FileOperation, Finding, Fix, LiveFinding, NotAnalysed, Related, Severity } from './contract/finding'
export { languageOf } from './contract/language'
export type { Database, FileSystem, FileText, Git, Log } from './contract/ports'
export type { Language, RuleMeta } from './contract/rule'
export { applyFixes, type ChangedFile, type FixOutcome, type FixRequest, preferredFix } from './engine/apply-fixes'
export {
  applyBaseline,
  type Baseline,
  type BaselineEntry,
  defaultBaselineName,
  formatBaseline,
  parseBaseline,
  pruneBaseline,
  updateBaseline,
} from './engine/baseline'
export type { AnyRule, FileReport, ToolFailure } from './engine/check-file'
export { createWorkspaces } from './engine/create-workspaces'
export { createEngine, type Engine, type EngineOptions, type ProjectReport, type WorkspaceSet } from './engine/engine'
export { explainSession, type SessionExplanation } from './engine/explain-session'
export type { FactServices } from './engine/facts'
export type { Selection } from './engine/levels'
export { liveChecks } from './live/checks'
export { rules } from './rules'
export { rulePages } from './rules/pages'

import { alembicFacts } from '../alembic/alembic-facts'
import type { RuleLevel } from '../contract/config'
import type { LiveFinding, Severity } from '../contract/finding'
import { modelFacts } from '../models/model-facts'
import type { Workspace } from '../project/workspace'
import { liveChecks } from './checks'
import { reasonOf } from './database-error'
import type { Check, LiveWorld } from './live-world'
import { toModelFacts } from './model-tables'
import { toRevisionFacts } from './revision-facts'
import type { SchemaSnapshot, Skipped } from './snapshot'
import { groupTenants } from './tenant-groups'

export interface LiveResult {
  readonly findings: readonly LiveFinding[]
  readonly skipped: readonly Skipped[]
  readonly world: LiveWorld
}

export type LiveFacts = Omit<LiveWorld, 'grouping' | 'skip'>

/** Run the live checks that the configuration leaves on. One that fails is reported as skipped; the others still run. */
export function runLiveChecks(facts: LiveFacts, checks: readonly Check[] = liveChecks): LiveResult {
  const skipped: Skipped[] = []
  const world: LiveWorld = { ...facts, grouping: groupTenants(facts.snapshot), skip: (what, why) => skipped.push({ what, why }) }
  const findings: LiveFinding[] = []
  for (const check of checks) {
    const level = levelOf(check, facts.config.rules.levels)
    if (level === 'off') continue
    const given = facts.config.rules.levels[check.id] ?? facts.config.rules.levels.live
    try {
      for (const { severity, ...finding } of check.check(world)) {
        findings.push({
          rule: check.id,
          severity: given !== undefined && given !== 'off' ? given : (severity ?? check.severity),
          ...finding,
        })
      }
    } catch (error) {
      skipped.push({ what: check.id, why: `the check failed: ${reasonOf(error)}` })
    }
  }
  for (const tenant of world.grouping.unreadable) {
    if (tenant.structure.kind === 'unreadable') skipped.push({ what: tenant.name, why: tenant.structure.reason })
  }
  return { findings: findings.sort(compareFindings), skipped, world }
}

/** What a project's code says beside a snapshot; everything of it optional. */
export function toLiveFacts(workspace: Workspace, snapshot: SchemaSnapshot): LiveFacts {
  return {
    snapshot,
    config: workspace.config,
    revisions: toRevisionFacts(alembicFacts(workspace), snapshot),
    models: toModelFacts(modelFacts(workspace)),
    textOf: (path) => workspace.text(path),
  }
}

const levelOf = (check: Check, levels: Readonly<Record<string, RuleLevel>>): RuleLevel => levels[check.id] ?? levels.live ?? check.severity

const rank: { readonly [severity in Severity]: number } = { error: 0, warning: 1, info: 2 }

function compareFindings(a: LiveFinding, b: LiveFinding): number {
  return (
    rank[a.severity] - rank[b.severity] ||
    order(a.rule, b.rule) ||
    order(a.object.table ?? a.object.name, b.object.table ?? b.object.name) ||
    order(a.object.kind, b.object.kind) ||
    order(a.object.name, b.object.name) ||
    order(a.message, b.message)
  )
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

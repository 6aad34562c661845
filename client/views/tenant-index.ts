import type { MigrationsReport, ReportFinding, TenantDifference, TenantReport } from '../../src/protocol'

/** A report prepared for a tree: every question about one tenant costs one look-up, whether there are three tenants or ten thousand. */
export interface TenantIndex {
  /** Tenants with the same state; the healthy ones last. */
  readonly states: readonly TenantState[]
  findingsOf(schema: string): readonly ReportFinding[]
  /** Differences from the reference that no finding of the tenant is about. */
  differencesOf(schema: string): readonly TenantDifference[]
  isTemplate(schema: string): boolean
  /** Revisions that schemas hold and no file has. */
  readonly unknownRevisions: readonly string[]
}

export interface TenantState {
  readonly state: string
  readonly isHealthy: boolean
  readonly tenants: readonly TenantReport[]
}

const upToDate = 'up to date'

export function createTenantIndex(report: MigrationsReport): TenantIndex {
  const templates = templatesOf(report)
  const templateNames = new Set(templates.map(({ schema }) => schema))
  const findings = new Map<string, ReportFinding[]>()
  for (const finding of report.findings) for (const schema of finding.tenants ?? []) append(findings, schema, finding)
  const differences = new Map<string, TenantDifference[]>()
  for (const group of report.groups) {
    if (group.isTemplate) continue
    for (const schema of group.tenants) append(differences, schema, ...group.differences)
  }
  const findingsOf = (schema: string): readonly ReportFinding[] => findings.get(schema) ?? []

  const byState = new Map<string, TenantReport[]>()
  const all = [...templates, ...report.tenants]
  for (const tenant of all) append(byState, stateOf(tenant, findingsOf(tenant.schema)), tenant)
  const unknown = all.filter(({ state }) => state === 'unknown revision').flatMap(({ revisions }) => revisions ?? [])
  return {
    states: [...byState]
      .map(([state, tenants]) => ({ state, tenants, isHealthy: state === upToDate }))
      .sort((a, b) => Number(a.isHealthy) - Number(b.isHealthy) || (a.state < b.state ? -1 : 1)),
    findingsOf,
    differencesOf(schema) {
      const said = findingsOf(schema).flatMap(({ object }) => (object ? [object.name] : []))
      return (differences.get(schema) ?? []).filter(({ object }) => !said.some((name) => object.endsWith(name)))
    },
    isTemplate: (schema) => templateNames.has(schema),
    unknownRevisions: [...new Set(unknown)],
  }
}

/** The template of each database is looked at like a tenant: what is wrong there, every new tenant gets. */
function templatesOf({ database }: MigrationsReport): readonly TenantReport[] {
  return (database.shards ?? [database]).flatMap(({ template }) => (template ? [{ ...template, groups: [] }] : []))
}

/** Being at head proves nothing: a tenant whose structure differs is not in order, whatever its version table says. */
function stateOf({ state }: TenantReport, findings: readonly ReportFinding[]): string {
  return state === upToDate && findings.some(({ severity }) => severity !== 'info') ? `${upToDate}, but different` : state
}

function append<Value>(map: Map<string, Value[]>, key: string, ...values: readonly Value[]): void {
  const known = map.get(key)
  if (known) known.push(...values)
  else map.set(key, [...values])
}

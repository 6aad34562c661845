import type { LiveFinding } from '../contract/finding'
import { type Difference, subjectOf } from './compare-shapes'
import { createStates } from './describe-state'
import { versionOf } from './pending-operations'
import type { LiveResult } from './run-live-checks'
import { objectLabel, type TenantFacts } from './snapshot'
import { nameReference, type TenantGroup } from './tenant-groups'
import { compareNatural } from './tenants'

/** The document of `migrations --format json`, a public contract. Positions are still offsets: a host turns them into lines. */
export interface MigrationsDocument {
  readonly version: 1
  readonly database: DatabaseEntry & { readonly shards?: readonly DatabaseEntry[] }
  readonly graph: {
    readonly heads: readonly string[]
    readonly bases: readonly string[]
    readonly problems: readonly { readonly kind: string; readonly revisions: readonly string[] }[]
  }
  readonly tenants: readonly TenantEntry[]
  readonly groups: readonly GroupEntry[]
  readonly findings: readonly LiveFinding[]
  readonly skipped: readonly { readonly what: string; readonly why: string }[]
}

export interface DatabaseEntry {
  readonly server: string
  readonly database: string
  readonly serverVersion: string
  readonly standby: boolean
  readonly tenants: number
  readonly versionTable?: string
  readonly template?: {
    readonly schema: string
    readonly revisions?: readonly string[]
    readonly state: string
    readonly fingerprint?: string
  }
  readonly comparedWith: string
}

export interface TenantEntry {
  readonly schema: string
  readonly revisions?: readonly string[]
  readonly state: string
  readonly groups: readonly string[]
  readonly reason?: string
}

export interface GroupEntry {
  readonly fingerprint: string
  readonly structure: string
  readonly names: string
  readonly tenants: readonly string[]
  /** `the template`, `most tenants`, or the tenant of the largest group: what the differences are from. */
  readonly comparedWith: string
  readonly isTemplate: boolean
  readonly versions: readonly string[]
  readonly differences: readonly DifferenceEntry[]
}

export interface DifferenceEntry {
  readonly kind: string
  readonly object: string
  readonly change: Difference['change']
  /** Null: the template does not have it. For a name: the name there. */
  readonly template: string | null
  readonly here: string | null
  /** What differs only because of this one: the columns of a missing table, the index on a missing column. */
  readonly with?: readonly { readonly kind: string; readonly object: string }[]
}

export function toMigrationsDocument({ world, findings, skipped }: LiveResult): MigrationsDocument {
  const { snapshot, grouping, revisions } = world
  const groupOf = new Map(grouping.groups.flatMap((group) => group.tenants.map((tenant) => [tenant, group] as const)))
  const stateOf = createStates(world)
  const databases = snapshot.databases.map((_, index) => toDatabase(index, world, stateOf))
  const [first] = databases
  return {
    version: 1,
    database:
      first && databases.length === 1
        ? first
        : {
            server: [...new Set(databases.map(({ server }) => server))].join(', '),
            database: databases.map(({ database }) => database).join(', '),
            serverVersion: [...new Set(databases.map(({ serverVersion }) => serverVersion))].join(', '),
            standby: databases.some(({ standby }) => standby),
            tenants: databases.reduce((sum, { tenants }) => sum + tenants, 0),
            comparedWith: [...new Set(databases.map(({ comparedWith }) => comparedWith))].join(', '),
            shards: databases,
          },
    graph: {
      heads: revisions?.graph.heads ?? [],
      bases: revisions?.graph.bases ?? [],
      problems: (revisions?.graph.problems ?? []).map((problem) => ({ kind: problem.kind, revisions: problemRevisions(problem) })),
    },
    tenants: snapshot.tenants
      .filter(({ isTemplate }) => !isTemplate)
      .map((tenant): TenantEntry => {
        const version = versionOf(tenant, snapshot)
        const group = groupOf.get(tenant)
        const reason =
          tenant.structure.kind === 'unreadable' ? tenant.structure.reason : version.kind === 'unreadable' ? version.reason : undefined
        return {
          schema: tenant.name,
          ...(version.kind === 'at' ? { revisions: version.revisions } : {}),
          state: stateOf(tenant),
          groups: group ? [group.strict] : [],
          ...(reason === undefined ? {} : { reason }),
        }
      }),
    groups: grouping.groups.map((group) => toGroup(group, world)),
    findings,
    skipped: [...snapshot.skipped, ...skipped],
  }
}

function toDatabase(index: number, world: LiveResult['world'], stateOf: (tenant: TenantFacts) => string): DatabaseEntry {
  const { snapshot } = world
  const database = snapshot.databases[index]
  const members = snapshot.tenants.filter((tenant) => tenant.database === index)
  const template = members.find(({ isTemplate }) => isTemplate)
  const reference = world.grouping.references[index]
  const version = template && versionOf(template, snapshot)
  return {
    server: database?.server ?? '',
    database: database?.database ?? '',
    serverVersion: formatServerVersion(database?.serverVersion ?? 0),
    standby: database?.standby ?? false,
    tenants: members.filter(({ isTemplate }) => !isTemplate).length,
    ...(database?.sharedVersion ? { versionTable: database.sharedVersion.schema } : {}),
    ...(template
      ? {
          template: {
            schema: template.schema,
            ...(version?.kind === 'at' ? { revisions: version.revisions } : {}),
            state: stateOf(template),
            ...(template.structure.kind === 'known' ? { fingerprint: template.structure.strict } : {}),
          },
        }
      : {}),
    comparedWith: reference
      ? reference.kind === 'template'
        ? `the template ${reference.tenant.schema}`
        : reference.kind === 'majority'
          ? `the majority, as in ${reference.tenant.schema}`
          : `${reference.tenant.schema}: there is no template, and no structure is that of most tenants`
      : 'nothing',
  }
}

function toGroup(group: TenantGroup, { snapshot }: LiveResult['world']): GroupEntry {
  const versions = new Set(
    group.tenants.map((tenant) => {
      const version = versionOf(tenant, snapshot)
      return version.kind === 'at' ? version.revisions.join(', ') : version.kind
    }),
  )
  return {
    fingerprint: group.strict,
    structure: group.structural,
    names: group.strict,
    tenants: group.tenants.map(({ name }) => name),
    comparedWith: nameReference(group.reference).replaceAll('`', ''),
    isTemplate: group.isTemplate,
    versions: [...versions].sort(compareNatural),
    differences: (group.differences ?? []).map(toDifference),
  }
}

export function toDifference(difference: Difference): DifferenceEntry {
  const subject = subjectOf(difference)
  const named = difference.change === 'name'
  return {
    kind: subject.kind,
    object: objectLabel(subject),
    change: difference.change,
    template: difference.template ? (named ? difference.template.name : difference.template.definition) : null,
    here: difference.here ? (named ? difference.here.name : difference.here.definition) : null,
    ...(difference.with.length > 0 ? { with: difference.with.map((object) => ({ kind: object.kind, object: objectLabel(object) })) } : {}),
  }
}

/** 180004 -> 18.4. */
export const formatServerVersion = (version: number): string => `${Math.floor(version / 10000)}.${version % 10000}`

function problemRevisions(problem: NonNullable<LiveResult['world']['revisions']>['graph']['problems'][number]): readonly string[] {
  switch (problem.kind) {
    case 'missing-parent':
      return [problem.revision.id, problem.missing.value]
    case 'duplicate':
    case 'cycle':
      return [...new Set(problem.revisions.map(({ id }) => id))]
    default:
      return [problem.revision.id]
  }
}

import type { LiveFinding } from '../contract/finding'
import type { Span } from '../text/span'
import type { DifferenceEntry, GroupEntry, MigrationsDocument, TenantEntry } from './migrations-document'
import { count } from './tenants'

/** A line of the tree of tenants: states, below them groups that are alike, below them tenants with what is to be said of them. Plain data. */
export interface TenantTreeNode {
  readonly kind: 'state' | 'group' | 'tenant' | 'finding' | 'difference'
  /** Unique in the tree, and the same in the next one as long as it is about the same thing. */
  readonly id: string
  readonly label: string
  /** Beside the label, dimmed. */
  readonly description?: string
  /** Markdown. */
  readonly tooltip?: string
  readonly icon: TenantTreeIcon
  /** Every tenant below; what "copy list" copies. Of findings and differences: one to look at. */
  readonly tenants: readonly string[]
  readonly children: readonly TenantTreeNode[]
  /** Where the source says so. */
  readonly place?: { readonly path: string; readonly span: Span }
}

export type TenantTreeIcon =
  | 'ok'
  | 'info'
  | 'warning'
  | 'error'
  | 'question'
  | 'group'
  | 'tenant'
  | 'template'
  | 'missing'
  | 'extra'
  | 'changed'

type TreeDocument = Pick<MigrationsDocument, 'tenants' | 'groups'> & Partial<Pick<MigrationsDocument, 'findings' | 'database'>>

const upToDate = 'up to date'

/**
 * Group by state, those in order last; `filter` keeps tenants whose name, state, or differing objects hold the text. What is true of every tenant
 * of a group stands once, at the group; a group of one is its tenant.
 */
export function toTenantTree(document: TreeDocument, filter = ''): readonly TenantTreeNode[] {
  const facts = createFacts(document)
  const needle = filter.trim().toLowerCase()
  const states = new Map<string, TenantEntry[]>()
  for (const tenant of [...listTemplates(document), ...document.tenants]) {
    const state = facts.stateOf(tenant)
    if (needle !== '' && ![tenant.schema, state, ...facts.wordsOf(tenant.schema)].some((text) => text.toLowerCase().includes(needle)))
      continue
    append(states, state, tenant)
  }
  return [...states]
    .sort((a, b) => Number(a[0] === upToDate) - Number(b[0] === upToDate) || b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
    .map(
      ([state, tenants]): TenantTreeNode => ({
        kind: 'state',
        id: state,
        label: state,
        description: tenants.length.toLocaleString('en-US'),
        icon: iconOf(state),
        tenants: tenants.map(({ schema }) => schema),
        children: listGroups(state, tenants, facts),
      }),
    )
}

function iconOf(state: string): TenantTreeIcon {
  if (state === upToDate) return 'ok'
  if (state === 'not readable' || state === 'no version table') return 'question'
  return state === 'unknown revision' || state === 'several rows' ? 'error' : 'warning'
}

/** Every question about one tenant costs one look-up, whether there are three tenants or ten thousand. */
interface Facts {
  stateOf(tenant: TenantEntry): string
  findingsOf(schema: string): readonly LiveFinding[]
  groupOf(schema: string): GroupEntry | undefined
  wordsOf(schema: string): readonly string[]
  readonly templates: ReadonlySet<string>
}

function createFacts(document: TreeDocument): Facts {
  const groups = new Map(document.groups.flatMap((group) => group.tenants.map((tenant) => [tenant, group] as const)))
  const findings = new Map<string, LiveFinding[]>()
  for (const finding of document.findings ?? []) for (const schema of finding.tenants) append(findings, schema, finding)
  const findingsOf = (schema: string): readonly LiveFinding[] => findings.get(schema) ?? []
  return {
    findingsOf,
    groupOf: (schema) => groups.get(schema),
    // Being at head proves nothing: a tenant whose structure differs is not in order, whatever its version table says.
    stateOf: ({ schema, state }) =>
      state === upToDate && findingsOf(schema).some(({ severity }) => severity !== 'info') ? `${upToDate}, but different` : state,
    wordsOf: (schema) => [
      ...(groups.get(schema)?.differences ?? []).map(({ object }) => object),
      ...findingsOf(schema).flatMap(({ rule, object }) => [rule, object.name]),
    ],
    templates: new Set(listTemplates(document).map(({ schema }) => schema)),
  }
}

/** The template of each database is looked at like a tenant: what is wrong there, every new tenant gets. */
function listTemplates({ database }: TreeDocument): readonly TenantEntry[] {
  return (database?.shards ?? (database ? [database] : [])).flatMap(({ template }) => (template ? [{ ...template, groups: [] }] : []))
}

function listGroups(state: string, tenants: readonly TenantEntry[], facts: Facts): readonly TenantTreeNode[] {
  const groups = new Map<GroupEntry | 'template' | undefined, TenantEntry[]>()
  for (const tenant of tenants) append(groups, facts.templates.has(tenant.schema) ? 'template' : facts.groupOf(tenant.schema), tenant)
  // Those that are as they ought to be need no level of their own.
  const plain = groups.size - Number(groups.has('template')) === 1
  return [...groups]
    .sort((a, b) => Number(b[0] === 'template') - Number(a[0] === 'template') || b[1].length - a[1].length)
    .flatMap(([group, members]): readonly TenantTreeNode[] => {
      const isAlike = group === 'template' || (group?.isTemplate === true && plain && findCommon(members, facts).length === 0)
      if (members.length === 1 || isAlike) return members.map((tenant) => toTenantNode(state, tenant, facts))
      return [toGroupNode(state, group, members, facts)]
    })
}

function toGroupNode(state: string, group: GroupEntry | undefined, members: readonly TenantEntry[], facts: Facts): TenantTreeNode {
  const common = findCommon(members, facts)
  const differences = restOf(group?.differences ?? [], common)
  const [first] = members
  const about = first ? [first.schema] : []
  // How far behind they are is said by the state.
  const named = common.flatMap(({ object }) => (object.kind === 'revision' ? [] : object.name))
  const said = [...named, ...differences.map(({ object }) => object)]
  const reasons = new Set(members.map(({ reason }) => reason))
  const id = `${state}/group ${group?.fingerprint ?? 'unread'}`
  return {
    kind: 'group',
    id,
    label: !group
      ? ((reasons.size === 1 ? first?.reason : undefined) ?? 'not read')
      : said.length === 0
        ? group.isTemplate
          ? `identical to ${group.comparedWith}`
          : `unlike ${group.comparedWith}`
        : `${said.slice(0, 2).join(', ')}${said.length > 2 ? ` and ${said.length - 2} more` : ''}`,
    description: count(members.length, 'tenant'),
    icon: group ? 'group' : 'question',
    tenants: members.map(({ schema }) => schema),
    children: [
      ...common.map((finding, i) => toFindingNode(`${id}/finding ${i}`, finding, about)),
      ...differences.map((difference, i) => toDifferenceNode(`${id}/difference ${i}`, difference, about, group?.comparedWith)),
      ...members.map((tenant) => toTenantNode(state, tenant, facts, { findings: common, differences: group?.differences ?? [] })),
    ],
  }
}

/** Findings about every one of these tenants. */
function findCommon(members: readonly TenantEntry[], facts: Facts): readonly LiveFinding[] {
  const [first] = members
  if (!first) return []
  return facts.findingsOf(first.schema).filter((finding) => {
    if (finding.tenants.length < members.length) return false
    const concerned = new Set(finding.tenants)
    return members.every(({ schema }) => concerned.has(schema))
  })
}

/** Differences that no finding is about. */
const restOf = (differences: readonly DifferenceEntry[], findings: readonly LiveFinding[]): readonly DifferenceEntry[] =>
  differences.filter(
    ({ object }) => !findings.some((finding) => object === finding.object.name || object.endsWith(`.${finding.object.name}`)),
  )

function toTenantNode(
  state: string,
  tenant: TenantEntry,
  facts: Facts,
  said: { readonly findings: readonly LiveFinding[]; readonly differences: readonly DifferenceEntry[] } = { findings: [], differences: [] },
): TenantTreeNode {
  const { schema, revisions = [], reason } = tenant
  const isTemplate = facts.templates.has(schema)
  const all = facts.findingsOf(schema)
  const findings = all.filter((finding) => !said.findings.includes(finding))
  const differences = said.differences.length > 0 ? [] : restOf(facts.groupOf(schema)?.differences ?? [], all)
  const id = `${state}/tenant ${schema}`
  const about = [schema]
  return {
    kind: 'tenant',
    id,
    label: schema,
    description: [isTemplate ? 'template' : '', ...revisions].filter((part) => part !== '').join(', '),
    ...(reason === undefined ? {} : { tooltip: reason }),
    icon: isTemplate ? 'template' : 'tenant',
    tenants: about,
    children: [
      ...findings.map((finding, i) => toFindingNode(`${id}/finding ${i}`, finding, about)),
      ...differences.map((difference, i) =>
        toDifferenceNode(`${id}/difference ${i}`, difference, about, facts.groupOf(schema)?.comparedWith),
      ),
    ],
  }
}

function toFindingNode(id: string, finding: LiveFinding, tenants: readonly string[]): TenantTreeNode {
  const { rule, severity, message, help, object, path, span } = finding
  return {
    kind: 'finding',
    id,
    label: `${object.kind} ${[object.table, object.name].filter((part) => part !== undefined).join('.')}`,
    description: rule,
    tooltip: [`**${rule}**`, message, help].join('\n\n'),
    icon: severity,
    tenants,
    children: [],
    ...(path !== undefined && span ? { place: { path, span } } : {}),
  }
}

function toDifferenceNode(
  id: string,
  { kind, object, template, here }: DifferenceEntry,
  tenants: readonly string[],
  comparedWith = 'the template',
): TenantTreeNode {
  return {
    kind: 'difference',
    id,
    label: `${kind} ${object}`,
    description: here === null ? 'missing here' : template === null ? 'only here' : 'differs',
    tooltip: `In ${comparedWith}: ${quote(template)}\n\nHere: ${quote(here)}`,
    icon: here === null ? 'missing' : template === null ? 'extra' : 'changed',
    tenants,
    children: [],
  }
}

const quote = (definition: string | null): string => (definition === null ? 'none' : `\`\` ${definition} \`\``)

function append<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const known = map.get(key)
  if (known) known.push(value)
  else map.set(key, [value])
}

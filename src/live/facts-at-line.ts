import type { Operation } from '../alembic/operation'
import type { LiveFinding } from '../contract/finding'
import { contains, type Span } from '../text/span'
import { listShapes, nameIn } from './live-places'
import type { LiveWorld, ModelTable } from './live-world'
import { appliedRevisions, versionOf } from './pending-operations'
import { isConstraint, sameColumns } from './played-names'
import type { CatalogObject, ObjectKind, TenantFacts } from './snapshot'
import { compareNatural, count } from './tenants'

/** A database name in the source: in an operation of a revision, or in a model. */
export interface NameAtLine {
  readonly path: string
  /** Quotes included. */
  readonly span: Span
  readonly kind: 'table' | 'column' | 'constraint' | 'index'
  readonly table?: string
  readonly name: string
  /** What the object stands on, where the source says it. */
  readonly columns?: readonly string[]
}

export interface NameFacts {
  /** Schemas that were read, templates included. */
  readonly total: number
  /** Schemas that have the name. */
  readonly present: readonly string[]
  /** Schemas that have the same object under another name. */
  readonly otherwise: readonly { readonly name: string; readonly tenants: readonly string[] }[]
  /** The definition under this name, most frequent first. */
  readonly definitions: readonly string[]
  /** One sentence, and the definition. */
  readonly markdown: string
}

/** Every name in a file that a database could know. All of it from the cached snapshot and parsed files; nothing is asked of a database. */
export function listNames({ path, world }: { readonly path: string; readonly world: LiveWorld }): readonly NameAtLine[] {
  const operations =
    world.revisions && [...world.revisions.graph.files].some((file) => file.path === path) ? world.revisions.operationsOf(path) : undefined
  const inRevision = operations
    ? [...operations.upgrade, ...operations.downgrade].flatMap((operation) =>
        isTenantOperation(operation, world) ? namesOfOperation(path, operation) : [],
      )
    : []
  // A shared table stands in no tenant, and of one that is not known nothing is said.
  const inModels = (world.models?.tables ?? []).filter(({ scope }) => scope === 'tenant').flatMap((table) => namesOfModel(path, table))
  return [...inRevision, ...inModels]
}

/** What is written for a schema that no tenant is, and what may go anywhere, is none of the tenants' business. */
function isTenantOperation({ table }: Operation, { config, snapshot }: LiveWorld): boolean {
  const schema = table?.schema
  if (schema?.kind === 'unknown') return false
  if (schema?.kind !== 'literal') return true
  return schema.value === config.tenancy.placeholder || snapshot.tenants.some((tenant) => tenant.schema === schema.value)
}

function namesOfModel(path: string, { name: table, path: home, span, columns, objects }: ModelTable): readonly NameAtLine[] {
  const declared = columns
    .filter((column) => column.path === path)
    .map((column): NameAtLine => ({ path, span: column.span, kind: 'column', table, name: column.name }))
  if (home !== path) return declared
  const named = objects.flatMap(({ name, nameSpan, kind, columns: on }): readonly NameAtLine[] =>
    name !== undefined && nameSpan
      ? [{ path, span: nameSpan, kind: kind === 'index' ? 'index' : 'constraint', table, name, columns: on }]
      : [],
  )
  return [{ path, span, kind: 'table', name: table }, ...declared, ...named]
}

/** The innermost name at an offset. */
export function findNameAt(path: string, offset: number, world: LiveWorld): NameAtLine | undefined {
  const at = { start: offset, end: offset }
  return listNames({ path, world })
    .filter(({ span }) => contains(span, at))
    .sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start))[0]
}

/** Who has the name, who has the object under another one. Undefined when no schema could be read. */
export function describeName(wanted: NameAtLine, world: LiveWorld): NameFacts | undefined {
  const shapes = listShapes(world)
  const total = shapes.reduce((sum, { tenants }) => sum + tenants.length, 0)
  if (total === 0) return undefined
  const columns = wanted.kind === 'constraint' || wanted.kind === 'index' ? findColumns(wanted, world) : undefined
  const present: TenantFacts[] = []
  const otherwise = new Map<string, string[]>()
  const definitions = new Map<string, number>()
  for (const { shape, tenants } of shapes) {
    const candidates = shape.objects.filter(
      (object) => isKind(object, wanted.kind) && (wanted.table === undefined || wanted.kind === 'table' || object.table === wanted.table),
    )
    for (const tenant of tenants) {
      const same = candidates.find(({ name }) => nameIn(name, tenant.schema) === wanted.name)
      if (same) {
        present.push(tenant)
        definitions.set(same.definition, (definitions.get(same.definition) ?? 0) + 1)
        continue
      }
      const other = columns && candidates.filter((object) => sameColumns(object.columns, columns))
      if (other?.length !== 1 || !other[0]) continue
      const name = nameIn(other[0].name, tenant.schema)
      otherwise.set(name, [...(otherwise.get(name) ?? []), tenant.name])
    }
  }
  const others = [...otherwise]
    .map(([name, tenants]) => ({ name, tenants }))
    .sort((a, b) => b.tenants.length - a.tenants.length || compareNatural(a.name, b.name))
  const known = [...definitions].sort((a, b) => b[1] - a[1]).map(([definition]) => definition)
  return {
    total,
    present: present.map(({ name }) => name),
    otherwise: others,
    definitions: known,
    markdown: toMarkdown(wanted, present.length, total, others, known),
  }
}

/** What a name stands on: as it is written there, as schemas that have the name show, as the model says, or as the revision that makes it says. */
function findColumns(wanted: NameAtLine, world: LiveWorld): readonly string[] | undefined {
  const { kind, table, name } = wanted
  if (wanted.columns) return wanted.columns
  const isWanted = (owner: string | undefined): boolean => table === undefined || owner === table
  for (const { shape } of listShapes(world)) {
    const same = shape.objects.find((object) => isKind(object, kind) && object.name === name && isWanted(object.table))
    if (same?.columns) return same.columns
  }
  const modelled = world.models?.tables.filter((each) => isWanted(each.name)).flatMap(({ objects }) => objects)
  const inModel = modelled?.find((object) => object.name === name && (object.kind === 'index') === (kind === 'index'))
  if (inModel) return inModel.columns
  for (const { path } of world.revisions?.graph.files ?? []) {
    const made = world.revisions?.operationsOf(path).upgrade.flatMap((operation) => namesOfOperation(path, operation)) ?? []
    const maker = made.find((each) => each.kind === kind && each.name === name && each.columns && isWanted(each.table))
    if (maker) return maker.columns
  }
  return undefined
}

function toMarkdown(
  { kind, name }: NameAtLine,
  present: number,
  total: number,
  otherwise: NameFacts['otherwise'],
  definitions: readonly string[],
): string {
  const absent = total - present - otherwise.reduce((sum, { tenants }) => sum + tenants.length, 0)
  const parts = [
    present === total
      ? `exists in all ${count(total, 'schema')}`
      : present === 0
        ? `exists in none of ${count(total, 'schema')}`
        : `exists in ${present.toLocaleString('en-US')} of ${count(total, 'schema')}`,
    ...otherwise
      .slice(0, 3)
      .map((other) => `${other.tenants.length.toLocaleString('en-US')} ${other.tenants.length === 1 ? 'has' : 'have'} \`${other.name}\``),
    ...(absent > 0 && present + otherwise.length > 0 ? [`${absent.toLocaleString('en-US')} ${absent === 1 ? 'has' : 'have'} neither`] : []),
  ]
  const [definition] = definitions
  const differ = definitions.length > 1 ? `\n\nIts definition differs between tenants (${definitions.length} variants).` : ''
  return `${kind} \`${name}\` ${parts.join('; ')}${definition === undefined ? '' : `\n\n\`\`\`sql\n${definition}\n\`\`\``}${differ}`
}

export interface NameCompletion {
  readonly name: string
  /** "812 of 815 schemas · constraint of products". */
  readonly detail: string
  /** Sorts names of more schemas first. */
  readonly schemas: number
}

/** Names that a place may take: of the given kind, on the given table where it is known. */
export function listNameCompletions(
  { kind, table, objectKind }: Pick<NameAtLine, 'kind' | 'table'> & { readonly objectKind?: ObjectKind },
  world: LiveWorld,
): readonly NameCompletion[] {
  const found = new Map<string, { table: string | undefined; schemas: number }>()
  const shapes = listShapes(world)
  const total = shapes.reduce((sum, { tenants }) => sum + tenants.length, 0)
  for (const { shape, tenants } of shapes) {
    for (const object of shape.objects) {
      if (!isKind(object, kind) || (table !== undefined && kind !== 'table' && object.table !== table)) continue
      if (objectKind !== undefined && object.kind !== objectKind) continue
      // A name that holds the tenant's own is another one in every schema; none of them is worth proposing.
      if (object.name.includes('~')) continue
      const entry = found.get(object.name) ?? { table: object.table, schemas: 0 }
      entry.schemas += tenants.length
      found.set(object.name, entry)
    }
  }
  return [...found]
    .map(([name, { table: owner, schemas }]) => ({
      name,
      schemas,
      detail: `${schemas === total ? 'every schema' : `${schemas.toLocaleString('en-US')} of ${count(total, 'schema')}`} · ${kind}${owner === undefined || kind === 'table' ? '' : ` of ${owner}`}`,
    }))
    .sort((a, b) => b.schemas - a.schemas || compareNatural(a.name, b.name))
}

/** What stands above `revision =`: how many tenants have had it. Undefined for a file that is no revision, or when versions are unknown. */
export function describeRevision(
  path: string,
  world: LiveWorld,
): { readonly span: Span; readonly title: string; readonly missing: readonly string[] } | undefined {
  const { revisions, snapshot } = world
  const revision = revisions?.graph.files.find((file) => file.path === path)
  if (!revisions || !revision) return undefined
  const tenants = snapshot.tenants.filter(({ isTemplate }) => !isTemplate)
  // Thousands of tenants are at a handful of versions.
  const doneBy = new Map<string, boolean | undefined>()
  const isDone = (tenant: TenantFacts): boolean | undefined => {
    const version = versionOf(tenant, snapshot)
    const key = version.kind === 'at' ? version.revisions.join(',') : ''
    if (!doneBy.has(key)) {
      const applied = appliedRevisions(tenant, world)
      doneBy.set(key, applied && revisions.graph.ancestorsOf(applied).has(revision.id))
    }
    return doneBy.get(key)
  }
  const known = tenants.flatMap((tenant) => {
    const done = isDone(tenant)
    return done === undefined ? [] : [{ tenant, done }]
  })
  if (known.length === 0) return undefined
  const missing = known.filter(({ done }) => !done).map(({ tenant }) => tenant.name)
  const one = tenants.every((tenant) => tenant.version.kind === 'no-version-table' && versionOf(tenant, snapshot).kind === 'at')
  const title = one
    ? missing.length === 0
      ? 'applied, by the one version table of all tenants'
      : 'not applied yet, by the one version table of all tenants'
    : `applied in ${(known.length - missing.length).toLocaleString('en-US')} of ${tenants.length.toLocaleString('en-US')} tenants`
  return { span: revision.header.revision.span, title, missing }
}

/** Live findings that stand in a file: its squiggles. */
export const listFindingsIn = (
  path: string,
  findings: readonly LiveFinding[],
): readonly (LiveFinding & { readonly path: string; readonly span: Span })[] =>
  findings.flatMap((finding) => (finding.path === path && finding.span ? [{ ...finding, path, span: finding.span }] : []))

function isKind({ kind }: CatalogObject, wanted: NameAtLine['kind']): boolean {
  if (wanted === 'table') return kind === 'table' || kind === 'view' || kind === 'materialized view'
  if (wanted === 'constraint') return isConstraint(kind)
  return kind === wanted
}

function namesOfOperation(path: string, { effect, table }: Operation): readonly NameAtLine[] {
  const names: NameAtLine[] = []
  const owner = table?.name.kind === 'text' ? table.name.value : undefined
  const add = (
    kind: NameAtLine['kind'],
    ref: { readonly kind: string; readonly value?: unknown; readonly span: Span } | undefined,
    columns?: readonly string[],
  ): void => {
    if (ref?.kind !== 'text' || typeof ref.value !== 'string') return
    names.push({
      path,
      span: ref.span,
      kind,
      ...(kind === 'table' || owner === undefined ? {} : { table: owner }),
      name: ref.value,
      ...(columns ? { columns } : {}),
    })
  }
  add('table', table?.name)
  switch (effect.kind) {
    case 'drop-column':
    case 'alter-column':
      add('column', effect.name)
      break
    case 'create-index':
      add('index', effect.index.name, effect.index.columns)
      break
    case 'drop-index':
    case 'rename-index':
      add('index', effect.name)
      break
    case 'create-constraint':
      add('constraint', effect.constraint.name, effect.constraint.columns)
      break
    case 'drop-constraint':
    case 'rename-constraint':
      add('constraint', effect.name)
      break
    case 'create-table':
      for (const constraint of effect.constraints) add('constraint', constraint.name, constraint.columns)
      for (const index of effect.indexes) add('index', index.name, index.columns)
      break
    default:
  }
  return names
}

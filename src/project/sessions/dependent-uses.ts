import { isAmongTenantModels, type ModelFacts } from '../../models/model-facts'
import type { Node } from '../../python/ast'
import { descendants } from '../../python/children'
import type { Span } from '../../text/span'
import type { Workspace } from '../workspace'
import type { EntityRef } from './entities-in'
import type { SessionEvent } from './events'
import type { SessionFlow } from './scope'
import { valueOf } from './values'

/** A use of a session whose rows the search path decides. */
export interface DependentUse {
  readonly event: SessionEvent
  /** The table or model, where it is named. */
  readonly span: Span
  readonly name: string
}

/** Raw SQL with an unqualified tenant table, and tenant models without schema. */
export function listDependentUses(workspace: Workspace, models: ModelFacts, path: string, flow: SessionFlow): readonly DependentUse[] {
  const temporary = temporaryTables(flow)
  return flow.events.flatMap((event): DependentUse[] => {
    if (event.kind === 'raw')
      return event.execution.textPath === path || event.execution.site.kind === 'Name'
        ? rawUses(models, event, path).filter(({ name }) => !temporary.has(name))
        : []
    if (event.kind === 'orm') return schemalessModels(workspace, models, path, event)
    return []
  })
}

const createsTemporary =
  /\b(?:create\s+(?:(?:local|global)\s+)?temp(?:orary)?\s+(?:table|view)\s+(?:if\s+not\s+exists\s+)?|into\s+temp(?:orary)?\s+(?:table\s+)?)"?(\w+)/gi

/** `CREATE TEMP TABLE jobs`: its schema is looked in before any path. */
function temporaryTables({ events }: SessionFlow): ReadonlySet<string> {
  const found = new Set<string>()
  for (const event of events) {
    if (event.kind !== 'raw') continue
    const text = event.execution.text.segments.map((segment) => (segment.kind === 'literal' ? segment.text : ' ')).join('')
    for (const [, name = ''] of text.matchAll(createsTemporary)) found.add(name)
  }
  return found
}

function rawUses(models: ModelFacts, event: SessionEvent & { kind: 'raw' }, path: string): DependentUse[] {
  const seen = new Set<string>()
  return event.execution.analysis.statements.flatMap((statement) =>
    statement.tables.flatMap((table): DependentUse[] => {
      const name = table.name.text
      if (table.schema || table.system || name === undefined || models.scopeOfTable(name) !== 'tenant' || seen.has(name)) return []
      seen.add(name)
      const span = event.execution.textPath === path ? table.span : { start: event.execution.site.start, end: event.execution.site.end }
      return [{ event, span, name }]
    }),
  )
}

function schemalessModels(workspace: Workspace, models: ModelFacts, path: string, event: SessionEvent & { kind: 'orm' }): DependentUse[] {
  const uses: DependentUse[] = []
  for (const entity of event.entities) {
    const model = entity.node && entity.path !== undefined ? models.modelOf(entity.path, entity.node) : undefined
    if (model?.schema.kind !== 'none' || model.table === undefined) continue
    if (!isAmongTenantModels(model, models.all(), workspace.config.tenancy.placeholder)) continue
    const named = nameOf(event.call, entity.name) ?? namedOtherwise(workspace, path, event.call, entity)
    if (named) uses.push({ event, span: { start: named.start, end: named.end }, name: entity.name })
  }
  return uses
}

/** `from models import StockAlert as Alert` */
const namedOtherwise = (workspace: Workspace, path: string, call: Node, { node: cls }: EntityRef): Node | undefined =>
  [...descendants(call)].find((node) => {
    const value = node.kind === 'Name' ? valueOf(workspace, path, node) : undefined
    return value?.kind === 'class' && value.node === cls
  })

/** Where a call names a model. */
export const nameOf = (call: Node, name: string): Node | undefined =>
  [...descendants(call)].find((node) => (node.kind === 'Name' && node.id === name) || (node.kind === 'Attribute' && node.attr === name))

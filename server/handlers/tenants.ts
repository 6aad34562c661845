import { describeSchema } from '../../src/live/describe-schema'
import { describeRevision } from '../../src/live/facts-at-line'
import { toMigrationsDocument } from '../../src/live/migrations-document'
import type { SchemaSnapshot, TenantFacts } from '../../src/live/snapshot'
import { type TenantTreeNode, toTenantTree } from '../../src/live/tenant-tree'
import type { Outcome, TenantComparison, TenantOverview, WireTenantNode } from '../../src/protocol'
import { formatMigrationsHtml, formatMigrationsMarkdown } from '../../src/report/migrations-page'
import type { Judged } from '../live-store'
import { findLiveProject } from '../live-store'
import { failed } from '../outcomes'
import { createTextView, toPosition } from '../positions'
import type { Project } from '../project'
import { clientUri, type Session } from '../session'

const nothingRead = ({ say }: Session) => failed('not-found', say('tenants.unread'), say('tenants.unreadHelp'))

/** The tenants of the last reading as a tree; `filter` keeps some. */
export async function answerOverview(session: Session, { filter = '' }: { readonly filter?: string }): Promise<Outcome<TenantOverview>> {
  const found = await findJudged(session)
  if (!found) return nothingRead(session)
  const { project, judged } = found
  const { findings, tenants, groups, database } = toMigrationsDocument(judged.result)
  const all = toTenantTree({ findings, tenants, groups, database })
  const nodes = filter === '' ? all : toTenantTree({ findings, tenants, groups, database }, filter)
  const inOrder = new Set(all.flatMap((node) => (node.icon === 'ok' ? node.tenants : [])))
  const unknown = tenants.filter(({ state }) => state === 'unknown revision').flatMap(({ revisions }) => revisions ?? [])
  return {
    ok: true,
    value: {
      source: session.live.sourceOf(project) ?? 'file',
      database: database.database,
      server: database.server,
      tenants: database.tenants,
      outliers: tenants.filter(({ schema }) => !inOrder.has(schema)).length,
      shown: nodes.reduce((sum, node) => sum + node.tenants.length, 0),
      nodes: nodes.map((node) => toWire(session, project, judged, node)),
      unknownRevisions: [...new Set(unknown)],
    },
  }
}

function toWire(session: Session, project: Project, judged: Judged, { place, children, ...node }: TenantTreeNode): WireTenantNode {
  const text = place && judged.texts.get(place.path)
  return {
    ...node,
    children: children.map((child) => toWire(session, project, judged, child)),
    ...(place && text !== undefined
      ? {
          place: {
            uri: clientUri(session.documents, project, place.path),
            position: toPosition(createTextView(text, 'utf-16'), place.span.start),
          },
        }
      : {}),
  }
}

/** A tenant and what it is compared with, as two texts. */
export async function answerComparison(session: Session, { tenant }: { readonly tenant: string }): Promise<Outcome<TenantComparison>> {
  const found = await findJudged(session)
  if (!found) return nothingRead(session)
  const { snapshot, grouping } = found.judged.result.world
  const here = snapshot.tenants.find(({ name }) => name === tenant)
  if (!here) return failed('not-found', session.say('tenants.none', { tenant }))
  const reference = grouping.references[here.database]
  const text = textOf(here, snapshot)
  const template = reference && textOf(reference.tenant, snapshot)
  if (!reference || text === undefined || template === undefined)
    return failed('not-found', session.say('tenants.noStructure', { tenant }), session.say('tenants.againHelp'))
  return {
    ok: true,
    value: { reference: { name: reference.tenant.name, text: template }, tenant: { name: here.name, text } },
  }
}

function textOf({ structure }: TenantFacts, { shapes }: SchemaSnapshot): string | undefined {
  const shape = structure.kind === 'known' ? shapes[structure.strict] : undefined
  return shape && describeSchema(shape)
}

/** The report of the last reading, to be sent. */
export async function answerReport(
  session: Session,
  { format }: { readonly format: 'markdown' | 'html' },
): Promise<Outcome<{ readonly text: string }>> {
  const found = await findJudged(session)
  if (!found) return nothingRead(session)
  const document = toMigrationsDocument(found.judged.result)
  return { ok: true, value: { text: format === 'html' ? formatMigrationsHtml(document) : formatMigrationsMarkdown(document) } }
}

/** Who has not had the revision of a file. */
export async function answerWithout(
  session: Session,
  { uri }: { readonly uri: string },
): Promise<Outcome<{ readonly tenants: readonly string[] }>> {
  const { project, file } = await session.projects.find(uri)
  const world = session.live.worldOf(project)
  const told = world && describeRevision(file, world)
  return told ? { ok: true, value: { tenants: told.missing } } : nothingRead(session)
}

/** Forget what a database showed; a configured snapshot file counts again. */
export async function answerDisconnect(session: Session): Promise<Outcome<null>> {
  for (const project of await session.projects.all()) session.live.set(project, undefined)
  session.changed()
  return { ok: true, value: null }
}

async function findJudged(session: Session): Promise<{ readonly project: Project; readonly judged: Judged } | undefined> {
  const project = await findLiveProject(session)
  const judged = project && session.live.judgeLast(project)
  return judged && { project, judged }
}

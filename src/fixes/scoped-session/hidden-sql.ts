import { modelFacts } from '../../models/model-facts'
import { executionOf } from '../../project/executions'
import { placeOf } from '../../project/place-of'
import type { EntityRef } from '../../project/sessions/entities-in'
import { innerSql } from '../../project/sessions/inner-sql'
import { listFlushListeners } from '../../project/sessions/listeners'
import { valueOf } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { ClassDef, Node } from '../../python/ast'
import { descendants } from '../../python/children'
import { stringValue } from '../../python/strings'
import type { SqlAnalysis } from '../../sql/analysis'
import { tenantToken } from './tenant-token'

/** Says what in a statement depends on the path. */
export type Judge = (analysis: SqlAnalysis) => { readonly kind: 'depends' | 'unknown'; readonly what: string } | undefined

/** SQL that no call of the session shows: what models carry with them, and what listens to a flush. Says what and where. */
export function findHiddenSql(workspace: Workspace, entities: readonly EntityRef[], judge: Judge, writes: boolean): string | undefined {
  for (const { node, path } of entities) {
    const found = node && path !== undefined ? inModel(workspace, path, node, judge, writes) : undefined
    if (found) return found
  }
  return workspace.memo('fixes/listener-sql', () => ({ found: inListeners(workspace, judge) })).found
}

function inModel(workspace: Workspace, path: string, cls: ClassDef, judge: Judge, writes: boolean): string | undefined {
  const facts = modelFacts(workspace)
  if (!facts.modelOf(path, cls)) return undefined
  const text = workspace.text(path)?.slice(cls.start, cls.end) ?? ''
  for (const stmt of cls.body) {
    const isComputed = /\b(column_property|hybrid_\w+|\w+\.(inplace\.)?expression|query_expression|declared_attr)\b/.test(
      workspace.text(path)?.slice(stmt.start, stmt.end) ?? '',
    )
    for (const node of descendants(stmt)) {
      if (node.kind !== 'Call') continue
      // offer = column_property(literal_column("(SELECT max(title) FROM offers)"))
      const inner = isComputed ? innerSql(workspace, path, node)?.analysis : undefined
      // object_session(self).execute(text("SELECT title FROM offers"))
      const own = /\b(object_session|async_object_session|inspect)\s*\(/.test(text)
        ? executionOf(workspace, path, node)?.analysis
        : undefined
      const verdict = (inner && judge(inner)) ?? (own && judge(own))
      if (verdict?.kind === 'depends')
        return `${verdict.what} in \`${cls.name}\` at ${placeOf(workspace, path, node)} resolves by search_path`
      if (isBareLink(workspace, path, node))
        return `the association table at ${placeOf(workspace, path, node)} has no schema and resolves by search_path`
      if (writes && isBareSequence(workspace, path, node))
        return `the sequence of \`${cls.name}\` at ${placeOf(workspace, path, node)} has no schema and resolves by search_path`
    }
  }
  return undefined
}

/** `relationship("Tag", secondary=links)` of a table that no map moves. */
function isBareLink(workspace: Workspace, path: string, node: Node): boolean {
  if (node.kind !== 'Call' || tenantToken(workspace) === null) return false
  const link = node.keywords.find(({ name }) => name === 'secondary')?.value
  const facts = modelFacts(workspace)
  const models = link?.kind === 'Str' ? facts.classesFor(stringValue(link) ?? '') : link ? [facts.resolve(path, link)] : []
  return models.length > 0 && models.every((model) => model?.schema.kind === 'none' && model.metadataSchema.kind === 'none')
}

/** `Sequence("product_ids")`: a map moves it only with the placeholder as its schema. */
function isBareSequence(workspace: Workspace, path: string, node: Node): boolean {
  if (node.kind !== 'Call' || node.args.length === 0) return false
  if (node.keywords.some(({ name }) => name === 'schema' || name === 'metadata' || name === undefined)) return false
  const callee = valueOf(workspace, path, node.func)
  return callee.kind === 'external' && /^sqlalchemy(\.\w+)*\.Sequence$/.test(callee.qualified)
}

/** A listener runs raw SQL in the transaction of whoever flushes: `connection.execute(text("INSERT INTO audit …"))`. */
function inListeners(workspace: Workspace, judge: Judge): string | undefined {
  for (const { path, event, fn } of listFlushListeners(workspace)) {
    for (const node of descendants(fn)) {
      const analysis = node.kind === 'Call' ? executionOf(workspace, path, node)?.analysis : undefined
      const verdict = analysis && judge(analysis)
      if (verdict?.kind === 'depends')
        return `${verdict.what} in \`${fn.name}\` at ${placeOf(workspace, path, node)}, which listens to \`${event}\`, resolves by search_path`
    }
  }
  return undefined
}

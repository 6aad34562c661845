import type { RowScope } from '../../models/model'
import { modelFacts } from '../../models/model-facts'
import { placeOf } from '../../project/place-of'
import type { Dependence, Effect } from '../../project/sessions/effect'
import { uniqueByName } from '../../project/sessions/entities-in'
import { listInnerSql, runsUnreadStatement } from '../../project/sessions/inner-sql'
import type { Workspace } from '../../project/workspace'
import type { SqlAnalysis } from '../../sql/analysis'
import { findHiddenSql } from './hidden-sql'
import { findNamedSql } from './named-sql'
import { findOwnOptions } from './own-options'
import { missing, type Proof, proved, refuted } from './proof'
import { tenantToken } from './tenant-token'

/** P2: nothing that runs through the session depends on the path, here or in the functions that get it. */
export function provePathIndependence(workspace: Workspace, path: string, effects: readonly Effect[]): Proof {
  const raw = effects.flatMap((effect) => effect.raw)
  for (const dependence of raw) {
    const verdict =
      dependence.event.kind === 'raw' ? pathDependence(workspace, dependence.event.execution.analysis, dependence.path) : undefined
    if (verdict?.kind === 'depends')
      return refuted(
        'P2',
        `${verdict.what} at ${placeOf(workspace, dependence.path, dependence.event.node)} is raw SQL and still resolves by search_path`,
      )
  }
  for (const dependence of raw) {
    const verdict =
      dependence.event.kind === 'raw' ? pathDependence(workspace, dependence.event.execution.analysis, dependence.path) : undefined
    if (verdict?.kind === 'unknown')
      return missing('P2', `${verdict.what} at ${placeOf(workspace, dependence.path, dependence.event.node)} may resolve by search_path`)
  }
  const calls = effects
    .flatMap((effect) => effect.calls)
    .flatMap((each) => (each.event.kind === 'orm' ? [{ ...each, call: each.event.call }] : []))
  const inner = calls.flatMap((each) => listInnerSql(workspace, each.path, each.call).map((sql) => ({ ...each, ...sql })))
  for (const { analysis, path: place, node } of inner) {
    const verdict = analysis && innerDependence(workspace, analysis)
    if (verdict?.kind === 'depends')
      return refuted(
        'P2',
        `${verdict.what} at ${placeOf(workspace, place, node)} is text inside a statement and still resolves by search_path`,
      )
  }
  for (const { analysis, path: place, node } of inner) {
    const verdict = analysis ? innerDependence(workspace, analysis) : ({ kind: 'unknown', what: 'text that cannot be read' } as const)
    if (verdict) return missing('P2', `${verdict.what} at ${placeOf(workspace, place, node)} may resolve by search_path`)
  }
  const unread = calls.find((each) => runsUnreadStatement(workspace, each.path, each.call))
  if (unread)
    return missing(
      'P2',
      `the statement that runs at ${placeOf(workspace, unread.path, unread.call)} is not written there, and may be raw SQL`,
    )
  const [unfollowed] = effects.flatMap((effect) => [...effect.unfollowed, ...effect.keeps])
  if (unfollowed) return missing('P2', unfollowedReason(workspace, unfollowed))
  const own = findOwnOptions(workspace, effects)
  if (own) return missing('P2', own)
  const [asked] = effects.flatMap((effect) => effect.asks)
  if (asked)
    return missing(
      'P2',
      `the transaction that the statement begins is asked for at ${placeOf(workspace, asked.path, asked.event.node)}, and may not be open then`,
    )
  const hidden = findHiddenSql(
    workspace,
    uniqueByName(effects.flatMap((effect) => effect.entities)),
    (analysis) => innerDependence(workspace, analysis),
    effects.some(({ writes }) => writes) && tenantToken(workspace) !== null,
  )
  if (hidden) return missing('P2', hidden)
  const named = findNamedSql(workspace, effects, (analysis) => innerDependence(workspace, analysis))
  if (named) return missing('P2', named)
  return proved(
    'P2',
    raw.length > 0
      ? `none of the ${raw.length} raw statements depends on the path`
      : `no raw SQL runs through the session, here or in the functions that get it (${path})`,
  )
}

function unfollowedReason(workspace: Workspace, { path, event }: Dependence): string {
  const place = placeOf(workspace, path, event.node)
  if (event.kind === 'pass') return `\`${event.name}\` at ${place} gets the session and cannot be followed`
  if (event.kind === 'leave') return `the session leaves the function at ${place}`
  return event.kind === 'raw' ? `what the raw SQL at ${place} runs on is not known` : `what happens at ${place} is not known`
}

/** Does SQL depend on the search path for a tenant's object? */
export function pathDependence(
  workspace: Workspace,
  analysis: SqlAnalysis,
  path?: string,
): { kind: 'depends' | 'unknown'; what: string } | undefined {
  let open: { kind: 'unknown'; what: string } | undefined
  for (const statement of analysis.statements) {
    if (
      statement.kind === 'set-search-path' ||
      statement.kind === 'show-search-path' ||
      statement.kind === 'transaction' ||
      statement.kind === 'reset-all'
    )
      continue
    if (statement.kind === 'unparsed' || statement.kind === 'do')
      open ??= { kind: 'unknown', what: `a statement that cannot be read (\`${statement.verb}\`)` }
    for (const table of statement.tables) {
      if (table.schema || table.system) continue
      const name = table.name.text
      const scope = name === undefined ? 'unknown' : scopeOfTable(workspace, name, path)
      if (scope === 'tenant') return { kind: 'depends', what: `\`${name}\`` }
      if (scope === 'unknown') open ??= { kind: 'unknown', what: `\`${table.name.pattern}\`` }
    }
    for (const use of statement.pathUses) {
      if (use.kind === 'current-schema') return { kind: 'depends', what: '`current_schema()`' }
      open ??= { kind: 'unknown', what: `the ${use.kind} ${use.name ? `\`${use.name.pattern}\`` : 'named there'}` }
    }
  }
  return open
}

/** Where None is the tenants' token, a table without schema is theirs. */
function scopeOfTable(workspace: Workspace, name: string, path?: string): RowScope {
  const models = modelFacts(workspace, path)
  const found = tenantToken(workspace) === null ? models.classesFor(name) : []
  return found.length > 0 && found.every(({ schema }) => schema.kind === 'none') ? 'tenant' : models.scopeOfTable(name)
}

/** Inside of another statement, asking for the current schema is no guard that goes with the path. */
function innerDependence(workspace: Workspace, analysis: SqlAnalysis): ReturnType<typeof pathDependence> {
  return analysis.statements.some(({ kind }) => kind === 'show-search-path')
    ? { kind: 'depends', what: '`current_schema()`' }
    : pathDependence(workspace, analysis)
}

/** P7: no trigger or function in the repository names a tenant table unqualified without a SET search_path of its own. */
export function proveDatabaseCode(workspace: Workspace): Proof {
  const found = workspace.memo('fixes/database-code', () => findPathDependentRoutine(workspace))
  if (found) return missing('P7', `\`${found.name}\` in ${found.path} is database code that names \`${found.table}\` without its schema`)
  return proved('P7', 'no trigger or function in the repository names a tenant table without its schema')
}

function findPathDependentRoutine(workspace: Workspace): { name: string; path: string; table: string } | undefined {
  const models = modelFacts(workspace)
  const tables = [
    ...new Set(models.all().flatMap(({ table }) => (table !== undefined && scopeOfTable(workspace, table) === 'tenant' ? [table] : []))),
  ]
  const routine =
    /CREATE\s+(?:OR\s+REPLACE\s+)?(?:FUNCTION|PROCEDURE)\s+([\w."{}]+)[\s\S]{0,400}?(?:\$\w*\$|AS\s+')([\s\S]*?)(?:\$\w*\$|';|"""|''')/gi
  for (const path of workspace.filesWith(
    [
      'CREATE FUNCTION',
      'CREATE OR REPLACE FUNCTION',
      'create function',
      'create or replace function',
      'CREATE PROCEDURE',
      'CREATE OR REPLACE PROCEDURE',
    ],
    ['.py', '.sql'],
  )) {
    for (const match of (workspace.text(path) ?? '').matchAll(routine)) {
      const [whole, name = 'a function', body = ''] = match
      if (/\bSET\s+search_path\b/i.test(whole)) continue
      const table = tables.find((each) => new RegExp(`(?<![\\w."])${each}\\b(?!\\s*\\.)`, 'i').test(body))
      if (table) return { name, path, table }
    }
  }
  return undefined
}

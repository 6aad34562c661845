import type { RuleAlso, RuleFinding } from '../../contract/finding'
import { placeOf } from '../../project/place-of'
import { knownDriver } from '../../project/sessions/driver'
import { findLeak } from '../../project/sessions/leak'
import { findOtherConnection } from '../../project/sessions/other-connection'
import { listPathStatements, type PathStatement } from '../../project/sessions/path-statements'
import type { Workspace } from '../../project/workspace'
import type { Span } from '../../text/span'
import { planSetConfig } from '../set-config'
import { describeSet } from './describe-set'

/** What a rule says about the path statements of a file, and what the rules after it would say: one cause, one finding. */
export function* listPathFindings(workspace: Workspace, path: string, rule: string, focus: Span | undefined): Iterable<RuleFinding> {
  for (const statement of listPathStatements(workspace, path, focus)) {
    const chain = judgePath(workspace, statement)
    const index = chain.findIndex((each) => each.rule === rule)
    const finding = chain[index]
    if (!finding) continue
    const { rule: _, ...rest } = finding
    yield { ...rest, also: chain.slice(index + 1) }
  }
}

/** All that is wrong with one SET of the search path, the worst first. */
function judgePath(workspace: Workspace, statement: PathStatement): readonly RuleAlso[] {
  const judged = workspace.memo('fixes/judge-path', () => new WeakMap<PathStatement, readonly RuleAlso[]>())
  const known = judged.get(statement)
  if (known) return known
  const raw = describeSet(workspace, statement)
  const chain: RuleAlso[] = []
  const add = (rule: string, finding: RuleFinding | undefined) => finding && chain.push({ ...finding, rule })
  add('search-path-bind-parameter', judgeBind(workspace, statement))
  add('search-path-other-connection', judgeConnection(workspace, statement, raw))
  add('search-path-leak', judgeLeak(workspace, statement, raw))
  add('raw-search-path', raw)
  judged.set(statement, chain)
  return chain
}

const siteOf = ({ execution }: PathStatement) => ({ start: execution.site.start, end: execution.site.end })

// db.execute(text("SET search_path TO :schema, public"), {"schema": schema})
function judgeBind(workspace: Workspace, statement: PathStatement): RuleFinding | undefined {
  const { execution, change } = statement
  if (!change.binds.some(({ style }) => style !== 'brace') || change.via === 'set_config' || change.via === 'pg_settings') return undefined
  const driver = knownDriver(workspace)
  return {
    at: siteOf(statement),
    severity: driver === 'psycopg2' ? 'info' : 'error',
    message:
      driver === 'psycopg2'
        ? '`SET` takes no bind parameter: psycopg2 writes the value into the text, so this breaks with the next driver'
        : '`SET` takes no bind parameter, so psycopg 3, asyncpg and server-side parameters fail with a syntax error here',
    help: "Use `SELECT set_config('search_path', …, true)`, which takes a parameter everywhere",
    data: { driver: driver ?? 'unknown' },
    ...planSetConfig(workspace, execution, change),
  }
}

// db.execute(text(f"SET search_path TO {schema}")); with engine.begin() as conn: conn.execute(…)
function judgeConnection(workspace: Workspace, statement: PathStatement, raw: RuleFinding): RuleFinding | undefined {
  const { path, event, execution, change } = statement
  // await pool.execute(f'SET search_path TO "{schema}"')
  if (event?.ref.pool && change.form !== 'reset' && execution.analysis.statements.length === 1) {
    const { receiver } = execution
    const pool = receiver ? `\`${(workspace.text(path) ?? '').slice(receiver.start, receiver.end)}\`` : 'This'
    return {
      at: siteOf(statement),
      message: `${pool} is a pool: it takes a connection for this one statement and resets it afterwards, so no other statement sees the path`,
      help: "Take one connection with `acquire()`, and set the path with `set_config('search_path', …, true)` as the first statement of its transaction",
      noFix: raw.noFix ?? 'which statements belong on the one connection is a decision',
    }
  }
  const work = findOtherConnection(workspace, statement)
  if (!work) return undefined
  return {
    at: siteOf(statement),
    message: `The path is set on this connection, but the work at ${placeOf(workspace, path, work)} runs on another one, so it does not see the path`,
    help: 'Run the work on the same connection, or give it an engine bound to the tenant',
    related: [{ path, span: { start: work.start, end: work.end }, message: 'the work runs here, on a connection of its own' }],
    noFix: raw.noFix ?? 'which of the two connections is meant is a decision',
  }
}

// db.execute(text(f"SET search_path TO {schema}")); db.commit(); db.close()
function judgeLeak(workspace: Workspace, statement: PathStatement, raw: RuleFinding): RuleFinding | undefined {
  const { path } = statement
  const leak = findLeak(workspace, statement)
  if (!leak) return undefined
  const { commit, consumer, giver, reset } = leak
  const other = consumer ?? giver
  const related = [
    ...(commit ? [{ path, span: { start: commit.start, end: commit.end }, message: 'committed here: the path is no longer undone' }] : []),
    ...(reset
      ? [
          {
            path,
            span: { start: reset.start, end: reset.end },
            message: 'reset here, and not committed: what closes the session takes it back',
          },
        ]
      : []),
    ...(other
      ? [
          {
            path: other.path,
            span: { start: other.fn.nameStart, end: other.fn.nameStart + other.fn.name.length },
            message: consumer ? 'is given this session and commits' : 'commits when it gets the session back',
          },
        ]
      : []),
  ]
  const undone = reset ? `, and the reset at ${placeOf(workspace, path, reset)} is taken back by the close` : ''
  const where = commit ? ` at ${placeOf(workspace, path, commit)}` : other ? ` in \`${other.fn.name}\`` : ''
  return {
    at: siteOf(statement),
    severity: leak.pool === 'keeps' ? 'error' : 'warning',
    message: `This path outlives the commit${where}${undone}, so the pooled connection hands this tenant's rows to whoever gets it next`,
    help: `Bind the session to the tenant's engine, or ${reset ? 'commit the reset' : 'use `SET LOCAL` and set it again in each transaction'}`,
    related,
    data: { pool: leak.pool },
    ...(raw.fixes ? { fixes: raw.fixes } : { noFix: raw.noFix }),
  }
}

import type { Config } from '../contract/config'
import type { RuleAlso, RuleFinding } from '../contract/finding'
import type { OpenSetting, SearchPathChange, SqlAnalysis, SqlStatement } from '../sql/analysis'
import type { SqlParser } from '../sql/sql-parser'
import type { SqlSegment } from '../sql/sql-text'
import type { Span } from '../text/span'
import { listUnquotedSchemas } from './judge-holes'
import { listSetConfigFixes } from './set-config-fix'
import type { SqlExecution, TypescriptFileFacts } from './typescript-facts'

/** The rules of the scoping family that speak about TypeScript and JavaScript too. */
export type TypescriptScopingRule =
  | 'search-path-bind-parameter'
  | 'search-path-other-connection'
  | 'search-path-leak'
  | 'raw-search-path'
  | 'unquoted-schema'

export interface ExecutionWorld {
  readonly path: string
  readonly text: string
  readonly facts: TypescriptFileFacts
  readonly sql: SqlParser
  readonly config: Config
}

/** What a rule that speaks about both languages is given. */
export interface TypescriptRuleContext {
  readonly file: { readonly path: string; readonly text: string }
  readonly typescript: TypescriptFileFacts
  readonly project: { readonly analyseSql: SqlParser['analyse'] }
  readonly config: Config
}

/** The findings of one rule in one file, each with what it dominates ("One cause, one finding"). Migrations are not run-time code and stay silent. */
export function listTypescriptFindings(
  rule: TypescriptScopingRule,
  { file, typescript, project, config }: TypescriptRuleContext,
): RuleFinding[] {
  const world: ExecutionWorld = { path: file.path, text: file.text, facts: typescript, sql: { analyse: project.analyseSql }, config }
  const executions = world.facts.sql.filter(({ migration }) => !migration)
  if (rule === 'unquoted-schema') return executions.flatMap((execution) => listUnquotedSchemas(world, execution))
  return executions.flatMap((execution): RuleFinding[] => {
    const chain = judge(world, execution)
    const index = chain.findIndex((entry) => entry.rule === rule)
    const entry = chain[index]
    if (!entry) return []
    const { rule: _, ...finding } = entry
    return [{ ...finding, also: chain.slice(index + 1) }]
  })
}

/** One change of the path by one execution. */
export interface PathChange {
  readonly execution: SqlExecution
  readonly analysis: SqlAnalysis
  readonly statement: SqlStatement
  readonly change: SearchPathChange
  /** `set_config($1, …)` whose first value says `search_path`. */
  readonly open: OpenSetting | undefined
  readonly local: boolean | undefined
  readonly bound: boolean
  readonly tenant: boolean
}

function judge(world: ExecutionWorld, execution: SqlExecution): RuleAlso[] {
  const found = findChange(world, execution)
  if (!found || isAccepted(found)) return []
  const { change, statement, analysis } = found
  const place = { at: execution.sql.span, data: dataOf(found) }
  const fixes = listSetConfigFixes(world, found)
  const chain: RuleAlso[] = []
  const name = change.via === 'set_config' ? 'set_config' : 'SET search_path'
  if (found.bound && change.via !== 'set_config' && change.form !== 'reset') {
    chain.push({
      ...place,
      rule: 'search-path-bind-parameter',
      message: `\`${name}\` takes no parameter, so PostgreSQL rejects this statement with a syntax error at the placeholder`,
      help: `Call set_config('search_path', …, true) with the parameter, as the first statement of a transaction`,
      ...fixes('search-path-bind-parameter'),
    })
  }
  const last = analysis.statements[analysis.statements.length - 1]
  const runsAlone = statement === last
  if (execution.role === 'pool' && !execution.hook && runsAlone) {
    chain.push({
      ...place,
      rule: 'search-path-other-connection',
      message: `\`${execution.receiver}\` is a pool, so the path is set on one connection and the next statement may run on another, for another tenant`,
      help: 'Take one client from the pool, or open a transaction, and set the path and work on that',
      ...explain,
    })
  }
  if (isLeak(world, found, runsAlone)) {
    chain.push({
      ...place,
      rule: 'search-path-leak',
      message: `${describePath(found)} stays set on ${execution.role === 'transaction' ? 'the connection of ' : ''}\`${execution.receiver}\` when it goes back to the pool, so whoever gets the connection next works for this tenant`,
      help: `Set it for one transaction with set_config('search_path', …, true), or reset it before the connection is released`,
      ...(execution.released
        ? {
            related: [
              {
                path: world.path,
                span: execution.released,
                message: `the connection goes back to its pool ${endsWith(world.text, execution.released)}`,
              },
            ],
          }
        : {}),
      ...explain,
    })
  }
  chain.push({
    ...place,
    rule: 'raw-search-path',
    message: `\`${name}\` makes the state of a connection decide the tenant, so every statement is right only as long as nothing else touches that state`,
    help: `Use set_config('search_path', …, true) with a parameter as the first statement of each transaction, or qualify the tables with the tenant's schema`,
    ...fixes('raw-search-path'),
  })
  return chain
}

const endsWith = (text: string, { end }: Span): string => (text[end - 1] === ')' ? 'here' : 'when this ends')

const explain = { noFix: 'where the work of this tenant begins and ends is not known here, so a transaction round it would be a guess' }

function findChange(world: ExecutionWorld, execution: SqlExecution): PathChange | undefined {
  const analysis = world.sql.analyse(execution.sql)
  for (const statement of analysis.statements) {
    const [change] = statement.searchPath
    const open = change ? undefined : statement.openSettings.find((setting) => namesSearchPath(setting, execution))
    const effective = change ?? (open && openChange(open))
    if (!effective) continue
    // Without evidence of PostgreSQL, `SET SCHEMA` may speak to DuckDB, Db2 or another.
    if (effective.via === 'SET SCHEMA' && execution.library === 'unknown') continue
    const holes = [...effective.members.flatMap((member) => member.holes), ...(open?.value?.holes ?? [])]
    const members = effective.members.map((member) => member.text)
    const bound =
      effective.binds.length > 0 ||
      holes.some(({ style }) => style === 'bind') ||
      effective.members.some((member) => member.bind !== undefined) ||
      open !== undefined ||
      // set_config('search_path', quote_ident(?) || ', public', true): what a client library writes as a literal is as much a value.
      (effective.via === 'set_config' && execution.sql.segments.some(isValue))
    return {
      execution,
      analysis,
      statement,
      change: effective,
      open,
      local: effective.transactionLocal,
      bound,
      tenant:
        bound ||
        holes.length > 0 ||
        (effective.value === 'expression' && execution.sql.segments.some(({ kind }) => kind === 'hole')) ||
        members.some((name) => name !== undefined && isTenant(world.config, name)),
    }
  }
  return undefined
}

const isValue = (segment: SqlSegment): boolean => segment.kind === 'hole' && (segment.style === 'bind' || segment.style === 'literal')

function namesSearchPath({ setting }: OpenSetting, execution: SqlExecution): boolean {
  const position = Number(setting.bind?.name ?? Number.NaN)
  const index = Number.isInteger(position) ? position - 1 : 0
  if (setting.bind) return /^['"`]search_path['"`]$/.test(execution.values?.texts[index] ?? '')
  return false
}

const openChange = (open: OpenSetting): SearchPathChange => ({
  form: 'set_config',
  via: 'set_config',
  members: [],
  value: 'expression',
  transactionLocal: open.transactionLocal,
  item: undefined,
  binds: [],
  span: open.span,
  valueSpan: open.value?.span,
})

function isTenant(config: Config, schema: string): boolean {
  const { tenants, template } = config.tenancy
  if (schema === template) return true
  if (tenants.kind === 'list') return tenants.list.includes(schema)
  return tenants.kind === 'pattern' && new RegExp(tenants.pattern).test(schema)
}

/** The raw form that is right: transaction-local, the value sent apart, before anything else of the transaction; and one constant path for each new connection. */
function isAccepted({ execution, change, local, bound, tenant, statement }: PathChange): boolean {
  if (statement.kind === 'reset-all') return true
  // One path for each pool; a listener that asks for the tenant of the moment is something else.
  if (execution.hook && (!tenant || execution.perPool)) return true
  if (change.via !== 'set_config' || local === false) return false
  const interpolates = execution.sql.segments.some((segment) => segment.kind === 'hole' && segment.style === 'interpolation')
  if (!bound || interpolates) return false
  return execution.transaction.kind === 'unknown' || (execution.transaction.kind === 'inside' && execution.transaction.first)
}

function isLeak(world: ExecutionWorld, { execution, change, local, tenant }: PathChange, runsAlone: boolean): boolean {
  if (local !== false || change.form === 'reset' || !tenant || execution.hook) return false
  if (execution.restored) return false
  if (execution.role === 'pool') return execution.library !== 'unknown' || !runsAlone
  if ((execution.role !== 'client' && execution.role !== 'transaction') || !execution.released) return false
  // `client.release(true)` and `client.release(error)` close the connection instead of handing it back.
  if (/release\(\s*[^)\s]/.test(world.text.slice(execution.released.start, execution.released.end))) return false
  const isSibling = (other: SqlExecution) => execution.siblings.some((span) => span.start === other.call.start)
  const resets = world.facts.sql
    .filter(isSibling)
    .some((other) =>
      world.sql
        .analyse(other.sql)
        .statements.some((statement) => statement.kind === 'reset-all' || statement.searchPath.some(({ form }) => form === 'reset')),
    )
  return (
    !resets &&
    !execution.siblings.some((span) => /\b(?:DISCARD|RESET)\s+(?:ALL|search_path)\b/i.test(world.text.slice(span.start, span.end)))
  )
}

function describePath({ change }: PathChange): string {
  const [first] = change.members
  return first && first.pattern !== '{}' ? `The path \`${first.pattern}\`` : 'The path'
}

function dataOf({ execution, change }: PathChange): RuleFinding['data'] {
  const holes = change.members.filter((member) => member.holes.length > 0)
  const interpolation =
    holes.length === 0
      ? 'none'
      : holes.every((member) => member.quote !== 'none' || member.holes.every(({ style }) => style === 'identifier'))
        ? 'quoted'
        : 'unquoted'
  return { form: change.form, interpolation, library: execution.library, connection: execution.role }
}

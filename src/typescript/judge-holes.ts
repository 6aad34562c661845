import type { Fix, RuleFinding } from '../contract/finding'
import type { HoleUse } from '../sql/analysis'
import type { ExecutionWorld } from './judge-executions'
import { type HoleFacts, type HoleSource, isHoleFacts, type SqlExecution } from './typescript-facts'

const sources: Readonly<Record<HoleSource, string>> = {
  request: 'the request',
  argument: 'the command line',
  environment: 'the environment',
  caller: 'the caller',
  unknown: 'somewhere unknown',
}

/** Schema names put into SQL as text, neither quoted nor checked before. */
export function listUnquotedSchemas(world: ExecutionWorld, execution: SqlExecution): RuleFinding[] {
  const analysis = world.sql.analyse(execution.sql)
  const findings: RuleFinding[] = []
  for (const use of analysis.holeUses) {
    const { hole } = use
    if (hole.style !== 'interpolation' || !isHoleFacts(hole.expr) || hole.expr.guard) continue
    if (!use.schemaPosition && use.role !== 'schema') continue
    if (!['identifier', 'quoted-identifier', 'literal'].includes(use.position)) continue
    // SET SCHEMA is also what Db2, DuckDB and others say.
    if (execution.library === 'unknown' && /^\s*set\s+(?:(?:session|local)\s+)?schema\b/i.test(textBefore(execution, hole))) continue
    // The text was built by a helper elsewhere: the hole is not in this file.
    if (hole.source.start === execution.sql.span.start && hole.source.end === execution.sql.span.end) continue
    const { text, source } = hole.expr
    const fix = escapeFix(world, execution, use, hole.expr)
    findings.push({
      at: hole.source,
      severity: source === 'unknown' || source === 'caller' ? 'info' : 'error',
      message: `\`${text}\` comes from ${sources[source]} and becomes part of the SQL text, so a name with a quote in it runs as SQL`,
      help: `Quote it as an identifier (\`escapeIdentifier\` of pg, \`??\` of knex, \`sql.identifier\`), or check it against the names that exist`,
      data: { source, position: use.position },
      ...(fix ? { fixes: [fix] } : { noFix: refusalOf(execution, text) }),
    })
  }
  return findings
}

function textBefore({ sql }: SqlExecution, hole: HoleUse['hole']): string {
  const index = sql.segments.findIndex(({ source }) => source.start === hole.source.start)
  return sql.segments
    .slice(0, index)
    .map((segment) => (segment.kind === 'literal' ? segment.text : '?'))
    .join('')
}

/** pg's clients and pools quote identifiers themselves. */
function escapeFix(world: ExecutionWorld, execution: SqlExecution, use: HoleUse, facts: HoleFacts): Fix | undefined {
  const isClient = execution.library === 'pg' && (execution.role === 'client' || execution.role === 'own') && !execution.isPool
  if (!isClient || use.pattern !== '{}' || use.position === 'literal' || !world.text.startsWith('${', use.hole.source.start))
    return undefined
  if (/\/\*|\/\//.test(world.text.slice(use.hole.source.start, use.hole.source.end))) return undefined
  // What stands before the dot is said twice then, and must not do anything.
  if (!isPlain(execution.receiver)) return undefined
  // A name in a constant's text stands where the connection need not be known.
  if (facts.indirect) return undefined
  const quoted = use.position === 'quoted-identifier'
  // A template makes text of anything, `escapeIdentifier` takes nothing else.
  const name = facts.isText ? facts.text : `String(${facts.text})`
  const span = quoted ? use.span : use.hole.source
  const edit = { path: world.path, ...span, text: `\${${execution.receiver}.escapeIdentifier(${name})}` }
  const id = `${world.path}:unquoted-schema:${use.hole.source.start}`
  const title = `Quote \`${facts.text}\` with escapeIdentifier`
  if (quoted)
    return {
      id,
      title,
      safety: 'safe',
      proof: ['the name stood between quotes already, so every name without a quote in it reads the same'],
      edits: [edit],
    }
  const why = 'unquoted, PostgreSQL folds the name to lower case; quoted, it keeps its case'
  return { id, title, safety: 'unsafe', proof: [], why, edits: [edit] }
}

const isPlain = (receiver: string): boolean => /^[\w$.!]+$/.test(receiver)

const refusalOf = ({ library, receiver, role }: SqlExecution, text: string): string =>
  library === 'pg' && (role === 'client' || role === 'own') && !isPlain(receiver)
    ? `\`${receiver}\` does something, and quoting would do it again: give the connection a name first`
    : library === 'unknown'
      ? `which library \`${receiver}\` belongs to is not known here, and each quotes in its own way`
      : `how \`${text}\` is quoted best depends on the whole statement: ${library} has a way of its own`

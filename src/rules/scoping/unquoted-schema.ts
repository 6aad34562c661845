import type { RuleFinding } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import { executionsIn, type SqlExecution } from '../../project/executions'
import { fileRole } from '../../project/file-role'
import { isIntegerFormat, provenanceOf } from '../../project/provenance/provenance'
import type { Provenance, TaintSource } from '../../project/provenance/provenance-kind'
import { speaksOnlyToOthers } from '../../project/sessions/other-databases'
import { valueOf } from '../../project/sessions/values'
import { localAssignment } from '../../project/sql-source'
import { typescriptSqlLiterals } from '../../project/typescript-request'
import type { Workspace } from '../../project/workspace'
import type { Expr, PythonModule, TopLevel } from '../../python/ast'
import type { HoleUse } from '../../sql/analysis'
import { overlaps, type Span } from '../../text/span'
import { listTypescriptFindings } from '../../typescript/judge-executions'

export const unquotedSchema = defineRule({
  id: 'unquoted-schema',
  family: 'scoping',
  summary: 'A schema name is put into SQL unchecked and unquoted',
  severity: 'error',
  recommended: true,
  languages: ['python', 'typescript', 'javascript', 'vue'],
  fixable: true,
  needs: ['project', 'typescript'],
  triggers: ['execute', '.exec(', 'exec_driver_sql', '.fetch', '.scalar', 'DDL(', '.stream(', ...typescriptSqlLiterals],
  *check(context) {
    const { file, project, focus } = context
    // client.query(`DROP SCHEMA ${schema} CASCADE`)
    if (file.language !== 'python') return yield* listTypescriptFindings('unquoted-schema', context)
    const python = project.module(file.path)
    if (!python) return
    const role = fileRole(project, file.path)
    if (role === 'backup' || !mayInterpolate(file.text) || speaksOnlyToOthers(file.text)) return
    const seen = new Set<number>()
    for (const slice of listInterpolating(python, focus)) {
      for (const execution of python.statementsOf(slice).flatMap((stmt) => [...executionsIn(project, file.path, stmt)])) {
        if (execution.textPath !== file.path || isOfAnother(project, execution)) continue
        const spoken = new Set<string>()
        for (const use of execution.analysis.holeUses) {
          const expr = interpolated(use)
          if (!expr || seen.has(use.hole.source.start)) continue
          // One name that stands in a statement several times is one finding.
          const name = python.text.slice(expr.start, expr.end)
          if (spoken.has(name)) continue
          const finding = judge(project, execution, use, expr, name, role === 'test')
          if (!finding) continue
          seen.add(use.hole.source.start)
          spoken.add(name)
          yield finding
        }
      }
    }
  },
})

/** `duckdb.connect().execute(…)` in a file that speaks to PostgreSQL as well. */
function isOfAnother(project: Workspace, { receiver, path }: SqlExecution): boolean {
  const made = receiver?.kind === 'Name' ? localAssignment(receiver) : receiver
  const value = made?.kind === 'Call' ? valueOf(project, path, made.func) : undefined
  return value?.kind === 'external' && otherDriver.test(value.qualified)
}

const otherDriver = /^(duckdb|sqlite3|snowflake|oracledb|cx_Oracle|pymysql|MySQLdb|pyodbc|clickhouse_\w+|trino|databricks)\./

/** A look at the text before anything is parsed: most files that run SQL put no name into it. It looks only so far behind a word: a table of plain texts is one long run. */
const interpolatedName =
  /(?:\}|%(?:\(\w+\))?s)["'\\]*\.[\w"'%{\\]|\+\s*[rRbBuUfF]*["']+\.|\b(?:from|join|into|update|table|schema|exists|only|references|truncate|on|index|view|to|concurrently|nspname|schema_name|table_schema|search_path)\b["'\\\s,=(:\w$<>!~^]{0,400}?(?:\{|%[s(]|["']\s*\+|["']\s*%)/i
/** A call that may run SQL: most files hold the words, few the calls. */
const runsSql =
  /\.\s*(?:exec|execute\w*|exec_driver_sql|fetch|fetchrow|fetchval|scalars?|stream|stream_scalars|mogrify|cursor_execute)\s*\(|\bDDL\s*\(/

const mayInterpolate = (text: string): boolean => /[{%+]/.test(text) && interpolatedName.test(text)

/** The slices that may run SQL with a name put into it: there, or in what they name, which may name others. */
function listInterpolating(python: PythonModule, focus: Span | undefined): readonly TopLevel[] {
  const textOf = ({ start, end }: TopLevel): string => python.text.slice(start, end)
  const running = python.topLevel.filter(
    (slice) => slice.kind !== 'import' && (!focus || overlaps(slice, focus)) && runsSql.test(textOf(slice)),
  )
  const makers = new Set(running.filter((slice) => mayInterpolate(textOf(slice))))
  if (makers.size === running.length) return running
  const parts = python.topLevel.flatMap((slice) => (slice.kind === 'import' ? [] : [{ slice, text: textOf(slice) }]))
  for (const { slice, text } of parts) if (mayInterpolate(text)) makers.add(slice)
  for (const slice of makers) {
    const head = slice.kind === 'other' || slice.kind === 'assign' ? (textOf(slice).split('\n', 1)[0] ?? '') : (slice.name ?? '')
    const names = head.match(/[A-Za-z_]\w*/g) ?? []
    for (const part of parts) if (!makers.has(part.slice) && names.some((name) => part.text.includes(name))) makers.add(part.slice)
  }
  return running.filter((slice) => makers.has(slice))
}

/** The expression of a hole that stands for (a part of) a schema's or table's name, put in as plain text. */
function interpolated({ hole, role, position, schemaPosition }: HoleUse): Expr | undefined {
  if (hole.style !== 'interpolation' || (role !== 'schema' && role !== 'table')) return undefined
  if (position === 'literal' && !schemaPosition) return undefined
  // Made by the Python reader: its holes carry expressions.
  return hole.expr as Expr
}

const sources: Readonly<Record<TaintSource, string>> = {
  request: 'the request',
  argument: 'the command line',
  environment: 'the environment',
  settings: 'the settings',
}

function judge(
  project: Workspace,
  execution: SqlExecution,
  use: HoleUse,
  expr: Expr,
  name: string,
  inTest: boolean,
): RuleFinding | undefined {
  if (isIntegerFormat(formatOf(expr))) return undefined
  // "SET search_path TO user_%d" % user_id
  const mark = project.text(execution.textPath)?.slice(use.hole.source.start, use.hole.source.end) ?? ''
  if (/^%(\(\w+\))?[-+ #0-9.]*[diouxX]$/.test(mark) || /^\{\w*:[\d<>=^+\- ,_]*[dxXob]\}$/.test(mark)) return undefined
  const origin = provenanceOf(project, execution.textPath, expr)
  if (origin.kind === 'safe') return undefined
  // Where a table's name, or a test's, comes from somewhere unknown there is nothing to say.
  if (origin.kind === 'unknown' && (use.role !== 'schema' || inTest)) return undefined
  // Who runs the tests chooses their environment.
  if (inTest && origin.kind === 'tainted' && origin.source !== 'request') return undefined
  const quotes =
    use.position === 'quoted-identifier' || use.position === 'literal'
      ? ', and the quotes written round it are ended by a quote inside it'
      : ''
  const what = use.role === 'schema' ? 'schema' : 'table'
  if (origin.kind === 'words')
    return inTest || !standsAlone(execution, use)
      ? undefined
      : report(
          execution,
          use,
          'info',
          `\`${name}\` holds letters, digits and underscores only, but nothing quotes it, so a schema whose name starts with a digit or is a keyword is a syntax error`,
        )
  return {
    ...report(
      execution,
      use,
      origin.kind === 'tainted' ? 'error' : 'info',
      origin.kind === 'tainted'
        ? `\`${name}\` comes from ${sources[origin.source]} and becomes the name of a ${what} unchecked, so its sender chooses the tenant or adds a statement${quotes}`
        : `Nothing here shows that \`${name}\` was checked before it becomes the name of a ${what}, so any text in it becomes SQL${quotes}`,
    ),
    related: relatedOf(origin, execution.textPath, use),
    data: { source: origin.kind === 'tainted' ? origin.source : 'unknown' },
  }
}

/** `CREATE SCHEMA {name}`, where what is put in is the whole name and no quotes stand round it. */
function standsAlone({ text: { segments } }: SqlExecution, { role, position, hole }: HoleUse): boolean {
  const before = segments[segments.indexOf(hole) - 1]
  return role === 'schema' && position === 'identifier' && before?.kind !== 'hole' && !/\w$/.test(before?.text ?? '')
}

const report = (execution: SqlExecution, use: HoleUse, severity: RuleFinding['severity'], message: string): RuleFinding => ({
  at: use.hole.source,
  severity,
  message,
  help: helpFor(execution, use),
  noFix: 'Which names are legal is the project’s decision',
  data: { source: 'unknown' },
})

function helpFor({ analysis }: SqlExecution, { position, statement }: HoleUse): string {
  // SET search_path = '…': what stands in quotes there is a name, and SET takes no parameter.
  const set = analysis.statements[statement]?.searchPath.find(({ via }) => via !== 'set_config')
  if (position === 'literal' && set)
    return `Check it with \`re.fullmatch\`, or use \`set_config('search_path', quote_ident(…), ${set.transactionLocal === true})\`, which takes a parameter where \`SET\` does not`
  if (position === 'literal') return 'Pass it as a bind parameter'
  return 'Check it with `re.fullmatch`, or quote it: `quoted_name` and `identifier_preparer.quote` of SQLAlchemy, `sql.Identifier` of psycopg'
}

function relatedOf(origin: Provenance, path: string, use: HoleUse): RuleFinding['related'] {
  if (origin.kind !== 'tainted') return []
  if (origin.path === path && origin.at.start === use.hole.source.start) return []
  return [{ path: origin.path, span: origin.at, message: `It enters the program here, from ${sources[origin.source]}` }]
}

/** The format behind the expression in its f-string, `:d`. */
function formatOf(expr: Expr): string | undefined {
  const { parent } = expr
  if (parent?.kind !== 'Str') return undefined
  for (const piece of parent.pieces) for (const part of piece.parts) if (part.kind === 'hole' && part.expr === expr) return part.format
  return undefined
}

import type { Edit, Fix, RuleFinding } from '../contract/finding'
import type { SqlName } from '../sql/analysis'
import type { ExecutionWorld, PathChange } from './judge-executions'
import { isHoleFacts } from './typescript-facts'

type Offered = Pick<RuleFinding, 'fixes' | 'noFix'>

/** The rewrite to the accepted form, where the statement is the first of a transaction; otherwise the reason why there is none. */
export function listSetConfigFixes(world: ExecutionWorld, found: PathChange): (rule: string) => Offered {
  const { execution, change, analysis, statement } = found
  const refuse = (noFix: string) => () => ({ noFix })
  if (execution.chosen) return refuse('the statement that runs is chosen or put together on the way')
  if (change.form === 'reset') return refuse('a reset ends what an earlier statement began: it goes when that one goes')
  if (execution.transaction.kind !== 'inside')
    return refuse('it is not proved to run inside a transaction, and a transaction-local path ends with the statement there')
  if (!execution.transaction.first)
    return refuse('it is not the first statement of its transaction, and what ran before it ran on another path')
  if (analysis.statements.length !== 1 || statement.span.end > execution.argument.end)
    return refuse('the text holds more than this statement')
  const parts = partsOf(found)
  if (!parts) return refuse('how the list of schemas is built is not known here')
  const source = world.text.slice(execution.call.start, execution.call.end)
  if (/\/\*|--|(?<!:)\/\//.test(source)) return refuse('a comment stands in the call, and the rewrite would drop it')
  const edit = editFor(world, found, parts)
  if (!edit) return refuse(`TenantScope has no rewrite for this call of ${execution.library}`)
  return (rule) => {
    const doubts = doubtsOf(found, rule)
    const fix: Fix = {
      id: `${world.path}:set-config:${execution.call.start}`,
      title: `Set the path with set_config and a parameter`,
      safety: doubts.length === 0 ? 'safe' : 'unsafe',
      proof: [
        'the statement is the first of its transaction',
        'SET LOCAL and set_config(…, true) both end with the transaction',
        'quote_ident gives the name that stood between quotes',
      ].slice(0, doubts.length === 0 ? 3 : 1),
      ...(doubts.length === 0 ? {} : { why: doubts.join('; ') }),
      edits: [edit],
    }
    return { fixes: [fix] }
  }
}

function doubtsOf({ change, local }: PathChange, rule: string): string[] {
  const doubts: string[] = []
  if (rule === 'search-path-bind-parameter') doubts.push('the statement never ran, so what it is meant to reach is not proved')
  if (local !== true) doubts.push('the path was set for the session and now ends with the transaction')
  const isQuoted = (member: SqlName) =>
    member.holes.length === 0 || member.quote !== 'none' || member.holes.every(({ style }) => style === 'identifier')
  if (!change.members.every(isQuoted)) doubts.push('unquoted, PostgreSQL folded the name to lower case; quote_ident keeps its case')
  return doubts
}

/** Pieces of the SQL expression for the new value, joined by `||`. */
type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'name'; readonly before: string; readonly value: string; readonly after: string }

function partsOf({ change, execution }: PathChange): readonly Part[] | undefined {
  if (change.value !== 'list' || change.members.length === 0) return undefined
  const parts: Part[] = []
  const text = (more: string) => {
    const last = parts[parts.length - 1]
    if (last?.kind === 'text') parts[parts.length - 1] = { kind: 'text', text: last.text + more }
    else parts.push({ kind: 'text', text: more })
  }
  for (const [index, member] of change.members.entries()) {
    if (index > 0) text(', ')
    if (member.text !== undefined) {
      text(/^[a-z_][a-z0-9_]*$/.test(member.text) ? member.text : `"${member.text.replaceAll('"', '""')}"`)
      continue
    }
    const [hole, ...more] = member.holes
    const [before, after, ...rest] = member.pattern.split('{}')
    if (more.length > 0 || rest.length > 0) return undefined
    if (hole) {
      if (!isHoleFacts(hole.expr) || before === undefined || after === undefined) return undefined
      // What stands elsewhere or builds an identifier is no value to pass here, and a list of identifiers no name.
      if (hole.expr.indirect || (hole.style === 'identifier' && !hole.expr.isText)) return undefined
      // A hole that may hold a whole list (`schemas.join(', ')`) is no single name.
      if (hole.expr.guard === 'quoted' || (member.quote === 'none' && /join\(/.test(hole.expr.text))) return undefined
      // A template makes text of anything, a parameter keeps its type.
      parts.push({ kind: 'name', before, value: hole.expr.isText ? hole.expr.text : `String(${hole.expr.text})`, after })
      continue
    }
    const position = Number(member.bind?.name)
    const value = Number.isInteger(position) ? execution.values?.texts[position - 1] : undefined
    if (value === undefined) return undefined
    parts.push({ kind: 'name', before: '', value, after: '' })
  }
  return parts.some(({ kind }) => kind === 'name') ? parts : undefined
}

const sqlString = (text: string): string => `'${text.replaceAll("'", "''")}'`

function expressionOf(parts: readonly Part[], parameter: (index: number) => string): string {
  let count = 0
  return parts
    .map((part) => {
      if (part.kind === 'text') return sqlString(part.text)
      const name = [
        part.before ? sqlString(part.before) : '',
        `${parameter(count++)}${part.before || part.after ? '::text' : ''}`,
        part.after ? sqlString(part.after) : '',
      ]
      return `quote_ident(${name.filter((piece) => piece !== '').join(' || ')})`
    })
    .join(' || ')
}

const stringLiteral = (text: string): string => (text.includes('"') ? `\`${text}\`` : `"${text}"`)

function editFor(world: ExecutionWorld, { execution }: PathChange, parts: readonly Part[]): Edit | undefined {
  const { library, method, call, argument, values } = execution
  const names = parts.flatMap((part) => (part.kind === 'name' ? [part.value] : []))
  const setConfig = (parameter: (index: number) => string) => `select set_config('search_path', ${expressionOf(parts, parameter)}, true)`
  const isPlainCall =
    world.text.slice(argument.end, call.end).trim() === ')' || (values && world.text.slice(values.span.end, call.end).trim() === ')')
  const rest = { path: world.path, start: argument.start, end: values ? values.span.end : argument.end }
  if (library === 'pg' || library === 'typeorm') {
    return method === 'query' && isPlainCall
      ? { ...rest, text: `${stringLiteral(setConfig((index) => `$${index + 1}`))}, [${names.join(', ')}]` }
      : undefined
  }
  if (library === 'knex')
    return method === 'raw' && isPlainCall ? { ...rest, text: `${stringLiteral(setConfig(() => '?'))}, [${names.join(', ')}]` } : undefined
  const template = `\`${setConfig((index) => `\${${names[index] ?? ''}}`)}\``
  const receiverEnd = world.text.indexOf(execution.receiver, call.start) + execution.receiver.length
  if (library === 'prisma') return { path: world.path, start: receiverEnd, end: call.end, text: `.$executeRaw${template}` }
  if (library === 'postgres.js') return { path: world.path, start: receiverEnd, end: call.end, text: template }
  if (library === 'drizzle' && /\bsql\b/.test(world.text.slice(argument.start, argument.end)))
    return { path: world.path, ...argument, text: `sql${template}` }
  return undefined
}

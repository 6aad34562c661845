import type { Call, Expr, FunctionDef } from '../../python/ast'
import { descendants } from '../../python/children'
import { stringValue } from '../../python/strings'
import type { SearchPathChange, SqlName } from '../../sql/analysis'
import type { SqlExecution } from '../executions'
import { provenanceOf } from '../provenance/provenance'
import type { Workspace } from '../workspace'
import { bindingBefore, returnsIn, statementsIn } from './bindings'
import { argumentFor } from './call-arguments'
import { isFormatted, namePieces } from './name-pieces'
import { isOtherThanText } from './other-than-text'
import { valueOf } from './values'
import { writtenName } from './written-name'

/** The schema name a statement puts first on the path, as parts to be joined. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  /** `int`: what a helper makes a number of, `tenant_{int(tenant_id)}`. */
  | { readonly kind: 'expr'; readonly expr: Expr; readonly path: string; readonly as?: 'int' }

export type SchemaTemplate =
  /** `folded`: it stands unquoted in the SET, where PostgreSQL makes it lower case. */
  | { readonly kind: 'template'; readonly parts: readonly TemplatePart[]; readonly folded?: boolean | undefined }
  | { readonly kind: 'unreadable'; readonly reason: string }

/** The members of a path that never hide a tenant's tables. */
const neutral = new Set(['public', '"$user"', '$user', 'pg_catalog'])

/** P3: the first member is the tenant's schema, the others are only public, "$user" and pg_catalog. */
export function templateOf(workspace: Workspace, change: SearchPathChange, execution: SqlExecution): SchemaTemplate {
  if (!execution.certain) return { kind: 'unreadable', reason: 'which statement sets the path is decided when the program runs' }
  const [first, ...rest] = change.members
  if (!first) return { kind: 'unreadable', reason: 'the new path is computed, not written down' }
  if (neutral.has(first.text ?? '')) return { kind: 'unreadable', reason: `\`${first.text}\` comes before the tenant's schema on the path` }
  const other = rest.find((member) => !neutral.has(member.text ?? ''))
  if (other) {
    const name = writtenName(workspace, other, execution)
    return { kind: 'unreadable', reason: `the path also holds \`${name}\`, and a map has room for one schema` }
  }
  if (first.text?.includes(','))
    return { kind: 'unreadable', reason: `\`'${first.text}'\` is one schema name with a comma in it, not a list` }
  return first.bind ? boundValue(change, first.bind.name, execution) : partsOf(first, execution)
}

function partsOf(name: SqlName, execution: SqlExecution): SchemaTemplate {
  const parts: TemplatePart[] = []
  const pieces = name.pattern.split('{}')
  for (const [index, piece] of pieces.entries()) {
    if (piece !== '') parts.push({ kind: 'text', text: piece })
    if (index === pieces.length - 1) continue
    const hole = name.holes[index]
    const expr = hole?.expr as Expr | undefined
    if (!expr) return { kind: 'unreadable', reason: 'the schema name is put in where the text is not known' }
    if (hole?.formatted || isFormatted(expr)) return { kind: 'unreadable', reason: 'the schema name is formatted where it is put in' }
    parts.push({ kind: 'expr', expr, path: execution.textPath })
  }
  if (parts.length === 0) return { kind: 'unreadable', reason: 'the path is empty' }
  return { kind: 'template', parts, folded: name.quote === 'none' }
}

/** `SET search_path TO :schema` with `{"schema": schema_name}` beside it; what set_config is given is read as a list. */
function boundValue(change: SearchPathChange, bind: string | undefined, { parameters, path }: SqlExecution): SchemaTemplate {
  const value =
    parameters?.kind === 'Dict'
      ? parameters.entries.find((entry) => entry.key?.kind === 'Str' && stringValue(entry.key) === bind)?.value
      : parameters?.kind === 'Call' && parameters.func.kind === 'Name' && parameters.func.id === 'dict'
        ? parameters.keywords.find((keyword) => keyword.name === bind)?.value
        : undefined
  if (!value) return { kind: 'unreadable', reason: 'the value that is bound to the path is not written beside it' }
  if (change.via !== 'set_config') return { kind: 'template', parts: [{ kind: 'expr', expr: value, path }] }
  return firstOfList(
    (namePieces(value) ?? [{ kind: 'expr', expr: value }]).map((piece) => (piece.kind === 'text' ? piece : { ...piece, path })),
  )
}

/** `user_1, public`, read as PostgreSQL reads a list: the first member, where the others are neutral. */
function firstOfList(parts: readonly TemplatePart[]): SchemaTemplate {
  const comma = parts.findIndex((part) => part.kind === 'text' && part.text.includes(','))
  const at = parts[comma]
  const first: TemplatePart[] = comma < 0 ? [...parts] : [...parts.slice(0, comma)]
  if (at?.kind === 'text') {
    const [head = '', ...tail] = at.text.split(',')
    const rest = [tail.join(','), ...parts.slice(comma + 1).map((part) => (part.kind === 'text' ? part.text : '{}'))].join('')
    const other = rest.split(',').find((member) => !neutral.has(member.trim()))
    if (other !== undefined)
      return { kind: 'unreadable', reason: `the path also holds \`${other.trim()}\`, and a map has room for one schema` }
    first.push({ kind: 'text', text: head })
  }
  const trimmed = first.flatMap((part, index): TemplatePart[] => {
    if (part.kind === 'expr') return [part]
    const start = index === 0 ? part.text.trimStart() : part.text
    const text = index === first.length - 1 ? start.trimEnd() : start
    return text === '' ? [] : [{ kind: 'text', text }]
  })
  if (trimmed.length === 0) return { kind: 'unreadable', reason: 'the path is empty' }
  const [open, close] = [trimmed[0], trimmed[trimmed.length - 1]]
  if (open?.kind !== 'text' || close?.kind !== 'text' || !open.text.startsWith('"') || !close.text.endsWith('"'))
    return { kind: 'template', parts: trimmed, folded: true }
  const inner = trimmed.flatMap((part): TemplatePart[] => {
    if (part.kind === 'expr') return [part]
    const text = part.text.slice(part === open ? 1 : 0, part === close ? -1 : undefined)
    return text === '' ? [] : [{ kind: 'text', text }]
  })
  return { kind: 'template', parts: inner, folded: false }
}

/** The template of a helper as seen from a call: its parameters replaced by the call's arguments. */
export function templateAtCall(
  workspace: Workspace,
  template: SchemaTemplate,
  helper: FunctionDef,
  helperPath: string,
  call: Call,
  callPath: string,
): SchemaTemplate {
  if (template.kind === 'unreadable') return template
  const parts: TemplatePart[] = []
  for (const part of template.parts) {
    if (part.kind === 'text') parts.push(part)
    else {
      const replaced = substitute({ workspace, helper, helperPath, call, callPath }, part.expr, 0)
      if (!replaced) return { kind: 'unreadable', reason: `how \`${helper.name}\` makes the schema name from its arguments is not plain` }
      parts.push(...replaced)
    }
  }
  return template.folded ? firstOfList(parts) : { kind: 'template', parts, folded: template.folded }
}

interface CallOfHelper {
  readonly workspace: Workspace
  readonly helper: FunctionDef
  readonly helperPath: string
  readonly call: Call
  readonly callPath: string
}

function substitute(context: CallOfHelper, expr: Expr, depth: number): readonly TemplatePart[] | undefined {
  if (depth > 4) return undefined
  if (expr.kind === 'Call' && expr.func.kind === 'Name' && expr.func.id === 'str' && expr.args.length === 1 && expr.args[0])
    return substitute(context, expr.args[0], depth + 1)
  if (expr.kind === 'Call' && expr.func.kind === 'Name' && expr.func.id === 'int') {
    const [given, ...more] = expr.args
    const [part, ...rest] = (given && more.length + expr.keywords.length === 0 && substitute(context, given, depth + 1)) || []
    return part?.kind === 'expr' && rest.length === 0 ? [{ ...part, as: 'int' }] : undefined
  }
  const pieces = namePieces(expr)
  if (pieces) {
    const parts = pieces.map((piece) => (piece.kind === 'text' ? [piece] : substitute(context, piece.expr, depth + 1)))
    return parts.every((each) => each !== undefined) ? parts.flat() : undefined
  }
  // `schema = validate_schema_name(schema)`: a function that gives back what it was given, or raises.
  const passed = expr.kind === 'Call' ? passedThrough(context.workspace, context.helperPath, expr) : undefined
  if (passed) return substitute(context, passed, depth + 1)
  if (expr.kind !== 'Name') return undefined
  const { helper, helperPath, call, callPath } = context
  const binding = bindingBefore(helper, expr.id, expr.start)
  if (binding?.kind === 'param') {
    const argument = argumentFor(call, helper, binding.node) ?? binding.node.default
    return argument ? [{ kind: 'expr', expr: argument, path: argument === binding.node.default ? helperPath : callPath }] : undefined
  }
  return binding?.kind === 'assign' && binding.path.length === 0 ? substitute(context, binding.value, depth + 1) : undefined
}

/** The argument that a call returns unchanged. */
function passedThrough(workspace: Workspace, path: string, call: Call): Expr | undefined {
  const callee = valueOf(workspace, path, call.func)
  if (callee.kind !== 'function') return undefined
  const returns = returnsIn(callee.node)
  const [first] = returns
  if (first?.kind !== 'Name' || !returns.every((each) => each.kind === 'Name' && each.id === first.id)) return undefined
  const param = callee.node.params.find((each) => each.name === first.id)
  const rebound = [...statementsIn(callee.node.body)].some(
    (stmt) => stmt.kind === 'Assign' && stmt.targets.some((target) => target.kind === 'Name' && target.id === first.id),
  )
  return param && !rebound ? argumentFor(call, callee.node, param) : undefined
}

/**
 * Python source for a schema name: `schema_name`, `f"user_{user.id}"`, `"user_1"`; with `.lower()` when the SET did that and the
 * value may hold capitals. Undefined when it cannot be written on one line.
 */
export function schemaSource(workspace: Workspace, template: SchemaTemplate & { kind: 'template' }): string | undefined {
  const source = plainSource(workspace, template)
  if (source === undefined || !template.folded || !template.parts.some((part) => part.kind === 'expr' && mayHoldCapitals(workspace, part)))
    return source
  return /^(f?"[^"]*"|f?'[^']*'|[\w.]+|format\([\w.]+\))$/.test(source) ? `${source}${lowering}` : `(${source})${lowering}`
}

/** What schemaSource adds to a name that PostgreSQL made lower case. */
export const lowering = '.lower()'

/** A part as Python writes it. */
export function partSource(workspace: Workspace, part: TemplatePart): string {
  if (part.kind === 'text') return part.text
  const source = workspace.text(part.path)?.slice(part.expr.start, part.expr.end) ?? ''
  return part.as && source !== '' ? `${part.as}(${source})` : source
}

function mayHoldCapitals(workspace: Workspace, { expr, path, as }: TemplatePart & { kind: 'expr' }): boolean {
  if (as) return false
  if (expr.kind === 'Call' && expr.func.kind === 'Attribute' && expr.func.attr === 'lower') return false
  return provenanceOf(workspace, path, expr).kind !== 'safe'
}

function plainSource(workspace: Workspace, template: SchemaTemplate & { kind: 'template' }): string | undefined {
  const pieces = template.parts.map((part) => ({
    kind: part.kind,
    text: partSource(workspace, part),
    part: part.kind === 'expr' ? part : undefined,
  }))
  if (pieces.some(({ text }) => text === '' || /[\r\n\\]/.test(text))) return undefined
  const [only] = pieces
  // f"{tenant.id}" of a UUID is its text, and the map takes nothing but text.
  if (pieces.length === 1 && only?.part && !only.part.as && !isOtherThanText(workspace, only.part.path, only.part.expr)) return only.text
  if (pieces.length === 1 && only?.kind === 'text') return `"${only.text}"`
  const holes = pieces.filter(({ kind }) => kind === 'expr').map(({ text }) => text)
  if (holes.some((text) => text.includes('{') || text.includes('#') || (text.includes('"') && text.includes("'")))) return undefined
  const quote = holes.some((text) => text.includes('"')) ? "'" : '"'
  return `f${quote}${pieces.map(({ kind, text }) => (kind === 'text' ? text : `{${text}}`)).join('')}${quote}`
}

/** The local names a template reads, with the functions they stand in. */
export function namesIn(template: SchemaTemplate & { kind: 'template' }): readonly (Expr & { kind: 'Name' })[] {
  const names: (Expr & { kind: 'Name' })[] = []
  for (const part of template.parts) {
    if (part.kind !== 'expr') continue
    for (const node of descendants(part.expr)) if (node.kind === 'Name') names.push(node)
  }
  return names
}

/** Does evaluating the schema name do anything (a call, an await) that must not move? */
export function isPlain(template: SchemaTemplate & { kind: 'template' }): boolean {
  return template.parts.every(
    (part) =>
      part.kind === 'text' ||
      [...descendants(part.expr)].every(
        (node) => node.kind !== 'Await' && node.kind !== 'NamedExpr' && node.kind !== 'Yield' && node.kind !== 'Lambda',
      ),
  )
}

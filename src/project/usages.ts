import type { Deprecation, DeprecationKind } from '../contract/config'
import { modelFacts } from '../models/model-facts'
import { createLineIndex } from '../text/line-index'
import type { Span } from '../text/span'
import type { FieldDeprecation, TypescriptFileFacts, TypescriptReport } from '../typescript/typescript-facts'
import { type ColumnUse, listColumnUses, occurrences } from './column-uses'
import { type ColumnDeprecation, columnOf, keepsHistory } from './deprecations'
import { listModuleReferences, type ModuleReference } from './module-references'
import { listNameUses, listSqlTables, type NameUse, wordOf } from './name-uses'
import { listSqlColumns } from './sql-columns'
import { listTypescriptColumns, listTypescriptTables } from './typescript-sql'
import type { Workspace } from './workspace'

/** What a name is in this project. */
export interface UsageSymbol {
  readonly name: string
  readonly kind: DeprecationKind
  /** The table and column in the database, for columns and tables: what live data can be counted by. */
  readonly table?: string
  readonly column?: string
}

interface UsagePosition {
  readonly line: number
  readonly column: number
}

export interface Usage {
  readonly path: string
  /** 1-based, in UTF-16 units, end exclusive. */
  readonly range: { readonly start: UsagePosition; readonly end: UsagePosition }
  readonly role: UsageRole
  /** The line, without its indentation. */
  readonly code: string
  /** Why it is not certain; present exactly for possible uses. */
  readonly doubt?: string
}

/** `history`: revisions and backups, which keep their names and never stand in the way. */
export type UsageRole =
  | 'definition'
  | 'read'
  | 'write'
  | 'query'
  | 'keyword'
  | 'string'
  | 'sql'
  | 'import'
  | 'reference'
  | 'typescript'
  | 'history'

export interface UsageReport {
  readonly version: 1
  readonly symbol: UsageSymbol
  /** Certain ones, by path and place. */
  readonly usages: readonly Usage[]
  /** The same name on something of unknown type. */
  readonly possible: readonly Usage[]
  readonly byRole: Readonly<Record<string, number>>
  readonly verdict: 'removable' | 'in-use' | 'unclear'
  readonly reason: string
}

/** What a typed name stands for: `Model.column`, a class, function, `Class.method`, module, table or `Interface.field`. Undefined when nothing here has it. */
export function findSymbol(workspace: Workspace, name: string): UsageSymbol | undefined {
  const column = columnOf(workspace, name)
  const [model] = column?.models ?? []
  if (column && model) {
    const entry = model.columns.find((each) => each.attribute === column.attribute)
    const isMethod = !entry && hasMethod(workspace, name)
    if (!isMethod)
      return { name, kind: 'column', ...(model.table === undefined ? {} : { table: model.table, column: entry?.name ?? column.attribute }) }
  }
  if (name.includes('.')) {
    if (hasMethod(workspace, name)) return { name, kind: 'method' }
    if (workspace.resolveSymbol(`${name}:`)?.kind === 'module') return { name, kind: 'module' }
    if (!/^\w+\.\w+$/.test(name)) return undefined
    const [type, field] = name.split('.')
    const declared = workspace
      .filesWith([`${type}`], ['.ts', '.tsx', '.vue', '.d.ts'])
      .some((path) => new RegExp(`\\b(?:interface|type|class)\\s+${type}\\b[\\s\\S]*?\\b${field}\\b`).test(workspace.text(path) ?? ''))
    return declared ? { name, kind: 'field' } : undefined
  }
  if (modelFacts(workspace).classesFor(name).length > 0) return { name, kind: 'table', table: name }
  for (const path of workspace.filesWith([`class ${name}`, `def ${name}`], ['.py'])) {
    const node = workspace.module(path)?.find(name)
    if (node && node.kind !== 'Assign') return { name, kind: node.kind === 'ClassDef' ? 'class' : 'function' }
  }
  // What is gone already may still be named: the configuration says what it was.
  const entry = workspace.config.deprecations.find((each) => each.name === name)
  return entry && { name, kind: entry.kind, ...(entry.kind === 'table' ? { table: name } : {}) }
}

function hasMethod(workspace: Workspace, name: string): boolean {
  const [className, method] = name.split('.')
  return workspace.filesWith([`class ${className}`], ['.py']).some((path) => {
    const node = workspace.module(path)?.find(className ?? '')
    return node?.kind === 'ClassDef' && node.body.some((statement) => statement.kind === 'FunctionDef' && statement.name === method)
  })
}

/** The fields that the TypeScript worker shall look for. */
export function fieldOf({ name, kind }: UsageSymbol): FieldDeprecation | undefined {
  const [type, field] = name.split('.')
  return (kind === 'column' || kind === 'field') && type && field ? { type, field } : undefined
}

/** Every use of a symbol, in Python, SQL and TypeScript, and whether it can go. */
export function listUsages(
  workspace: Workspace,
  symbol: UsageSymbol,
  typescript: TypescriptReport,
  isWanted: (path: string) => boolean = () => true,
): UsageReport {
  const usages: Usage[] = []
  const possible: Usage[] = []
  const word = symbol.name.slice(symbol.name.lastIndexOf('.') + 1)
  const module = symbol.kind === 'module' ? workspace.resolveSymbol(`${symbol.name}:`) : undefined
  if (module?.kind === 'module') {
    const found = listModuleUsages(workspace, module.path, isWanted)
    usages.push(...found.usages)
    possible.push(...found.possible)
  }
  for (const path of module?.kind === 'module' ? [] : workspace.filesWith([word], ['.py', '.sql'])) {
    const text = workspace.text(path)
    if (text === undefined || !isWanted(path)) continue
    const place = placer(path, text)
    if (keepsHistory(workspace, path)) {
      if (concernsHistory(symbol, text))
        for (const start of occurrences(text, word)) usages.push(place({ start, end: start + word.length }, 'history'))
      continue
    }
    const found = path.endsWith('.sql') ? inSql(workspace, text, symbol) : inPython(workspace, path, symbol)
    usages.push(...found.certain.map(({ span, role }) => place(span, role)))
    possible.push(...found.unknown.map(({ span, doubt }) => ({ ...place(span, 'read'), doubt })))
  }
  for (const [path, facts] of Object.entries(typescript.files)) {
    if (!isWanted(path)) continue
    const place = placer(path, workspace.text(path) ?? '')
    usages.push(...facts.fields.map((use) => place(use.span, 'typescript')))
    usages.push(...inTypescriptSql(workspace, facts, symbol).map((span) => place(span, 'sql')))
    possible.push(...facts.notAnalysed.map(({ span, reason }) => ({ ...place(span, 'typescript'), doubt: reason })))
  }
  const order = (a: Usage, b: Usage) =>
    a.path < b.path ? -1 : a.path > b.path ? 1 : a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column
  usages.sort(order)
  possible.sort(order)
  const byRole: Record<string, number> = {}
  for (const { role } of usages) byRole[role] = (byRole[role] ?? 0) + 1
  return { version: 1, symbol, usages, possible, byRole, ...judge(usages, possible) }
}

/** What names a module's file, settings and entry points too. Nothing here says whether a string is looked up: it may be. */
function listModuleUsages(
  workspace: Workspace,
  module: string,
  isWanted: (path: string) => boolean,
): { readonly usages: readonly Usage[]; readonly possible: readonly Usage[] } {
  const { certain, unclear } = listModuleReferences(workspace, module)
  const at = ({ path, span }: { readonly path: string; readonly span: Span }, role: UsageRole) =>
    placer(path, workspace.text(path) ?? '')(span, role)
  return {
    usages: certain.filter(({ path }) => isWanted(path)).map((reference) => at(reference, moduleRole(reference))),
    possible: unclear
      .filter(({ path }) => isWanted(path))
      .map((reference) => ({ ...at(reference, 'string'), doubt: 'what looks this string up is not known' })),
  }
}

function moduleRole({ kind }: ModuleReference): UsageRole {
  if (kind === 'name' || kind === 'attribute') return 'reference'
  return kind === 'from' || kind === 'import' || kind === 'imported' ? 'import' : 'string'
}

/** A revision concerns a column only when it names its table too. */
const concernsHistory = ({ kind, table }: UsageSymbol, text: string): boolean =>
  kind !== 'column' || table === undefined || text.includes(table)

function judge(usages: readonly Usage[], possible: readonly Usage[]): Pick<UsageReport, 'verdict' | 'reason'> {
  const blocking = usages.filter(({ role }) => role !== 'definition' && role !== 'history').length
  if (blocking > 0) return { verdict: 'in-use', reason: `${blocking} ${blocking === 1 ? 'place uses' : 'places use'} it` }
  if (possible.length > 0)
    return {
      verdict: 'unclear',
      reason: `no certain use, but ${possible.length} of unknown type ${possible.length === 1 ? 'says' : 'say'} the same name`,
    }
  return { verdict: 'removable', reason: 'nothing but its definition and the history of the migrations names it' }
}

interface Found {
  readonly certain: readonly { readonly span: Span; readonly role: UsageRole }[]
  readonly unknown: readonly { readonly span: Span; readonly doubt: string }[]
}

function inPython(workspace: Workspace, path: string, symbol: UsageSymbol): Found {
  const column = asColumn(workspace, symbol)
  if (column) {
    const { uses, unknown } = listColumnUses(workspace, path, column)
    return {
      certain: uses.map((use) => ({ span: { start: use.start, end: use.end }, role: columnRole(use) })),
      unknown: unknown.map(({ receiver, ...span }) => ({ span, doubt: `the type of \`${receiver}\` is not known` })),
    }
  }
  if (symbol.kind === 'field') return { certain: [], unknown: [] }
  const entry: Deprecation = { kind: symbol.kind, name: symbol.name }
  return { certain: listNameUses(workspace, path, entry).map((use) => ({ span: use.span, role: nameRole(use) })), unknown: [] }
}

function inSql(workspace: Workspace, text: string, symbol: UsageSymbol): Found {
  const span = { start: 0, end: text.length }
  const analysis = workspace.analyseSql({ span, segments: [{ kind: 'literal', text, source: span, exact: true }] })
  const column = asColumn(workspace, symbol)
  const spans = column
    ? listSqlColumns(workspace, analysis, column)
    : symbol.kind === 'table'
      ? listSqlTables(analysis, wordOf({ kind: 'table', name: symbol.name })).map((use) => use.span)
      : []
  return { certain: spans.map(({ start, end }) => ({ span: { start, end }, role: 'sql' })), unknown: [] }
}

/** Statements that TypeScript sends to the database. */
function inTypescriptSql(workspace: Workspace, facts: TypescriptFileFacts, symbol: UsageSymbol): readonly Span[] {
  const column = asColumn(workspace, symbol)
  if (column) return listTypescriptColumns(workspace, facts, column)
  return symbol.kind === 'table' ? listTypescriptTables(workspace, facts, symbol.name).map(({ span }) => span) : []
}

function asColumn(workspace: Workspace, { kind, name }: UsageSymbol): ColumnDeprecation | undefined {
  const found = kind === 'column' ? columnOf(workspace, name) : undefined
  return found && { kind: 'column', name, ...found }
}

function columnRole(use: ColumnUse): UsageRole {
  switch (use.kind) {
    case 'class-attribute':
      return 'query'
    case 'instance':
      return use.access
    default:
      return use.kind
  }
}

const nameRole = ({ kind }: NameUse): UsageRole => (kind === 'annotation' ? 'reference' : kind === 'table' ? 'string' : kind)

function placer(path: string, text: string): (span: Span, role: UsageRole) => Usage {
  const lines = createLineIndex(text)
  const position = (offset: number): UsagePosition => {
    const { line, character } = lines.positionAt(offset)
    return { line: line + 1, column: character + 1 }
  }
  return (span, role) => {
    const range = { start: position(span.start), end: position(span.end) }
    const { start, end } = lines.lineSpan(range.start.line - 1)
    return { path, range, role, code: text.slice(start, end).trim() }
  }
}

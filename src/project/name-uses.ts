import type { Deprecation } from '../contract/config'
import type { Node, PythonModule, Str } from '../python/ast'
import { ancestor, dottedName } from '../python/children'
import { isStatement } from '../python/statements'
import { stringValue } from '../python/strings'
import type { SqlAnalysis } from '../sql/analysis'
import type { Span } from '../text/span'
import { occurrences } from './column-uses'
import { executionsIn } from './executions'
import { libraryWord } from './library-word'
import { isTableString } from './table-string'
import { typeOf } from './types/expression-type'
import { lineageOf } from './types/members'
import type { Workspace } from './workspace'

/** One place that says an old name. `span` is the name alone; in strings `at` is the literal around it. */
export interface NameUse {
  readonly span: Span
  readonly at: Span
  readonly kind: 'definition' | 'import' | 'reference' | 'annotation' | 'string' | 'table' | 'sql'
  /** Followed to its definition. */
  readonly resolved: boolean
  readonly node: Node | undefined
}

/** Every certain use of a deprecated name in a Python file. */
export function listNameUses(workspace: Workspace, path: string, entry: Deprecation): readonly NameUse[] {
  const module = workspace.module(path)
  const word = wordOf(entry)
  if (!module?.text.includes(word)) return []
  const world: World = { workspace, path, module, entry, word }
  const uses: NameUse[] = []
  for (const start of occurrences(module.text, word)) {
    const span = { start, end: start + word.length }
    const use = useOf(world, span)
    if (use && !uses.some((other) => other.span.start === start)) uses.push(use)
  }
  if (entry.kind === 'table') {
    for (const use of sqlUses(world)) if (!uses.some((other) => other.span.start === use.span.start)) uses.push(use)
  }
  return uses.sort((a, b) => a.span.start - b.span.start)
}

interface World {
  readonly workspace: Workspace
  readonly path: string
  readonly module: PythonModule
  readonly entry: Deprecation
  /** The part of the name that stands in the text: the method of `Class.method`, the last part of a module. */
  readonly word: string
}

export const wordOf = ({ kind, name }: Deprecation): string =>
  kind === 'method' || kind === 'module' ? name.slice(name.lastIndexOf('.') + 1) : name

function useOf(world: World, span: Span): NameUse | undefined {
  const node = world.module.nodeAt(span.start, span.end)
  if (!node) return undefined
  if (node.kind === 'Str') return world.entry.kind === 'table' ? tableUse(world, node, span) : stringUse(world, node, span)
  switch (world.entry.kind) {
    case 'class':
    case 'function':
      return symbolUse(world, node, span)
    case 'method':
      return methodUse(world, node, span)
    case 'module':
      return moduleUse(world, node, span)
    default:
      return undefined
  }
}

function tableUse({ workspace, path, entry }: World, node: Str, span: Span): NameUse | undefined {
  if (!isTableString(workspace, path, entry.name, node)) return undefined
  return { span, at: { start: node.start, end: node.end }, kind: 'table', resolved: false, node }
}

function symbolUse(world: World, node: Node, span: Span): NameUse | undefined {
  const { workspace, path, entry } = world
  const found = (kind: NameUse['kind'], resolved: boolean): NameUse => ({ span, at: span, kind, resolved, node })
  const isIt = (definition: ReturnType<Workspace['resolveName']>): boolean =>
    definition?.kind === 'definition' &&
    (definition.node.kind === 'Assign'
      ? definition.node.targets.some((target) => target.kind === 'Name' && target.id === entry.name)
      : definition.node.name === entry.name && (definition.node.kind === 'ClassDef') === (entry.kind === 'class'))
  switch (node.kind) {
    case 'ClassDef':
    case 'FunctionDef': {
      const isTopLevel =
        node.parent === undefined ||
        !ancestor(node.parent, (outer): outer is typeof node => outer.kind === 'ClassDef' || outer.kind === 'FunctionDef')
      return node.nameStart === span.start && isTopLevel && (node.kind === 'ClassDef') === (entry.kind === 'class')
        ? found('definition', true)
        : undefined
    }
    case 'ImportName': {
      const statement = node.parent
      if (statement?.kind !== 'ImportFrom' || node.name !== entry.name || node.start !== span.start) return undefined
      const source = workspace.resolveModule(path, statement.module, statement.level)
      if (!source) return undefined
      const definition = workspace.resolveName(source, entry.name)
      // A broken import of the old name is left from a rename that forgot this file. A function's name is too common to say so.
      return isIt(definition)
        ? found('import', true)
        : definition === undefined && entry.kind === 'class'
          ? found('import', false)
          : undefined
    }
    case 'Name': {
      if (node.id !== entry.name) return undefined
      const bound = workspace.resolveName(path, node.id, node.start)
      if (isIt(bound)) return found(isInAnnotation(node) ? 'annotation' : 'reference', true)
      const imported = bound === undefined && entry.kind === 'class' && importsBroken(world)
      return imported ? found(isInAnnotation(node) ? 'annotation' : 'reference', false) : undefined
    }
    case 'Attribute': {
      if (node.attr !== entry.name || node.attrStart !== span.start) return undefined
      const owner = typeOf(workspace, path, node.value)
      if (owner?.kind === 'module') return isIt(workspace.resolveName(owner.path, entry.name)) ? found('reference', true) : undefined
      // `package.module.Old` after `import package.module`.
      const dotted = dottedName(node)
      const holder = dotted === undefined ? undefined : workspace.resolveName(path, dotted.slice(0, -node.attr.length - 1), node.start)
      return holder?.kind === 'module' && isIt(workspace.resolveName(holder.path, entry.name)) ? found('reference', true) : undefined
    }
    default:
      return undefined
  }
}

/** Does the file import the old name from a module of the project that has it no more? */
const importsBroken = ({ workspace, path, module, entry }: World): boolean =>
  module
    .imports()
    .some(
      (node) =>
        node.kind === 'ImportFrom' &&
        node.names.some(({ name }) => name === entry.name) &&
        workspace.resolveModule(path, node.module, node.level) !== undefined,
    )

function isInAnnotation(node: Node): boolean {
  for (let at: Node = node; at.parent; at = at.parent) {
    const { parent } = at
    if (parent.kind === 'Param') return parent.annotation === at
    if (parent.kind === 'Assign') return parent.annotation === at
    if (parent.kind === 'FunctionDef') return parent.returns === at
    if (isStatement(parent)) return false
  }
  return false
}

const namesClasses = /^(relationship|backref|ForwardRef|with_parent)$/

/** A string that names it: a patch path, a quoted annotation, `relationship("Old")`, `__all__`. Prose never does. */
function stringUse(world: World, node: Str, span: Span): NameUse | undefined {
  const { entry, workspace } = world
  const text = stringValue(node)
  if (text === undefined) return undefined
  const use = (kind: NameUse['kind']): NameUse => ({
    span,
    at: { start: node.start, end: node.end },
    kind,
    resolved: kind === 'annotation',
    node,
  })
  if (entry.kind === 'module')
    return text.startsWith(entry.name) && /^(?:$|[.:])/.test(text.slice(entry.name.length)) ? use('string') : undefined
  if (entry.kind === 'method') return text.endsWith(`.${entry.name}`) && /^[\w.]+$/.test(text) ? use('string') : undefined
  if (!new RegExp(`^(?:\\w+\\.)*${entry.name}$`).test(text))
    return isInAnnotation(node) && /^[\w.[\],| ]+$/.test(text) ? use('annotation') : undefined
  if (isInAnnotation(node)) return use('annotation')
  if (text !== entry.name) {
    const definition = definitionOfPath(workspace, world.path, text)
    return definition !== 'elsewhere' ? use('string') : undefined
  }
  const { parent } = node
  if (parent?.kind === 'Call')
    return (namesClasses.test(libraryWord(workspace, world.path, parent.func)) || dottedName(parent.func)?.endsWith('patch.object')) &&
      entry.kind === 'class'
      ? use('string')
      : undefined
  const assign = parent?.parent
  const isExports = parent?.kind === 'List' || parent?.kind === 'Tuple'
  return isExports && assign?.kind === 'Assign' && assign.targets.some((target) => target.kind === 'Name' && target.id === '__all__')
    ? use('string')
    : undefined
}

/** A dotted path whose module belongs to a library names something else. */
function definitionOfPath(workspace: Workspace, path: string, text: string): 'here' | 'elsewhere' {
  const parts = text.split('.')
  for (let length = parts.length - 1; length > 0; length--)
    if (workspace.resolveModule(path, parts.slice(0, length).join('.')) !== undefined) return 'here'
  return 'elsewhere'
}

function methodUse(world: World, node: Node, span: Span): NameUse | undefined {
  const { workspace, path, entry, word } = world
  const className = entry.name.slice(0, entry.name.lastIndexOf('.'))
  const found = (kind: NameUse['kind']): NameUse => ({ span, at: span, kind, resolved: true, node })
  if (node.kind === 'FunctionDef')
    return node.nameStart === span.start && node.parent?.kind === 'ClassDef' && node.parent.name === className
      ? found('definition')
      : undefined
  if (node.kind !== 'Attribute' || node.attr !== word || node.attrStart !== span.start) return undefined
  const owner = typeOf(workspace, path, node.value)
  if (owner?.kind !== 'instance' && owner?.kind !== 'class') return undefined
  const holder = lineageOf({ workspace }, owner.cls).find((cls) =>
    cls.node.body.some((statement) => statement.kind === 'FunctionDef' && statement.name === word),
  )
  return holder?.node.name === className ? found('reference') : undefined
}

function moduleUse(world: World, node: Node, span: Span): NameUse | undefined {
  const { workspace, path, entry } = world
  const target = workspace.resolveModule(path, entry.name)
  const found = (resolved: boolean): NameUse => ({ span, at: span, kind: 'import', resolved, node })
  if (node.kind === 'ImportFrom') {
    if (span.start < node.moduleStart || span.end > node.moduleStart + node.module.length) return undefined
    // `from shop.old.part import …` names the package `shop.old` too.
    const upTo = node.module.slice(0, span.end - node.moduleStart)
    const isIt = target ? workspace.resolveModule(path, upTo, node.level) === target : upTo === entry.name
    return isIt ? found(target !== undefined) : undefined
  }
  if (node.kind !== 'ImportName') return undefined
  if (node.parent?.kind === 'Import')
    return node.name === entry.name || node.name.startsWith(`${entry.name}.`) ? found(target !== undefined) : undefined
  if (node.parent?.kind !== 'ImportFrom' || target === undefined) return undefined
  const { module, level } = node.parent
  return workspace.resolveModule(path, module === '' ? node.name : `${module}.${node.name}`, level) === target ? found(true) : undefined
}

function sqlUses({ workspace, path, module, entry }: World): NameUse[] {
  const found: NameUse[] = []
  for (const statement of module.body()) {
    for (const execution of executionsIn(workspace, path, statement)) {
      if (execution.textPath === path) found.push(...listSqlTables(execution.analysis, entry.name))
    }
  }
  return found
}

/** Where an SQL text names a table. */
export const listSqlTables = (analysis: SqlAnalysis, table: string): NameUse[] =>
  analysis.statements.flatMap((statement) =>
    statement.tables
      .filter(({ name }) => name.text === table)
      .map(
        ({ name }): NameUse => ({
          span: name.editable ?? name.span,
          at: name.span,
          kind: 'sql',
          resolved: name.editable !== undefined,
          node: undefined,
        }),
      ),
  )

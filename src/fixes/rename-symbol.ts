import type { Deprecation } from '../contract/config'
import type { Edit, Fix } from '../contract/finding'
import { modelFacts } from '../models/model-facts'
import { keepsHistory } from '../project/deprecations'
import { fileRole } from '../project/file-role'
import { listModuleReferences } from '../project/module-references'
import { listNameUses, listSqlTables, type NameUse } from '../project/name-uses'
import type { Definition, Workspace } from '../project/workspace'
import type { Stmt } from '../python/ast'
import { listRenameDoubts } from './rename-doubts'
import { renameImport } from './rename-import'
import { renameModule, withItsFile } from './rename-module'
import { toRenameRevision } from './rename-table-revision'

export type Rename = { readonly fixes: readonly Fix[] } | { readonly noFix: string }

/** The rename that mends one use: of a symbol over the whole project as one edit set, of a table at this place. */
export function renameEverywhere(workspace: Workspace, path: string, entry: Deprecation, use: NameUse): Rename {
  const { replacement } = entry
  if (replacement === undefined) return { noFix: 'the configuration names no replacement' }
  if (entry.kind === 'table') return renameTable(workspace, path, entry.name, replacement, use)
  if (entry.kind === 'module') return renameModule(workspace, path, entry, use)
  const plan = planRename(workspace, entry, replacement)
  if (use.kind === 'definition' && plan.replacementExists) {
    const removal = plan.fix ? undefined : removeDefinition(workspace, path, entry, use)
    if (removal) return { fixes: holdsNothingElse(workspace, path, use) ? [deleteFile(removal, path), removal] : [removal] }
    return { noFix: `\`${replacement}\` exists: this one can go when nothing uses it any more, \`tenantscope usages ${entry.name}\` tells` }
  }
  if (!plan.fix) return { noFix: plan.refusal }
  if (plan.replacementExists || entry.kind !== 'class') return { fixes: [plan.fix] }
  const moved = withItsFile(workspace, entry, replacement, plan.fix)
  const whole = renameModel(workspace, entry, moved ?? plan.fix)
  return { fixes: [plan.fix, moved, whole].filter((fix) => fix !== undefined) }
}

/** The class together with its table, everything that names the table, and the revision that renames it in the database. */
function renameModel(workspace: Workspace, entry: Deprecation, symbol: Fix): Fix | undefined {
  const models = modelFacts(workspace)
  const [model] = models.byClassName(entry.name)
  const table = model?.table
  const target =
    table === undefined ? undefined : workspace.config.deprecations.find(({ kind, name }) => kind === 'table' && name === table)
  if (table === undefined || !target?.replacement || models.classesFor(target.replacement).length > 0) return undefined
  const revision = toRenameRevision(workspace, table, target.replacement)
  if (!revision) return undefined
  const edits: Edit[] = [...symbol.edits]
  for (const path of workspace.filesWith([table], ['.py', '.sql'])) {
    if (keepsHistory(workspace, path)) continue
    for (const use of tableUses(workspace, path, target)) {
      if (!edits.some((edit) => edit.path === path && edit.start < use.span.end && use.span.start < edit.end))
        edits.push({ path, ...use.span, text: target.replacement })
    }
  }
  const reach = revision.loops
    ? 'the revision goes through the tenants as another of this project does'
    : 'the revision reaches the default schema only'
  return {
    id: `rename:model:${entry.name}`,
    title: `Rename \`${entry.name}\` and its table to \`${target.replacement}\`, with a revision`,
    safety: 'unsafe',
    proof: [],
    why: `code and database have to change in the same moment; ${reach}; constraint names in the database are those of the revision chain`,
    edits: [...edits, { path: revision.path, start: 0, end: 0, text: revision.text, create: true }],
    ...(symbol.files === undefined ? {} : { files: symbol.files }),
  }
}

function tableUses(workspace: Workspace, path: string, entry: Deprecation): readonly NameUse[] {
  if (path.endsWith('.py')) return listNameUses(workspace, path, entry)
  const text = workspace.text(path) ?? ''
  const span = { start: 0, end: text.length }
  return listSqlTables(workspace.analyseSql({ span, segments: [{ kind: 'literal', text, source: span, exact: true }] }), entry.name).filter(
    ({ resolved }) => resolved,
  )
}

/** The old class goes when nothing in the project uses it and it adds nothing of its own. */
function removeDefinition(workspace: Workspace, path: string, entry: Deprecation, use: NameUse): Fix | undefined {
  const { node } = use
  const module = workspace.module(path)
  if (node?.kind !== 'ClassDef' || !module) return undefined
  const isEmpty = node.body.every(
    (statement) =>
      statement.kind === 'Pass' ||
      (statement.kind === 'ExprStmt' && (statement.value.kind === 'Str' || statement.value.kind === 'Constant')),
  )
  if (!isEmpty || node.parent) return undefined
  const { text } = module
  const before = /(?:\r?\n[ \t]*)*$/.exec(text.slice(0, node.start))?.[0] ?? ''
  const after = /^(?:[ \t]*\r?\n)*/.exec(text.slice(node.end))?.[0] ?? ''
  const isLast = node.end + after.length >= text.length
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  return {
    id: `${path}:deprecated-name:${use.span.start}`,
    title: `Delete \`${entry.name}\``,
    safety: 'unsafe',
    proof: [],
    why: 'programs outside this project may import it',
    edits: [{ path, start: isLast ? node.start - before.length : node.start, end: node.end + after.length, text: isLast ? newline : '' }],
  }
}

/** A file of imports and words, with no importer left: whoever imports it for what it does would say so. */
function holdsNothingElse(workspace: Workspace, path: string, { node }: NameUse): boolean {
  if (path.endsWith('__init__.py')) return false
  const { certain, unclear } = listModuleReferences(workspace, path)
  const rest = workspace.module(path)?.body() ?? []
  const isIdle = (statement: Stmt): boolean =>
    statement === node ||
    statement.kind === 'Import' ||
    statement.kind === 'ImportFrom' ||
    (statement.kind === 'ExprStmt' && statement.value.kind === 'Str')
  return certain.length + unclear.length === 0 && rest.every(isIdle)
}

const deleteFile = ({ edits: _, ...fix }: Fix, path: string): Fix => ({
  ...fix,
  id: `${fix.id}:file`,
  title: `Delete ${path}, which holds nothing else`,
  edits: [],
  files: [{ kind: 'delete', path }],
})

function renameTable(workspace: Workspace, path: string, name: string, replacement: string, use: NameUse): Rename {
  if (modelFacts(workspace).classesFor(replacement).length === 0)
    return { noFix: `no model of this project has the table \`${replacement}\` yet` }
  if (use.kind === 'sql' && !use.resolved) return { noFix: 'the name is put together at run time' }
  const fix: Fix = {
    id: `${path}:deprecated-name:${use.span.start}`,
    title: `Say \`${replacement}\``,
    safety: 'unsafe',
    proof: [],
    why: `whether the database has \`${replacement}\` with all rows of \`${name}\` is not known here`,
    edits: [{ path, ...use.span, text: replacement }],
  }
  return { fixes: [fix] }
}

interface Plan {
  readonly replacementExists: boolean
  readonly fix: Fix | undefined
  readonly refusal: string
}

const planRename = (workspace: Workspace, entry: Deprecation, replacement: string): Plan =>
  workspace.memo(`rename:${entry.kind}:${entry.name}`, () => makePlan(workspace, entry, replacement))

function makePlan(workspace: Workspace, entry: Deprecation, replacement: string): Plan {
  const word = entry.kind === 'method' ? entry.name.slice(entry.name.lastIndexOf('.') + 1) : entry.name
  const target = entry.kind === 'method' ? undefined : findDefinition(workspace, replacement)
  const places = workspace.filesWith([word], ['.py']).flatMap((path) => {
    const uses = keepsHistory(workspace, path) ? [] : listNameUses(workspace, path, entry)
    return uses.length > 0 ? [{ path, uses }] : []
  })
  const replacementExists = target !== undefined || places.some(({ uses }) => uses.some((use) => hasSibling(use, replacement)))
  const edits: Edit[] = []
  for (const { path, uses } of places) {
    const module = workspace.module(path)
    if (!module) continue
    for (const use of uses) {
      if (use.kind === 'definition' && replacementExists) continue
      const made =
        target && use.kind === 'import'
          ? renameImport(workspace, module, use, replacement, target)
          : [{ path, ...use.span, text: replacement }]
      if (!made)
        return { replacementExists: true, fix: undefined, refusal: `\`${replacement}\` cannot be imported in ${path} without a guess` }
      edits.push(...made)
    }
  }
  if (edits.length === 0) return { replacementExists, fix: undefined, refusal: 'nothing is left to rename' }
  if (!replacementExists && entry.kind !== 'method') edits.push(...keepRevisionsLoading(workspace, entry, replacement))
  const doubts = [
    ...listDoubts(
      workspace,
      entry,
      places.flatMap(({ uses }) => uses),
      target,
    ),
    ...listRenameDoubts(workspace, entry, replacement, places, target),
  ]
  const files = new Set(edits.map(({ path }) => path)).size
  const fix: Fix = {
    id: `rename:${entry.kind}:${entry.name}`,
    title: `Rename \`${word}\` to \`${replacement}\` in ${files === 1 ? 'this file' : `${files} files`}`,
    safety: doubts.length === 0 ? 'safe' : 'unsafe',
    proof: doubts.length === 0 ? ['every reference in the project is followed to its definition, and none stands in a string'] : [],
    ...(doubts.length === 0 ? {} : { why: doubts.join('; ') }),
    edits,
  }
  return { replacementExists, fix, refusal: '' }
}

/** A revision that imports what is renamed would not load any more: it goes on saying the name of its time, and imports the new one under it. */
function keepRevisionsLoading(workspace: Workspace, entry: Deprecation, replacement: string): Edit[] {
  return workspace.filesWith([entry.name], ['.py']).flatMap((path) => {
    if (fileRole(workspace, path) !== 'revision') return []
    return listNameUses(workspace, path, entry).flatMap(({ node, span, resolved }): Edit[] => {
      if (resolved && node?.kind === 'ImportName')
        return [{ path, ...span, text: node.asname === undefined ? `${replacement} as ${entry.name}` : replacement }]
      return node?.kind === 'Attribute' ? [{ path, ...span, text: replacement }] : []
    })
  })
}

/** A method whose class has one of the new name already. */
function hasSibling({ kind, node }: NameUse, replacement: string): boolean {
  return (
    kind === 'definition' &&
    node?.kind === 'FunctionDef' &&
    node.parent?.kind === 'ClassDef' &&
    node.parent.body.some((other) => other.kind === 'FunctionDef' && other.name === replacement)
  )
}

function listDoubts(workspace: Workspace, { name, kind }: Deprecation, uses: readonly NameUse[], target: Definition | undefined): string[] {
  const doubts: string[] = []
  if (uses.some((use) => use.kind === 'string')) doubts.push('strings name it too, and what looks them up is not known')
  if (uses.some((use) => !use.resolved && use.kind !== 'string')) doubts.push('some imports lead to nothing that exists')
  if (kind === 'method') doubts.push('calls on objects of unknown type may mean this method too')
  if (target && !isAlias(workspace, name))
    doubts.push('the two are not the same object, so `isinstance`, identity and what the old one adds may differ')
  return doubts
}

/** `Old = New` at the top of a module. */
function isAlias(workspace: Workspace, name: string): boolean {
  return workspace.filesWith([`${name} =`], ['.py']).some((path) => {
    const definition = workspace.module(path)?.find(name)
    return definition?.kind === 'Assign' && definition.value?.kind === 'Name'
  })
}

/** The class or function of this name at the top of a module, when there is one only. */
export function findDefinition(workspace: Workspace, name: string): Extract<Definition, { kind: 'definition' }> | undefined {
  const found = workspace
    .filesWith([`class ${name}`, `def ${name}`], ['.py'])
    .flatMap((path): Extract<Definition, { kind: 'definition' }>[] => {
      const node = workspace.module(path)?.find(name)
      return node && node.kind !== 'Assign' ? [{ kind: 'definition', path, node }] : []
    })
  return found.length === 1 ? found[0] : undefined
}

import type { ModelFacts } from '../models/model-facts'
import { libraryWord } from '../project/library-word'
import type { Workspace } from '../project/workspace'
import type { Assign, ClassDef, Expr } from '../python/ast'
import { descendants, dottedName } from '../python/children'
import type { EnvFile } from './env-file'

/** Does env.py, or anything it imports, import modules by computed names? Then what it imports cannot be listed. */
const importsDynamically = /importlib|import_module|__import__|pkgutil|iter_modules|walk_packages/

export interface ImportedModules {
  readonly paths: ReadonlySet<string>
  readonly dynamic: boolean
}

/** Every module of the project that loading env.py loads, packages on the way included. */
export function listImported(workspace: Workspace, envPath: string): ImportedModules {
  const paths = new Set<string>()
  let dynamic = false
  const visit = (path: string): void => {
    if (paths.has(path)) return
    paths.add(path)
    const module = workspace.module(path)
    if (!module) return
    if (importsDynamically.test(module.text)) dynamic = true
    const nodes = module.imports()
    for (const statement of nodes) {
      if (statement.kind === 'Import') for (const { name } of statement.names) follow(path, name, 0)
      else {
        follow(path, statement.module, statement.level)
        for (const { name } of statement.names)
          if (name !== '*') follow(path, statement.module === '' ? name : `${statement.module}.${name}`, statement.level)
      }
    }
  }
  const follow = (from: string, dotted: string, level: number): void => {
    const parts = dotted.split('.')
    // `import a.b.c` runs a/__init__.py and a/b/__init__.py first.
    for (let length = 1; length <= parts.length; length++) {
      const found = workspace.resolveModule(from, parts.slice(0, length).join('.'), level)
      if (found) visit(found)
    }
  }
  visit(envPath)
  // Imports inside functions of env.py run when it does.
  const env = workspace.module(envPath)
  for (const statement of env?.body() ?? []) {
    for (const node of descendants(statement)) {
      if (node.kind === 'Import') for (const { name } of node.names) follow(envPath, name, 0)
      if (node.kind === 'ImportFrom') {
        follow(envPath, node.module, node.level)
        for (const { name } of node.names) follow(envPath, node.module === '' ? name : `${node.module}.${name}`, node.level)
      }
    }
  }
  return { paths, dynamic }
}

/** Where `target_metadata` comes from: the class or MetaData object behind it. Undefined when it cannot be followed. */
export type MetadataSource =
  | { readonly kind: 'none' }
  /** `MetaData()` made in env.py itself; `filled`: something else in env.py uses it. */
  | { readonly kind: 'own'; readonly filled: boolean; readonly at: Expr }
  /** `Base.metadata` or an imported MetaData: the file that defines it. */
  | { readonly kind: 'project'; readonly path: string; readonly name: string; readonly node: ClassDef | Assign; readonly at: Expr }

export function findMetadata(workspace: Workspace, env: EnvFile): MetadataSource | undefined {
  const written = env.targetMetadata
  if (!written) return undefined
  const module = workspace.module(env.path)
  if (!module) return undefined
  const nodes = module.body().flatMap((statement) => [...descendants(statement)])
  let at: Expr = written
  for (let depth = 0; depth < 4 && at.kind === 'Name'; depth++) {
    const { id } = at
    const assigned = nodes.filter(
      (node) => node.kind === 'Assign' && node.targets.some((target) => target.kind === 'Name' && target.id === id),
    )
    const last = assigned.at(-1)
    if (assigned.length !== 1 || last?.kind !== 'Assign' || !last.value) break
    if (last.value.kind === 'Constant' && last.value.value === null) return { kind: 'none' }
    if (last.value.kind === 'Call' && libraryWord(workspace, env.path, last.value.func) === 'MetaData') {
      const uses = nodes.filter((node) => node.kind === 'Name' && node.id === id && !isTarget(node) && !isOnlyHandedOver(node))
      return { kind: 'own', filled: uses.length > 0, at: last.value }
    }
    at = last.value
  }
  if (at.kind === 'Constant' && at.value === null) return { kind: 'none' }
  const owner = at.kind === 'Attribute' && at.attr === 'metadata' ? at.value : at
  const name = dottedName(owner)
  const definition = name === undefined ? undefined : workspace.resolveName(env.path, name)
  return name !== undefined && definition?.kind === 'definition' && definition.node.kind !== 'FunctionDef'
    ? { kind: 'project', path: definition.path, name, node: definition.node, at }
    : undefined
}

const isTarget = (node: Expr): boolean => node.parent?.kind === 'Assign' && node.parent.targets.includes(node)

/** `target_metadata=metadata`, `target_metadata = metadata`: passing it on fills nothing. */
function isOnlyHandedOver(node: Expr): boolean {
  const { parent } = node
  if (parent?.kind === 'Keyword') return parent.name === 'target_metadata'
  return parent?.kind === 'Assign' && parent.value === node
}

/** The files of models that belong to the metadata: those whose base class or table uses the very definition. Undefined when a base cannot be followed. */
export function listModelFiles(
  workspace: Workspace,
  models: ModelFacts,
  source: Extract<MetadataSource, { kind: 'project' }>,
): readonly string[] {
  const files = new Set<string>()
  for (const model of models.all()) {
    if (model.node.kind !== 'ClassDef' || /(^|\/)(tests?|docs?|examples?)\/|(^|\/)(test_[^/]*|conftest)\.py$/.test(model.path)) continue
    if (descendsFrom(workspace, model.path, model.node.bases, source, 0)) files.add(model.path)
  }
  return [...files].sort()
}

function descendsFrom(
  workspace: Workspace,
  path: string,
  bases: readonly Expr[],
  source: Extract<MetadataSource, { kind: 'project' }>,
  depth: number,
): boolean {
  if (depth > 6) return false
  for (const base of bases) {
    const name = dottedName(base)
    const definition = name === undefined ? undefined : workspace.resolveName(path, name, base.start)
    if (definition?.kind !== 'definition') continue
    const { node } = definition
    if (node === source.node) return true
    if (node.kind === 'ClassDef' && descendsFrom(workspace, definition.path, node.bases, source, depth + 1)) return true
  }
  return false
}

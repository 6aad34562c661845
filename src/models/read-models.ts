import type { Workspace } from '../project/workspace'
import type { Call, ClassDef, PythonModule } from '../python/ast'
import { descendants } from '../python/children'
import type { Model, RowScope, SchemaToken } from './model'
import { readModelClass, readTable } from './read-model'

/** The models of the whole repository as they are written. Whether one without schema is shared depends on who asks: see `modelFacts`. */
export interface ReadModels {
  /** Migrations left out, in the order of files. */
  all(): readonly Model[]
  inFile(path: string): readonly Model[]
  ofClass(path: string, cls: ClassDef): Model | undefined
  ofTable(path: string, call: Call): Model | undefined
  /** The same model for those to whom its rows are shared: one object for all of them. */
  asShared(model: Model): Model
}

/** A file may hold models only when it holds one of these. */
const modelLiterals = [
  '__tablename__',
  'Table(',
  '__table__',
  'table=True',
  'table = True',
  'polymorphic_identity',
  '__table_args__',
  'mapped_column(',
  'Column(',
]
const classHint = /__tablename__|__table__|__table_args__|__mapper_args__|Column\(|mapped_column\(|Mapped\[|table\s*=\s*True|relationship\(/

export const readModels = (workspace: Workspace): ReadModels => workspace.memo('models:read', () => createReader(workspace))

function createReader(workspace: Workspace): ReadModels {
  const { placeholder } = workspace.config.tenancy
  const scopeOf = (schema: SchemaToken): RowScope =>
    schema.kind === 'named' ? (schema.name === placeholder ? 'tenant' : 'shared') : 'unknown'
  const known = new Map<ClassDef, Model | undefined>()
  const ofClass = (path: string, cls: ClassDef): Model | undefined => {
    inFile(path)
    if (!known.has(cls)) known.set(cls, readModelClass(workspace, path, cls, scopeOf))
    return known.get(cls)
  }
  const tables = new Map<Call, Model | undefined>()
  const ofTable = (path: string, call: Call): Model | undefined => {
    inFile(path)
    if (!tables.has(call)) tables.set(call, readTable(workspace, path, call, scopeOf))
    return tables.get(call)
  }
  const files = new Map<string, readonly Model[]>()
  const inFile = (path: string): readonly Model[] => {
    const found = files.get(path)
    if (found) return found
    // Reading one may ask for another of the same file.
    files.set(path, [])
    const read = workspace.memoOfFiles(`models:in:${path}`, () => listModels(workspace, path, scopeOf))
    for (const { node, model } of read) {
      if (node.kind === 'ClassDef') known.set(node, model)
      else tables.set(node, model)
    }
    const models = read.flatMap(({ model }) => model ?? [])
    files.set(path, models)
    return models
  }
  const shared = new Map<Model, Model>()
  let listed: readonly Model[] | undefined
  return {
    all() {
      listed ??= workspace.filesWith(modelLiterals, ['.py']).flatMap((path) => (isRevision(workspace, path) ? [] : inFile(path)))
      return listed
    },
    inFile,
    ofClass,
    ofTable,
    asShared(model) {
      const made = shared.get(model) ?? { ...model, scope: 'shared' }
      shared.set(model, made)
      return made
    },
  }
}

/** Revision files hold Table objects of the past. */
const isRevision = (workspace: Workspace, path: string): boolean => /^down_revision\b/m.test(workspace.text(path) ?? '')

/** What may be a model in a file, and which one it is. */
function listModels(
  workspace: Workspace,
  path: string,
  scopeOf: (schema: SchemaToken) => RowScope,
): readonly { readonly node: ClassDef | Call; readonly model: Model | undefined }[] {
  const module = workspace.module(path)
  if (!module) return []
  return candidatesIn(module).map((node) => ({
    node,
    model: node.kind === 'ClassDef' ? readModelClass(workspace, path, node, scopeOf) : readTable(workspace, path, node, scopeOf),
  }))
}

const candidates = new WeakMap<PythonModule, readonly (ClassDef | Call)[]>()

/** What may be a model by its looks. It depends on the module alone, which lives longer than what is known of the project. */
function candidatesIn(module: PythonModule): readonly (ClassDef | Call)[] {
  const known = candidates.get(module)
  if (known) return known
  const found: (ClassDef | Call)[] = []
  for (const slice of module.topLevel) {
    const text = module.text.slice(slice.start, slice.end)
    if (slice.kind === 'import' || !(slice.kind === 'assign' ? text.includes('Table(') : classHint.test(text) || text.includes('Table(')))
      continue
    for (const stmt of module.statementsOf(slice)) {
      for (const node of descendants(stmt)) {
        if (node.kind === 'ClassDef') found.push(node)
        // `__table__ = Table(…)` is its class's.
        else if (node.kind === 'Call' && node.parent?.kind === 'Assign' && node.parent.parent?.kind !== 'ClassDef') found.push(node)
      }
    }
  }
  candidates.set(module, found)
  return found
}

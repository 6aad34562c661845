import { listProjectRoots, listVisible, projectRootOf } from '../project/project-roots'
import { functionAround } from '../project/sessions/bindings'
import type { Workspace } from '../project/workspace'
import type { ClassDef, Expr } from '../python/ast'
import { definitionOf } from './evaluate'
import type { Model, RowScope } from './model'
import { type ReadModels, readModels } from './read-models'
import { findTenantReference } from './tenant-reference'

export interface ModelFacts {
  /** Every mapped class and Table, migrations left out, in the order of files. */
  all(): readonly Model[]
  modelsIn(path: string): readonly Model[]
  classesFor(table: string): readonly Model[]
  byClassName(name: string): readonly Model[]
  /** The model of a class definition, also of a child without a table of its own. */
  modelOf(path: string, cls: ClassDef): Model | undefined
  /** The model that a name in a file stands for: `Product`, `models.Product`, a `Table` object. */
  resolve(path: string, expr: Expr): Model | undefined
  /** 'unknown' when no model has the table, or models disagree. */
  scopeOfTable(name: string): RowScope
  scopeOfClass(path: string, className: string): RowScope
  /** Schema tokens that models carry; null = none. `complete` is false when some schema is not known. */
  tokensInUse(): { readonly tokens: ReadonlySet<string | null>; readonly complete: boolean }
  /** Does any model carry the configured placeholder? */
  usesPlaceholder(): boolean
}

/** The models of the whole repository, or those that a file of it can mean: in a repository of several projects they are not the same. */
export function modelFacts(workspace: Workspace, from?: string): ModelFacts {
  const read = readModels(workspace)
  const root = from === undefined || listProjectRoots(workspace).size < 2 ? undefined : projectRootOf(workspace, from)
  if (root === undefined) return workspace.memo('models', () => createModelFacts(workspace, read, read.all))
  return workspace.memo(`models:${root}`, () => createModelFacts(workspace, read, () => listVisible(workspace, root, read.all())))
}

/** What all of these models say; 'unknown' when there is none, or they disagree. */
export function agreedScope([first, ...rest]: readonly Model[]): RowScope {
  return first && rest.every(({ scope }) => scope === first.scope) ? first.scope : 'unknown'
}

function createModelFacts(workspace: Workspace, read: ReadModels, list: () => readonly Model[]): ModelFacts {
  const { placeholder } = workspace.config.tenancy
  let listed: readonly Model[] | undefined
  const raw = (): readonly Model[] => {
    listed ??= list()
    return listed
  }
  let tokens: { readonly tokens: ReadonlySet<string | null>; readonly complete: boolean } | undefined
  const tokensInUse = (): { readonly tokens: ReadonlySet<string | null>; readonly complete: boolean } => {
    tokens ??= {
      tokens: new Set(raw().flatMap(({ schema }) => (schema.kind === 'named' ? [schema.name] : schema.kind === 'none' ? [null] : []))),
      complete: raw().every(({ schema }) => schema.kind !== 'unknown'),
    }
    return tokens
  }
  // Where nobody writes the word, no model needs to be read to know.
  const isWritten = (): boolean => workspace.filesWith([`"${placeholder}"`, `'${placeholder}'`], ['.py']).length > 0
  const usesPlaceholder = (): boolean => isWritten() && tokensInUse().tokens.has(placeholder)

  const resolveRaw = (path: string, expr: Expr): Model | undefined => {
    const definition = definitionOf(workspace, path, expr)
    if (definition?.kind !== 'definition') return undefined
    const { node } = definition
    return node.kind === 'ClassDef'
      ? read.ofClass(definition.path, node)
      : node.kind === 'Assign' && node.value?.kind === 'Call'
        ? read.ofTable(definition.path, node.value)
        : undefined
  }
  /**
   * A model without schema is shared only where the project tells tenant models by the placeholder; not in a package of theirs, not
   * where it refers to their rows, and not where a function makes it up for one statement: that may be a view of the tenant's.
   */
  const settled = new Map<Model, Model>()
  const settle = (model: Model): Model => {
    if (model.schema.kind !== 'none') return model
    const done = settled.get(model)
    if (done) return done
    const isShared =
      usesPlaceholder() &&
      !isAmongTenantModels(model, raw(), placeholder) &&
      !findTenantReference(model, placeholder, resolveRaw) &&
      !(model.node.kind === 'Call' && functionAround(model.node))
    const made = isShared ? read.asShared(model) : model
    settled.set(model, made)
    return made
  }
  let all: readonly Model[] | undefined
  const listAll = (): readonly Model[] => {
    all ??= raw().map(settle)
    return all
  }
  let byTable: ReadonlyMap<string, readonly Model[]> | undefined
  let byClass: ReadonlyMap<string, readonly Model[]> | undefined
  const classesFor = (table: string): readonly Model[] => {
    byTable ??= groupBy(listAll(), (model) => model.table)
    return byTable.get(table) ?? []
  }
  const resolve = (path: string, expr: Expr): Model | undefined => {
    const found = resolveRaw(path, expr)
    return found && settle(found)
  }
  return {
    all: listAll,
    modelsIn: (path) => read.inFile(path).map(settle),
    classesFor,
    byClassName(name) {
      // Where nobody writes the name, no model needs to be read to know.
      if (!byClass && workspace.filesWith([name], ['.py']).length === 0) return []
      byClass ??= groupBy(listAll(), (model) => model.className)
      return byClass.get(name) ?? []
    },
    modelOf(path, cls) {
      const found = read.ofClass(path, cls)
      return found && settle(found)
    },
    resolve,
    scopeOfTable: (name) => agreedScope(classesFor(name)),
    scopeOfClass(path, className) {
      const definition = workspace.resolveName(path, className)
      const found =
        definition?.kind === 'definition' && definition.node.kind === 'ClassDef'
          ? read.ofClass(definition.path, definition.node)
          : undefined
      return found ? settle(found).scope : 'unknown'
    },
    tokensInUse,
    usesPlaceholder,
  }
}

/** A package whose models are nearly all the tenants': at least three, and four in five. */
export function isAmongTenantModels(model: Model, all: readonly Model[], placeholder: string): boolean {
  const folder = folderOf(model.path)
  const others = all.filter(
    ({ path, schema, className }) => className !== undefined && folderOf(path) === folder && schema.kind !== 'unknown',
  )
  const carrying = others.filter(({ schema }) => schema.kind === 'named' && schema.name === placeholder)
  return carrying.length >= 3 && carrying.length >= 0.8 * others.length
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)

function groupBy(models: readonly Model[], key: (model: Model) => string | undefined): ReadonlyMap<string, readonly Model[]> {
  const groups = new Map<string, Model[]>()
  for (const model of models) {
    const name = key(model)
    if (name === undefined) continue
    const group = groups.get(name)
    if (group) group.push(model)
    else groups.set(name, [model])
  }
  return groups
}

declare module '../contract/rule' {
  interface FactMap {
    /** The project's SQLAlchemy models. */
    models: ModelFacts
  }
}

import type { Workspace } from '../project/workspace'
import type { Call, ClassDef, Expr } from '../python/ast'
import { descendants } from '../python/children'
import { definitionOf } from './evaluate'
import type { Model, RowScope, SchemaToken } from './model'
import { readModelClass, readTable } from './read-model'

export interface ModelFacts {
  /** Every mapped class and Table of the project, migrations left out, in the order of files. */
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

export const modelFacts = (workspace: Workspace): ModelFacts => workspace.memo('models', () => createModelFacts(workspace))

function createModelFacts(workspace: Workspace): ModelFacts {
  const { placeholder } = workspace.config.tenancy
  const scopeOf = (schema: SchemaToken): RowScope =>
    schema.kind === 'unknown'
      ? 'unknown'
      : schema.kind === 'named' && schema.name === placeholder
        ? 'tenant'
        : schema.kind === 'named'
          ? 'shared'
          : 'unknown'

  const known = new Map<ClassDef, Model | undefined>()
  const modelOf = (path: string, cls: ClassDef): Model | undefined => {
    if (!known.has(cls)) known.set(cls, readModelClass(workspace, path, cls, scopeOf))
    return known.get(cls)
  }
  const tables = new Map<Call, Model | undefined>()
  const tableOf = (path: string, call: Call): Model | undefined => {
    if (!tables.has(call)) tables.set(call, readTable(workspace, path, call, scopeOf))
    return tables.get(call)
  }
  const files = new Map<string, readonly Model[]>()
  const modelsIn = (path: string): readonly Model[] => {
    const found = files.get(path) ?? listModels(workspace, path, modelOf, tableOf)
    files.set(path, found)
    return found
  }
  let listed: readonly Model[] | undefined
  const raw = (): readonly Model[] => {
    listed ??= workspace.filesWith(modelLiterals, ['.py']).flatMap((path) => (isRevision(workspace, path) ? [] : modelsIn(path)))
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
  const usesPlaceholder = (): boolean => tokensInUse().tokens.has(placeholder)

  /** A model without schema is shared only where the project tells tenant models by the placeholder, and not in a package of theirs. */
  const settled = new Map<Model, Model>()
  const settle = (model: Model): Model => {
    if (model.schema.kind !== 'none') return model
    const done = settled.get(model)
    if (done) return done
    const scope: RowScope = usesPlaceholder() && !isAmongTenantModels(model, raw(), placeholder) ? 'shared' : 'unknown'
    const made = { ...model, scope }
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
    const definition = definitionOf(workspace, path, expr)
    if (definition?.kind !== 'definition') return undefined
    const { node } = definition
    const found =
      node.kind === 'ClassDef'
        ? modelOf(definition.path, node)
        : node.kind === 'Assign' && node.value?.kind === 'Call'
          ? tableOf(definition.path, node.value)
          : undefined
    return found && settle(found)
  }
  return {
    all: listAll,
    modelsIn: (path) => modelsIn(path).map(settle),
    classesFor,
    byClassName(name) {
      byClass ??= groupBy(listAll(), (model) => model.className)
      return byClass.get(name) ?? []
    },
    modelOf(path, cls) {
      const found = modelOf(path, cls)
      return found && settle(found)
    },
    resolve,
    scopeOfTable(name) {
      const [first, ...rest] = classesFor(name)
      return first && rest.every(({ scope }) => scope === first.scope) ? first.scope : 'unknown'
    },
    scopeOfClass(path, className) {
      const definition = workspace.resolveName(path, className)
      const found =
        definition?.kind === 'definition' && definition.node.kind === 'ClassDef' ? modelOf(definition.path, definition.node) : undefined
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

/** Revision files hold Table objects of the past. */
const isRevision = (workspace: Workspace, path: string): boolean => /^down_revision\b/m.test(workspace.text(path) ?? '')

function listModels(
  workspace: Workspace,
  path: string,
  modelOf: (path: string, cls: ClassDef) => Model | undefined,
  tableOf: (path: string, call: Call) => Model | undefined,
): readonly Model[] {
  const module = workspace.module(path)
  if (!module) return []
  const found: Model[] = []
  const add = (model: Model | undefined): void => {
    if (model) found.push(model)
  }
  for (const slice of module.topLevel) {
    const text = module.text.slice(slice.start, slice.end)
    if (slice.kind === 'import' || !(slice.kind === 'assign' ? text.includes('Table(') : classHint.test(text) || text.includes('Table(')))
      continue
    for (const stmt of module.statementsOf(slice)) {
      for (const node of descendants(stmt)) {
        if (node.kind === 'ClassDef') add(modelOf(path, node))
        // `__table__ = Table(…)` is its class's.
        else if (node.kind === 'Call' && node.parent?.kind === 'Assign' && node.parent.parent?.kind !== 'ClassDef') add(tableOf(path, node))
      }
    }
  }
  return found
}

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

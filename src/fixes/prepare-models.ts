import type { Edit } from '../contract/finding'
import type { Model } from '../models/model'
import type { ModelFacts } from '../models/model-facts'
import type { Workspace } from '../project/workspace'
import type { Expr } from '../python/ast'
import { addSchema } from './add-schema'

export interface PreparedModels {
  readonly edits: readonly Edit[]
  /** Models that cannot be changed by an edit, and why. */
  readonly refused: readonly { readonly model: Model; readonly reason: string }[]
  /** `table.column` of every `index=True`: the names of these indexes change with the schema. */
  readonly renamedIndexes: readonly string[]
}

/** Put tables into a schema: their models, and every foreign key and `secondary=` of the project that names them. */
export function prepareModels(project: Workspace, facts: ModelFacts, models: readonly Model[], schema: string): PreparedModels {
  const edits: Edit[] = []
  const refused: { model: Model; reason: string }[] = []
  const changed: Model[] = []
  for (const model of models) {
    const edit = model.inheritsArgs ? undefined : addSchema(project, model, schema)
    if (edit) {
      edits.push(edit)
      changed.push(model)
    } else
      refused.push({
        model,
        reason: model.inheritsArgs
          ? 'Its table args come from a base class, which own ones would hide'
          : 'Its table args are not written out here',
      })
  }
  const tables = new Set(changed.flatMap(({ table }) => (table === undefined ? [] : [table])))
  const done = new Set<string>()
  const prefix = (path: string, at: Expr): void => {
    const [piece, ...more] = at.kind === 'Str' ? at.pieces : []
    const key = `${path}:${at.start}`
    if (!piece || more.length > 0 || done.has(key)) return
    done.add(key)
    edits.push({ path, start: piece.contentStart, end: piece.contentStart, text: `${schema}.` })
  }
  for (const owner of facts.all()) {
    for (const { path, at, target } of owner.foreignKeys) {
      // Where the MetaData has a schema, a plain target means that one.
      const isPlain = target?.schema === undefined && target?.column !== undefined && owner.metadataSchema.kind === 'none'
      if (target && isPlain && tables.has(target.table)) prefix(path, at)
    }
    for (const { path, secondary } of owner.relationships) if (secondary && tables.has(secondary.table)) prefix(path, secondary.at)
  }
  const renamedIndexes = changed.flatMap(({ table, className, columns }) =>
    columns.filter(({ indexed }) => indexed).map(({ name }) => `${table ?? className}.${name}`),
  )
  return { edits, refused, renamedIndexes }
}

import { metadataOfModel } from '../models/metadata-identity'
import type { RowScope } from '../models/model'
import { agreedScope, modelFacts } from '../models/model-facts'
import type { Workspace } from '../project/workspace'
import type { MetadataSet } from './metadata-set'

/**
 * Whose rows a table of one environment holds. Models of the environment's own MetaData know best; those that belong to another environment's do not
 * count, for the same name may be another table there.
 */
export function scopeOfMigratedTable(
  workspace: Workspace,
  table: string,
  { from, own, others }: { readonly from: string; readonly own: MetadataSet | undefined; readonly others: readonly MetadataSet[] },
): RowScope {
  const models = modelFacts(workspace, from).classesFor(table)
  if (models.length === 0) return 'unknown'
  const placed = models.map((model) => ({ model, metadata: metadataOfModel(workspace, model) }))
  const mine = placed.filter(({ metadata }) => metadata !== undefined && own?.has(metadata))
  if (mine.length > 0) return agreedScope(mine.map(({ model }) => model))
  const free = placed.filter(({ metadata }) => metadata === undefined || !others.some((other) => other.has(metadata)))
  return agreedScope((own ? free : placed).map(({ model }) => model))
}

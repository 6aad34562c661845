import type { Model } from '../models/model'
import { type ColumnDeprecation, columnOf } from '../project/deprecations'
import type { Workspace } from '../project/workspace'

/** Where the old key of a deprecated column lives, and how its rows are told apart. */
export interface KeyColumn {
  readonly model: Model
  readonly className: string
  readonly attribute: string
  readonly primaryKey: string
  readonly unique: boolean
}

/** `BatchJob.batch_id`: where the old string key lives. */
export function findKeyColumn(workspace: Workspace, column: ColumnDeprecation): KeyColumn | undefined {
  const key = column.key === undefined ? undefined : columnOf(workspace, column.key)
  const model = key?.models.length === 1 ? key.models[0] : undefined
  const primary = model?.columns.filter((entry) => entry.primaryKey) ?? []
  const [only] = primary
  if (!key || !model || !only || primary.length !== 1) return undefined
  const found = model.columns.find((entry) => entry.attribute === key.attribute)
  const text = workspace.text(model.path) ?? ''
  const constraint =
    model.args &&
    new RegExp(`UniqueConstraint\\(\\s*["']${key.attribute}["']\\s*(?:,\\s*name\\s*=[^,)]*)?,?\\s*\\)`).test(
      text.slice(model.args.start, model.args.end),
    )
  return {
    model,
    className: key.className,
    attribute: key.attribute,
    primaryKey: only.attribute,
    unique: found?.unique === true || found?.primaryKey === true || constraint === true,
  }
}

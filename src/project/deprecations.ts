import type { Deprecation } from '../contract/config'
import type { Model } from '../models/model'
import { modelFacts } from '../models/model-facts'
import { lineageOf } from './types/members'
import type { ClassRef } from './types/python-type'
import type { Workspace } from './workspace'

/** A deprecated column together with the models of the project that have, or had, it. */
export interface ColumnDeprecation extends Deprecation {
  readonly className: string
  readonly attribute: string
  readonly models: readonly Model[]
}

/** The column entries that concern this project: its model exists here. */
export const listColumnDeprecations = (workspace: Workspace): readonly ColumnDeprecation[] =>
  workspace.memo('deprecations:columns', () =>
    workspace.config.deprecations.flatMap((entry): ColumnDeprecation[] => {
      const column = entry.kind === 'column' ? columnOf(workspace, entry.name) : undefined
      return column ? [{ ...entry, ...column }] : []
    }),
  )

/** `Model.attribute` -> the models of that name; undefined when there are none. */
export function columnOf(workspace: Workspace, name: string): Pick<ColumnDeprecation, 'className' | 'attribute' | 'models'> | undefined {
  const [className, attribute] = name.split('.')
  if (!className || !attribute) return undefined
  const models = modelFacts(workspace).byClassName(className)
  return models.length > 0 ? { className, attribute, models } : undefined
}

/** Is a class one of these models, or a child of one? */
export const isModelClass = (workspace: Workspace, cls: ClassRef, models: readonly Model[]): boolean =>
  lineageOf({ workspace }, cls).some(({ node }) => models.some((model) => model.node === node))

/** Entries that are written down always count; presets only where the project has the old thing or what replaces it. */
export function isActive(workspace: Workspace, entry: Deprecation): boolean {
  if (!entry.preset) return true
  const models = modelFacts(workspace)
  const names = [entry.name, entry.replacement ?? entry.name]
  if (entry.kind === 'column' || entry.kind === 'field') return models.byClassName(entry.name.split('.')[0] ?? '').length > 0
  if (entry.kind === 'table') return isWritten(workspace, names) && names.some((name) => models.classesFor(name).length > 0)
  return names.some((name) => models.byClassName(name).length > 0)
}

/** Where nobody writes a table's name, nor that of the class that it may be made from, no model needs to be read to know. */
const isWritten = (workspace: Workspace, tables: readonly string[]): boolean =>
  workspace.filesWith(
    [...tables, ...tables.map((table) => table.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase()))],
    ['.py'],
  ).length > 0

/** Files that keep the past as it was: revisions, and copies that somebody kept. */
export function keepsHistory(workspace: Workspace, path: string): boolean {
  if (/(?:^|\/)(?:[^/]*_)?backups?\//i.test(path)) return true
  const text = path.endsWith('.py') ? workspace.text(path) : undefined
  return text !== undefined && /^\s*down_revision\b/m.test(text) && /^\s*revision\b/m.test(text)
}

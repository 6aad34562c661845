import type { RuleFinding } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import { prepareModels } from '../../fixes/prepare-models'
import type { Model } from '../../models/model'
import { isAmongTenantModels, type ModelFacts } from '../../models/model-facts'
import { findTenantReference } from '../../models/tenant-reference'
import { fileRole } from '../../project/file-role'
import type { Workspace } from '../../project/workspace'

export const tenantModelWithoutSchema = defineRule({
  id: 'tenant-model-without-schema',
  family: 'scoping',
  summary: "A tenant's model does not carry the placeholder schema",
  severity: 'error',
  recommended: true,
  languages: ['python'],
  fixable: true,
  needs: ['project', 'models'],
  triggers: ['__tablename__', 'Table(', 'table=True', 'table = True', 'Column(', 'mapped_column(', 'Mapped['],
  *check({ file, project, models, config }) {
    const role = fileRole(project, file.path)
    if (role !== 'code') return
    const { placeholder } = config.tenancy
    if (!models.usesPlaceholder()) return
    for (const model of models.modelsIn(file.path)) {
      // class StockAlert(Base): __tablename__ = "stock_alerts"   (and no schema anywhere)
      if (model.schema.kind !== 'none' || model.source === 'parent-table' || model.unknownBases) continue
      const finding = findReason(model, models, placeholder)
      if (finding) yield { ...finding, at: model.nameSpan, ...fixFor(project, models, model, placeholder) }
    }
  },
})

function findReason(
  model: Model,
  models: ModelFacts,
  placeholder: string,
): Pick<RuleFinding, 'message' | 'help' | 'related' | 'data'> | undefined {
  const name = model.className ?? model.table ?? 'This table'
  const help = model.className
    ? `Add \`"schema": "${placeholder}"\` to its \`__table_args__\``
    : `Pass \`schema="${placeholder}"\` to the table`
  const reference = findTenantReference(model, placeholder, models.resolve)
  if (reference) {
    const { key, table } = reference
    return {
      message: `\`${name}\` refers to tenant table \`${table}\` but carries no schema itself, so all tenants share one table in \`public\` that can refer to none of theirs`,
      help,
      related: [{ path: key.path, span: { start: key.at.start, end: key.at.end }, message: `The foreign key to \`${table}\`` }],
      data: { reason: 'foreign-key', table: model.table ?? null },
    }
  }
  if (model.className === undefined || !isAmongTenantModels(model, models.all(), placeholder)) return undefined
  const folder = model.path.slice(0, model.path.lastIndexOf('/') + 1)
  const neighbours = models
    .all()
    .filter(({ path, className }) => className !== undefined && path.slice(0, path.lastIndexOf('/') + 1) === folder)
  const carrying = neighbours.filter(({ schema }) => schema.kind === 'named' && schema.name === placeholder).length
  return {
    message: `\`${name}\` has no schema while ${carrying} of the ${neighbours.length} models in \`${folder || './'}\` carry \`${placeholder}\`, so its rows of every tenant land in one table in \`public\``,
    help: `${help}, or move it out of this package when it is shared`,
    data: { reason: 'package', table: model.table ?? null },
  }
}

function fixFor(project: Workspace, models: ModelFacts, model: Model, placeholder: string): Pick<RuleFinding, 'fixes' | 'noFix'> {
  const { edits, refused, renamedIndexes } = prepareModels(project, models, [model], placeholder)
  const [first] = refused
  if (first) return { noFix: first.reason }
  const names =
    renamedIndexes.length > 0
      ? `the names that \`index=True\` makes change (${renamedIndexes.map((name) => `\`${name}\``).join(', ')}), and `
      : ''
  return {
    fixes: [
      {
        id: `${model.path}:tenant-model-without-schema:${model.nameSpan.start}`,
        title: `Put \`${model.className ?? model.table}\` into schema \`${placeholder}\``,
        safety: 'unsafe',
        proof: [],
        why: `${names}table \`${model.table ?? model.className}\` must exist in every tenant, with the rows it has in \`public\` now`,
        edits,
      },
    ],
  }
}

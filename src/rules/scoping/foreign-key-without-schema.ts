import { defineRule } from '../../contract/rule'
import { isMigrationFile } from '../../project/file-role'

export const foreignKeyWithoutSchema = defineRule({
  id: 'foreign-key-without-schema',
  family: 'scoping',
  summary: 'A foreign key names a tenant table without its schema',
  severity: 'error',
  recommended: true,
  languages: ['python'],
  fixable: true,
  needs: ['project', 'models'],
  triggers: ['ForeignKey', 'foreign_key'],
  *check({ file, project, models, config }) {
    if (isMigrationFile(project, file.path) || !models.usesPlaceholder()) return
    const { placeholder } = config.tenancy
    const seen = new Set<number>()
    for (const model of models.all()) {
      for (const { path, at, target } of model.foreignKeys) {
        // ForeignKey("products.id"), ForeignKeyConstraint(["product_id"], ["products.id"])
        if (path !== file.path || !target || target.schema !== undefined || target.column === undefined || seen.has(at.start)) continue
        // With MetaData(schema=…) the target takes that schema.
        if (model.metadataSchema.kind !== 'none') continue
        if (models.scopeOfTable(target.table) !== 'tenant') continue
        seen.add(at.start)
        const [piece, ...more] = at.kind === 'Str' ? at.pieces : []
        const tables = models.classesFor(target.table)
        yield {
          at,
          message: `\`${target.table}.${target.column}\` has no schema while table \`${target.table}\` is in \`${placeholder}\`, so SQLAlchemy finds no such table and the mapping fails`,
          help: `Write \`${placeholder}.${target.table}.${target.column}\``,
          related: tables.map((table) => ({
            path: table.path,
            span: table.nameSpan,
            message: `\`${target.table}\` is mapped to schema \`${placeholder}\` here`,
          })),
          data: { table: target.table },
          ...(piece && more.length === 0
            ? {
                fixes: [
                  {
                    id: `${file.path}:foreign-key-without-schema:${at.start}`,
                    title: `Put \`${placeholder}.\` before the target`,
                    safety: 'safe' as const,
                    proof: [`Every model of table \`${target.table}\` carries \`${placeholder}\`, and no other model has that table`],
                    edits: [{ path: file.path, start: piece.contentStart, end: piece.contentStart, text: `${placeholder}.` }],
                  },
                ],
              }
            : { noFix: 'The target is not written as one string here' }),
        }
      }
    }
  },
})

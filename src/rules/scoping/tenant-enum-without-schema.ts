import { defineRule } from '../../contract/rule'
import { keywordOf } from '../../models/evaluate'
import { fileRole } from '../../project/file-role'

export const tenantEnumWithoutSchema = defineRule({
  id: 'tenant-enum-without-schema',
  family: 'scoping',
  summary: "A tenant model's ENUM type has no schema",
  severity: 'warning',
  recommended: true,
  languages: ['python'],
  fixable: false,
  needs: ['project', 'models'],
  triggers: ['Enum', 'ENUM'],
  *check({ file, project, models, config }) {
    if (fileRole(project, file.path) !== 'code' || !models.usesPlaceholder()) return
    const { placeholder } = config.tenancy
    const seen = new Set<number>()
    for (const model of models.all()) {
      if (model.scope !== 'tenant') continue
      for (const { path, call, span, name, schema, inheritSchema, native, column } of model.enums) {
        // status = Column(Enum(Status))
        if (path !== file.path || seen.has(span.start) || schema.kind !== 'none' || inheritSchema || !native) continue
        // Enum(…, metadata=…) may take the schema from there; one with a shared table is a shared type.
        if (call && keywordOf(call, 'metadata')) continue
        const users = models.all().filter((other) => other.enums.some((each) => each.path === path && each.span.start === span.start))
        if (users.some(({ scope }) => scope !== 'tenant')) continue
        seen.add(span.start)
        const type = name === undefined ? 'Its type' : `Type \`${name}\``
        yield {
          at: { start: span.start, end: span.end },
          message: `${type} of \`${model.table ?? model.className ?? ''}.${column}\` has no schema, so a flush of several rows under a translate map casts to a type that is not in the search path and fails`,
          help: `Add \`inherit_schema=True\`, or \`schema="${placeholder}"\``,
          noFix: 'Whether the type lives in the tenants or in `public` is known to the database only',
          data: { column },
        }
      }
    }
  },
})

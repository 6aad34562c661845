import { letsThrough } from '../../alembic/run-filter'
import { defineRule } from '../../contract/rule'

export const envFilterBlind = defineRule({
  id: 'env-filter-blind',
  family: 'migrations',
  summary: "env.py's filter hides the tenant tables from autogenerate and `alembic check`",
  severity: 'error',
  recommended: true,
  fixable: false,
  languages: ['python'],
  needs: ['alembic', 'models'],
  triggers: ['include_object'],
  *check({ alembic, models, file, config }) {
    const env = alembic.environmentOfEnv(file.path)?.env()
    const filter = env?.includeObject
    if (!env || !filter) return
    const { placeholder } = config.tenancy
    const tables = models
      .all()
      .flatMap(({ table, schema }) =>
        table === undefined || schema.kind === 'unknown' ? [] : [{ name: table, schema: schema.kind === 'named' ? schema.name : null }],
      )
    const tenant = tables.filter(({ schema }) => schema === placeholder)
    const hidden = tenant.filter((table) => letsThrough(filter, table) === false)
    // A filter that keeps single tables out says so by name; one that keeps all of them out is blind.
    if (tenant.length === 0 || hidden.length < tenant.length) return
    const seen = tables.filter((table) => letsThrough(filter, table) === true).length
    yield {
      at:
        filter.kind === 'FunctionDef'
          ? { start: filter.nameStart, end: filter.nameStart + filter.name.length }
          : { start: filter.start, end: filter.end },
      message: `This filter lets none of the ${tenant.length} tables with \`schema="${placeholder}"\` through, so autogenerate and \`alembic check\` compare ${seen} of ${tables.length} tables and call the rest up to date`,
      help: `Let tables through whose schema is \`${placeholder}\``,
      noFix: 'what else the filter keeps out on purpose cannot be told',
    }
  },
})

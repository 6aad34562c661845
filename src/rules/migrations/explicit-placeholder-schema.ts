import type { Operation } from '../../alembic/operation'
import { removeKeyword } from '../../alembic/operation-edits'
import { placementOf, reachedByMap, translates } from '../../alembic/placement'
import { isTenantName } from '../../alembic/tenant-name'
import type { Fix } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import type { Workspace } from '../../project/workspace'
import type { Call, Keyword } from '../../python/ast'
import { stringValue } from '../../python/strings'

const schemaKeywords = new Set(['schema', 'source_schema', 'referent_schema'])

export const explicitPlaceholderSchema = defineRule({
  id: 'explicit-placeholder-schema',
  family: 'migrations',
  summary: 'An operation names the placeholder, or one tenant, as its schema',
  severity: 'error',
  recommended: true,
  fixable: true,
  languages: ['python'],
  needs: ['alembic', 'python', 'project'],
  triggers: ['schema', 'op.execute', '.execute('],
  *check({ alembic, python, project, file, config, notAnalysed }) {
    const found = alembic.revisionAt(file.path)
    if (!found?.lane.postgres) return
    const { tenancy } = config
    const translated = translates(found.environment, tenancy.placeholder)
    const placement = placementOf(found.environment)
    const { upgrade, downgrade } = alembic.operationsOf(file.path)
    const seen = new Set<number>()
    const isPlaceholder = ({ value }: Keyword): boolean => value.kind === 'Str' && stringValue(value) === tenancy.placeholder
    const removable: { readonly call: Call; readonly keyword: Keyword }[] = []
    const places: { readonly operation: Operation; readonly keyword: Keyword; readonly placeholder: boolean }[] = []
    for (const operation of [...upgrade, ...downgrade]) {
      const calls = [operation.call, operation.batch].filter((call) => call !== undefined)
      for (const { call, keyword } of calls.flatMap((each) => each.keywords.map((one) => ({ call: each, keyword: one })))) {
        if (!schemaKeywords.has(keyword.name ?? '') || keyword.value.kind !== 'Str' || seen.has(keyword.start)) continue
        const value = stringValue(keyword.value)
        const placeholder = isPlaceholder(keyword)
        if (value === undefined || (!placeholder && !isTenantName(value, tenancy))) continue
        seen.add(keyword.start)
        if (placeholder && translated === undefined) {
          notAnalysed(keyword.value, `whether env.py translates \`${value}\` could not be read`)
          continue
        }
        if (placeholder && translated && reachedByMap.has(operation.effect.kind)) continue
        places.push({ operation, keyword, placeholder })
        if (placeholder) removable.push({ call, keyword })
      }
    }
    // op.execute("ALTER TABLE tenant.jobs ADD COLUMN size integer")
    const isMade = (): boolean => makesSchema(project, tenancy.placeholder)
    for (const { sql, table, guard, effect } of [...upgrade, ...downgrade]) {
      const schema = sql && table?.schema.kind === 'literal' ? table.schema : undefined
      if (!schema?.span || guard || effect.kind === 'data' || effect.kind === 'opaque' || seen.has(schema.span.start)) continue
      const placeholder = schema.value === tenancy.placeholder
      // CREATE TABLE user_9.jobs (LIKE template_tenant.jobs) makes one tenant's table: `like-clone` says what is wrong with it.
      if (effect.kind === 'create-table' && effect.like) continue
      // ALTER TABLE IF EXISTS finds nothing there, and says so in a notice only.
      if (/\bif\s+exists\b/i.test(sql?.flat.text.slice(sql.start, sql.end) ?? '')) continue
      if (placeholder ? isMade() : !isTenantName(schema.value, tenancy)) continue
      seen.add(schema.span.start)
      yield {
        at: schema.span,
        message: placeholder
          ? `Raw SQL is never translated, so PostgreSQL answers that the schema \`${schema.value}\` does not exist`
          : `The schema \`${schema.value}\` is one tenant, so every other tenant is left behind`,
        help: placeholder
          ? 'Leave the schema out and let env.py place the statement'
          : "Run the statement for all tenants in the project's loop",
        noFix: placeholder
          ? 'what the rest of the statement relies on is for a person to judge'
          : 'whether only this tenant was meant cannot be told from the text',
      }
    }
    const lands =
      placement.kind === 'schema'
        ? `the schema \`${placement.schema}\``
        : placement.kind === 'tenants'
          ? 'every tenant'
          : placement.kind === 'argument'
            ? 'the schema of the run'
            : undefined
    // `drop_table("jobs", schema="tenant", if_exists=True)` found nothing, and did no harm.
    const guarded = places.some(({ operation, placeholder }) => placeholder && operation.guard !== undefined)
    const doubt =
      lands === undefined || translated
        ? 'env.py sends operations without a schema to the default one, which may not hold the tables'
        : guarded
          ? `an operation that is guarded found nothing in \`${tenancy.placeholder}\`, and finds something then`
          : makesSchema(project, tenancy.placeholder)
            ? `a schema that is really called \`${tenancy.placeholder}\` is made in this project`
            : undefined
    const removal: Fix = {
      id: `${file.path}:placeholder`,
      title: `Remove \`schema="${tenancy.placeholder}"\` from the operations of this file`,
      ...(doubt === undefined ? { safety: 'safe' as const } : { safety: 'unsafe' as const, why: doubt }),
      proof:
        lands === undefined || doubt !== undefined
          ? []
          : [
              `No schema \`${tenancy.placeholder}\` exists, so every run of these operations failed`,
              `env.py sends operations without a schema to ${lands}`,
            ],
      edits: removable.map(({ call, keyword }) => ({ path: file.path, ...removeKeyword(python, call, keyword) })),
    }
    for (const { operation, keyword, placeholder } of places) {
      const written = python.text.slice(keyword.value.start, keyword.value.end).replace(/^["']+|["']+$/g, '')
      yield {
        at: { start: keyword.value.start, end: keyword.value.end },
        message: !placeholder
          ? `The schema \`${written}\` is one tenant, so every other tenant is left behind`
          : translated
            ? `A schema_translate_map does not reach \`${operationName(operation)}\`, so it looks for a schema that is really called \`${written}\``
            : `env.py does not translate \`${written}\`, so PostgreSQL answers that the schema does not exist`,
        help: placeholder
          ? 'Leave the schema out and let env.py place the operation'
          : "Run the operation for all tenants in the project's loop",
        ...(placeholder ? { fixes: [removal] } : { noFix: 'whether only this tenant was meant cannot be told from the text' }),
      }
    }
  },
})

const makesSchema = (project: Workspace, name: string): boolean =>
  project
    .filesWith(['CREATE SCHEMA', 'create schema', 'CreateSchema('], ['.py', '.sql'])
    .some((path) =>
      new RegExp(`\\bcreate\\s*schema(?:\\s+if\\s+not\\s+exists)?\\s*\\(?\\s*["']?${name}\\b(?!_)`, 'i').test(project.text(path) ?? ''),
    )

const operationName = ({ call, effect }: Operation): string => (call?.func.kind === 'Attribute' ? `op.${call.func.attr}` : effect.kind)

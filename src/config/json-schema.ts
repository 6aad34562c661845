import * as z from 'zod'
import type { RuleMeta } from '../contract/rule'
import { configSchema, levelSchema } from './schema'

/** JSON schema of `tenantscope.toml`, for editors with TOML support. Knows every rule by its name. */
export function toConfigJsonSchema(rules: readonly RuleMeta[]): object {
  const level = (description: string) => levelSchema.optional().describe(description)
  const byRule = Object.fromEntries(
    rules.map(({ id, summary, severity, recommended }) => [id, level(`${summary}. Default: ${recommended ? severity : 'off'}`)]),
  )
  const byFamily = Object.fromEntries(
    [...new Set(rules.map(({ family }) => family))].map((family) => [family, level(`All rules of the family ${family}`)]),
  )
  const levels = z.strictObject({ ...byFamily, ...byRule })
  const paths = z.record(z.string(), levels).optional().describe('Levels for files that match a glob; the last matching glob wins')
  const named = configSchema.extend({
    rules: z
      .strictObject({ ...levels.shape, paths })
      .optional()
      .describe('Levels of rules and families'),
  })
  return { ...z.toJSONSchema(named, { io: 'input' }), title: 'TenantScope configuration' }
}

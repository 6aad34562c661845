import * as z from 'zod'
import type { DeprecationKind, RuleLevel } from '../contract/config'

/** The one source of the configuration file's shape: the loader validates with it, the JSON schema is generated from it. */
export const levelSchema = z
  .enum(['off', 'info', 'warning', 'error'] satisfies RuleLevel[])
  .describe('Level of the rule; "off" switches it off')

const symbol = z.string().regex(/^[\w.]+:[\w.]+$/, 'write it as package.module:name')
const helper = z.string().regex(/^[\w.]+:([\w.]+|\*)$/, 'write it as package.module:name, or package.module:* for all that set the path')
const kinds = ['column', 'class', 'function', 'method', 'module', 'table', 'field'] satisfies DeprecationKind[]

const tenancySchema = z.strictObject({
  placeholder: z.string().min(1).optional().describe('Schema that the models name and schema_translate_map replaces; default "tenant"'),
  tenants: z
    .union([
      z.string().refine(isPattern, 'is no regular expression').describe('Regular expression that a tenant schema matches as a whole'),
      z.strictObject({ list: z.array(z.string()).describe('The tenant schemas by name') }),
      z.strictObject({ query: z.string().describe('A query whose first column holds the tenant schemas') }),
    ])
    .optional()
    .describe('How tenants are told from other schemas; default "^user_[0-9]+$"'),
  template: z.string().optional().describe('Schema that new tenants are made from; "" for none; default "template_tenant"'),
  shared: z.array(z.string()).optional().describe('Schemas that all tenants share; default ["public"]'),
  'scoped-dependencies': z
    .array(symbol)
    .optional()
    .describe('Dependencies that yield a tenant-scoped session: a hint where to look, their definition is the proof'),
  'session-factories': z.array(symbol).optional().describe('Session factories, when they are not found by themselves'),
  'tenant-session': symbol.optional().describe('Helper that opens a session bound to one tenant; fixes use it'),
  helpers: z.array(helper).optional().describe('Helpers that set the search path, besides the ones known by default'),
})

const dotted = /^[\w$]+\.[\w$]+$/
const bare = /^\w+$/
/** A name of another form would match nothing, and nobody would notice. */
const nameForms: Partial<Record<DeprecationKind, { readonly form: RegExp; readonly hint: string }>> = {
  column: { form: dotted, hint: 'write it as Model.attribute' },
  field: { form: dotted, hint: 'write it as Interface.field' },
  method: { form: dotted, hint: 'write it as Class.method' },
  class: { form: bare, hint: 'write its bare name, without the module' },
  function: { form: bare, hint: 'write its bare name, without the module' },
}

const deprecationSchema = z
  .strictObject({
    kind: z.enum(kinds),
    name: z.string().min(1).describe('`Model.attribute`, a class, function, module or table name, or `Interface.field`'),
    replacement: z.string().optional(),
    key: z.string().optional().describe('Columns: where the old string key lives, `BatchJob.batch_id`'),
    relationship: z.string().optional().describe('Columns: the relationship through which the old value is read'),
  })
  .superRefine(({ kind, name, replacement }, context) => {
    const expected = nameForms[kind]
    // Fixes write it into the code as it stands.
    if (replacement !== undefined && kind !== 'module' && !/^[\w$]+$/.test(replacement))
      context.addIssue({ code: 'custom', path: ['replacement'], message: 'write the new name alone' })
    if (expected && !expected.form.test(name)) context.addIssue({ code: 'custom', path: ['name'], message: expected.hint })
  })

const rulesSchema = z
  .object({
    paths: z
      .record(z.string(), z.record(z.string(), levelSchema))
      .optional()
      .describe('Levels for files that match a glob; the last matching glob wins'),
  })
  .catchall(levelSchema)

export const configSchema = z.strictObject({
  tenancy: tenancySchema.optional().describe('What tenants are in this project'),
  rules: rulesSchema.optional().describe('Levels of rules and families'),
  deprecations: z.array(deprecationSchema).optional().describe('Names that are on their way out'),
  alembic: z
    .strictObject({ locations: z.array(z.string()).optional().describe('Folders of Alembic environments, when alembic.ini does not tell') })
    .optional(),
  database: z
    .strictObject({
      'url-env': z
        .string()
        .regex(/^[A-Za-z_]\w*$/, 'is no name of an environment variable: the URL itself never stands here')
        .optional(),
      snapshot: z
        .string()
        .min(1)
        .regex(/^(?![/\\]|[A-Za-z][\w+.-]*:)/, 'is written relative to this file')
        .optional()
        .describe('A file of `tenantscope snapshot --output`: live facts without a database'),
    })
    .optional()
    .describe('How the database is found: a name, never a password'),
})

export type ConfigFile = z.infer<typeof configSchema>

function isPattern(source: string): boolean {
  try {
    new RegExp(source)
    return true
  } catch {
    return false
  }
}

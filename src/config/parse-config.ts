import { parse, TomlError } from 'smol-toml'
import type * as z from 'zod'
import { type Config, type Deprecation, defaultConfig, type RuleLevel, type TenantSelector } from '../contract/config'
import { type ConfigFile, configSchema } from './schema'
import { suggestion } from './suggestion'
import { findTomlKey } from './toml-position'

/** One thing wrong in a configuration file, 0-based position. */
export interface ConfigError {
  readonly path: string
  readonly line: number
  readonly character: number
  readonly message: string
  readonly help?: string
}

export interface ParsedConfig {
  /** Undefined when the file says nothing about TenantScope, or not rightly. */
  readonly config: Config | undefined
  readonly errors: readonly ConfigError[]
}

export interface ConfigSource {
  /** Relative to the root. A `pyproject.toml` is read for `[tool.tenantscope]`. */
  readonly path: string
  readonly text: string
}

/** Read one configuration file over the defaults. `names` are all rule ids and families. Never throws. */
export function parseConfig({ path, text }: ConfigSource, names: readonly string[]): ParsedConfig {
  const prefix = path.endsWith('pyproject.toml') ? ['tool', 'tenantscope'] : []
  let document: unknown
  try {
    document = parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    // A pyproject.toml that never speaks of TenantScope is other tools' business, broken or not.
    if (prefix.length > 0 && !text.includes('tool.tenantscope')) return { config: undefined, errors: [] }
    const reason = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '')
    return {
      config: undefined,
      errors: [{ path, line: error.line - 1, character: error.column - 1, message: `is no TOML: ${reason}`, help: 'Mend the syntax' }],
    }
  }
  const section = prefix.reduce<unknown>((value, key) => (isTable(value) ? value[key] : undefined), document)
  if (section === undefined) return { config: undefined, errors: [] }
  const at = (keys: readonly PropertyKey[]) => ({ path, ...findTomlKey(text, [...prefix, ...keys]) })
  const result = configSchema.safeParse(section)
  if (!result.success) return { config: undefined, errors: result.error.issues.flatMap((issue) => toErrors(issue, at)) }
  const errors = unknownRules(result.data, names).map(({ keys, ...rest }) => ({ ...at(keys), ...rest }))
  return errors.length > 0 ? { config: undefined, errors } : { config: toConfig(result.data, path), errors: [] }
}

const isTable = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

type At = (keys: readonly PropertyKey[]) => Pick<ConfigError, 'path' | 'line' | 'character'>

function toErrors(issue: z.core.$ZodIssue, at: At): ConfigError[] {
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(issue.path)
    return issue.keys.map((key) => ({
      ...at([...issue.path, key]),
      message: `unknown key \`${[...issue.path, key].join('.')}\``,
      ...suggestion(key, known, 'Known keys here'),
    }))
  }
  const name = issue.path.join('.')
  if (issue.code === 'invalid_union') {
    const strings = issue.errors.flat().find(({ code }) => code === 'custom')
    const message = strings ? strings.message : 'is neither a pattern nor { list = […] } nor { query = "…" }'
    return [{ ...at(issue.path), message: `\`${name}\`: ${message}` }]
  }
  if (issue.code === 'invalid_value')
    return [{ ...at(issue.path), message: `\`${name}\` is not one of ${issue.values.map((value) => `"${String(value)}"`).join(', ')}` }]
  if (issue.code === 'invalid_type')
    return [{ ...at(issue.path), message: name === '' ? 'is no table' : `\`${name}\` is missing or is no ${issue.expected}` }]
  return [{ ...at(issue.path), message: `\`${name}\`: ${issue.message}` }]
}

/** The keys that the schema knows at a place. */
function keysAt(path: readonly PropertyKey[]): readonly string[] {
  const shapes: Readonly<Record<string, readonly string[]>> = {
    '': Object.keys(configSchema.shape),
    tenancy: Object.keys(configSchema.shape.tenancy.unwrap().shape),
    'tenancy.tenants': ['list', 'query'],
    deprecations: Object.keys(configSchema.shape.deprecations.unwrap().element.shape),
    alembic: Object.keys(configSchema.shape.alembic.unwrap().shape),
    database: Object.keys(configSchema.shape.database.unwrap().shape),
  }
  return shapes[path.filter((key) => typeof key === 'string').join('.')] ?? []
}

interface UnknownRule {
  readonly keys: readonly string[]
  readonly message: string
  readonly help?: string
}

function unknownRules({ rules = {} }: ConfigFile, names: readonly string[]): readonly UnknownRule[] {
  const { paths = {}, ...levels } = rules
  const places = [
    ...Object.keys(levels).map((rule) => ({ rule, keys: ['rules', rule] })),
    ...Object.entries(paths).flatMap(([glob, inner]) => Object.keys(inner).map((rule) => ({ rule, keys: ['rules', 'paths', glob, rule] }))),
  ]
  return places.flatMap(({ rule, keys }) => {
    return names.includes(rule) ? [] : [{ keys, message: `there is no rule or family \`${rule}\``, ...suggestion(rule, names) }]
  })
}

function toConfig({ tenancy = {}, rules = {}, deprecations = [], alembic = {}, database = {} }: ConfigFile, source: string): Config {
  const { paths = {}, ...levels } = rules
  const defaults = defaultConfig.tenancy
  const folder = source.includes('/') ? source.slice(0, source.lastIndexOf('/') + 1) : ''
  const own: readonly Deprecation[] = deprecations
  const replaced = (preset: Deprecation) => own.some(({ kind, name }) => kind === preset.kind && name === preset.name)
  return {
    source,
    tenancy: {
      placeholder: tenancy.placeholder ?? defaults.placeholder,
      tenants: toSelector(tenancy.tenants) ?? defaults.tenants,
      template: tenancy.template === '' ? undefined : (tenancy.template ?? defaults.template),
      shared: tenancy.shared ?? defaults.shared,
      scopedDependencies: tenancy['scoped-dependencies'] ?? defaults.scopedDependencies,
      sessionFactories: tenancy['session-factories'] ?? defaults.sessionFactories,
      tenantSession: tenancy['tenant-session'] ?? defaults.tenantSession,
      // The known ones stay: whoever adds a helper does not mean to forgive the others.
      helpers: [...new Set([...defaults.helpers, ...(tenancy.helpers ?? [])])],
    },
    rules: {
      levels: levels as Readonly<Record<string, RuleLevel>>,
      // Globs are written relative to their file.
      paths: Object.entries(paths).map(([glob, inner]) => ({ glob: folder + glob, levels: inner })),
    },
    deprecations: [...own, ...defaultConfig.deprecations.filter((preset) => !replaced(preset))],
    alembic: { locations: (alembic.locations ?? []).map((location) => folder + location) },
    database: {
      urlEnv: database['url-env'],
      snapshot: database.snapshot === undefined ? undefined : folder + database.snapshot.replace(/^(\.\/)+/, ''),
    },
  }
}

function toSelector(tenants: NonNullable<ConfigFile['tenancy']>['tenants']): TenantSelector | undefined {
  if (tenants === undefined) return undefined
  if (typeof tenants === 'string') return { kind: 'pattern', pattern: tenants }
  return 'list' in tenants ? { kind: 'list', list: tenants.list } : { kind: 'query', query: tenants.query }
}

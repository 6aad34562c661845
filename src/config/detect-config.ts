import { alembicFacts } from '../alembic/alembic-facts'
import { type Config, defaultConfig } from '../contract/config'
import { modelFacts } from '../models/model-facts'
import { type DeprecationEvidence, listDeprecationEvidence } from '../project/deprecation-evidence'
import { helperNamed } from '../project/sessions/helpers'
import type { Workspace } from '../project/workspace'
import type { FunctionDef } from '../python/ast'

/** One thing that the code shows about its tenancy. */
export interface Detection {
  /** TOML key, `tenancy.placeholder`. */
  readonly key: string
  readonly value: string | readonly string[]
  /** Why, with the place where it was seen. */
  readonly why: string
  /** It is the default anyway, so the file need not say it. */
  readonly isDefault: boolean
}

export interface DetectedConfig {
  readonly detections: readonly Detection[]
  /** Names on their way out, as entries of `[[deprecations]]`. */
  readonly deprecations: readonly DeprecationEvidence[]
  /** What was looked for and not found; a sentence each. */
  readonly notFound: readonly string[]
}

/** Read a configuration off the code. Nothing is guessed: what is not seen is said to be not seen. */
export function detectConfig(workspace: Workspace): DetectedConfig {
  const found = [
    detectPlaceholder(workspace),
    detectHelpers(workspace),
    detectFactories(workspace),
    detectDependencies(workspace),
    detectTenants(workspace),
  ]
  const environments = alembicFacts(workspace).environments
  const hidden = environments
    .filter(({ configPath, location }) => configPath === undefined && location !== '')
    .map(({ location }) => location)
  const alembic: Detection[] =
    hidden.length > 0
      ? [{ key: 'alembic.locations', value: hidden, why: 'they hold revisions, and no alembic.ini names them', isDefault: false }]
      : []
  return {
    detections: [...found.flatMap((each) => (typeof each === 'string' ? [] : [each])), ...alembic],
    deprecations: listDeprecationEvidence(workspace),
    notFound: [
      ...found.filter((each): each is string => typeof each === 'string'),
      ...(environments.length === 0 ? ['no Alembic environment'] : []),
    ],
  }
}

/** The text of a `tenantscope.toml` with what was detected, each with its reason. */
export function toConfigText({ detections, deprecations, notFound }: DetectedConfig): string {
  const lines = ['# Written by `tenantscope init` from what the code shows. Values that are the defaults stand in comments.']
  for (const section of ['tenancy', 'alembic']) {
    const own = detections.filter(({ key }) => key.startsWith(`${section}.`))
    if (own.length === 0) continue
    lines.push('', `[${section}]`)
    for (const { key, value, why, isDefault } of own) {
      const text = `${key.slice(section.length + 1)} = ${toToml(value)}`
      lines.push(`# ${why}`, isDefault ? text.replace(/^/gm, '# ') : text)
    }
  }
  for (const { entry, why } of deprecations) {
    const { preset: _, ...fields } = entry
    lines.push('', `# ${why}`, '[[deprecations]]', ...Object.entries(fields).map(([key, value]) => `${key} = ${toToml(value)}`))
  }
  if (notFound.length > 0) lines.push('', '# Looked for and not found:', ...notFound.map((text) => `# - ${text}`))
  return `${lines.join('\n')}\n`
}

const toToml = (value: Detection['value']): string =>
  typeof value === 'string'
    ? quote(value)
    : value.length < 2
      ? `[${value.map(quote).join(', ')}]`
      : `[\n${value.map((each) => `  ${quote(each)},\n`).join('')}]`

/** A literal string where possible: regular expressions are read better without doubled backslashes. */
const quote = (text: string): string => (/['\n]/.test(text) ? JSON.stringify(text) : text.includes('\\') ? `'${text}'` : `"${text}"`)

function detectPlaceholder(workspace: Workspace): Detection | string {
  const counts = new Map<string, string[]>()
  for (const model of modelFacts(workspace).all()) {
    if (model.schema.kind !== 'named' || model.schema.name === 'public') continue
    const { name } = model.schema
    counts.set(name, [...(counts.get(name) ?? []), model.className ?? model.table ?? name])
  }
  const [best] = [...counts].sort(([, a], [, b]) => b.length - a.length)
  if (!best) return 'no model names a schema, so the placeholder is not known'
  const [value, models] = best
  const why = `${models.length} ${models.length === 1 ? 'model carries' : 'models carry'} this schema, among them ${models.slice(0, 3).join(', ')}`
  return { key: 'tenancy.placeholder', value, why, isDefault: value === defaultConfig.tenancy.placeholder }
}

function detectHelpers(workspace: Workspace): Detection | string {
  const known = workspace.config.tenancy.helpers.filter((symbol) => workspace.resolveSymbol(symbol)?.kind === 'definition')
  const own = listFunctions(workspace, ['search_path'], /^\s*(async\s+)?def /m)
    .filter(({ text }) => /\bSET\s+(LOCAL\s+|SESSION\s+)?search_path\b|set_config\(\s*['"]search_path/i.test(text))
    .filter(({ path, node }) => node.params.length > 0 && (/schema|search_path|tenant/i.test(node.name) || isHelper(workspace, path, node)))
    .map(({ symbol }) => symbol)
  const all = [...new Set([...known, ...own])]
  if (all.length === 0) return 'no helper that sets the search path'
  return {
    key: 'tenancy.helpers',
    value: all,
    why: 'their bodies set the search path',
    isDefault: all.every((symbol) => defaultConfig.tenancy.helpers.includes(symbol)),
  }
}

/** What `search-path-helper` takes for one, whatever it is called. */
function isHelper(workspace: Workspace, path: string, { name, nameStart }: FunctionDef): boolean {
  const end = nameStart + name.length
  return helperNamed(workspace, path, { kind: 'Name', id: name, start: nameStart, end, parent: undefined }) !== undefined
}

function detectFactories(workspace: Workspace): Detection | string {
  const symbols: string[] = []
  for (const path of workspace.filesWith(['sessionmaker'], ['.py'])) {
    if (isTest(path)) continue
    for (const slice of workspace.module(path)?.topLevel ?? []) {
      const text = workspace.text(path)?.slice(slice.start, slice.end) ?? ''
      if (slice.kind === 'assign' && slice.name && /=\s*(\w+\.)*(async_)?sessionmaker\(/.test(text))
        symbols.push(`${toDotted(path)}:${slice.name}`)
    }
  }
  if (symbols.length === 0) return 'no session factory at module level'
  return { key: 'tenancy.session-factories', value: symbols.sort(), why: 'made with sessionmaker', isDefault: false }
}

function detectDependencies(workspace: Workspace): Detection | string {
  const symbols = listFunctions(workspace, ['schema_translate_map'], /\byield\b/)
    .filter(({ text }) => /\byield\b/.test(text) && text.includes('schema_translate_map'))
    .map(({ symbol }) => symbol)
  if (symbols.length === 0) return 'no dependency that yields a session with a schema_translate_map'
  return {
    key: 'tenancy.scoped-dependencies',
    value: symbols.sort(),
    why: 'they yield a session and set schema_translate_map in their body',
    isDefault: false,
  }
}

/** `schema = f"user_{user.id}"`. */
const builtName = /schema(?:_name)?\s*(?::\s*str\s*)?=\s*f["']([a-z]+_)\{[^{}]*\bid\b[^{}]*\}["']/g
/** `re.fullmatch(r"user_[0-9]+", schema)`. */
const checkedName = /\bre\.(?:fullmatch|match|compile)\(\s*r?["']\^?([a-z]+_)(?:\[0-9\]|\\d)\+(?:\$|\\Z)?["']/g

function detectTenants(workspace: Workspace): Detection | string {
  const prefixes = new Map<string, string>()
  for (const path of workspace.filesWith(['schema', 'search_path'], ['.py'])) {
    if (isTest(path)) continue
    const text = workspace.text(path) ?? ''
    for (const [, prefix = ''] of text.matchAll(builtName)) prefixes.set(prefix, `${path} builds schema names from ${prefix} and an id`)
    // A pattern may check anything: beside a search path or a map it checks the schema.
    if (!/search_path|schema_translate_map/.test(text)) continue
    for (const [, prefix = ''] of text.matchAll(checkedName)) prefixes.set(prefix, `${path} checks that names are ${prefix} and a number`)
  }
  if (prefixes.size !== 1)
    return prefixes.size === 0
      ? 'no place that builds or checks the name of a tenant schema'
      : `several patterns of tenant schemas: ${[...prefixes.keys()].join(', ')}`
  const [[prefix, why] = ['', '']] = prefixes
  const value = `^${prefix}[0-9]+$`
  const { tenants } = defaultConfig.tenancy as Config['tenancy']
  return {
    key: 'tenancy.tenants',
    value,
    why,
    isDefault: tenants.kind === 'pattern' && tenants.pattern === value,
  }
}

interface FoundFunction {
  readonly symbol: string
  readonly path: string
  readonly node: FunctionDef
  readonly text: string
}

function listFunctions(workspace: Workspace, literals: readonly string[], hint: RegExp): readonly FoundFunction[] {
  const result: FoundFunction[] = []
  for (const path of workspace.filesWith(literals, ['.py'])) {
    if (isTest(path) || alembicFacts(workspace).revisionAt(path) || !hint.test(workspace.text(path) ?? '')) continue
    const module = workspace.module(path)
    for (const slice of module?.topLevel ?? []) {
      const text = module?.text.slice(slice.start, slice.end) ?? ''
      if (slice.kind !== 'def' || !slice.name || !literals.some((literal) => text.includes(literal))) continue
      const node = module?.find(slice.name)
      if (node?.kind === 'FunctionDef') result.push({ symbol: `${toDotted(path)}:${slice.name}`, path, node, text })
    }
  }
  return result
}

const isTest = (path: string): boolean => /(^|\/)(tests?|backups?)\/|(^|\/)(test_[^/]*|conftest)\.py$/.test(path)

const toDotted = (path: string): string => path.replace(/(\/__init__)?\.py$/, '').replaceAll('/', '.')

import { objectKinds, type SchemaSnapshot } from './snapshot'

/** Ten thousand tenants are some 6 MB; what is larger than this was written by something else. */
export const largestSnapshot = 256 * 1024 * 1024

/** A snapshot file's text as a snapshot, or why it is none. Written by `snapshot --output`; somebody may have cut or edited it. */
export function parseSnapshot(text: string): SchemaSnapshot | { readonly problem: string } {
  let value: unknown
  try {
    // Windows writes a byte order mark where output is sent to a file.
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return { problem: 'it is no JSON, or was cut short' }
  }
  if (!isRecord(value)) return { problem: 'it holds no object' }
  if (value.version !== 1) return { problem: `it has version ${JSON.stringify(value.version) ?? 'none'}, this tool reads version 1` }
  const wrong = findWrong(value, snapshotForm, '')
  if (wrong !== undefined) return { problem: `\`${wrong}\` in it is missing or not what a snapshot has there` }
  if (!isSnapshot(value)) return { problem: 'a tenant in it belongs to no database' }
  return value
}

export const formatSnapshot = (snapshot: SchemaSnapshot): string => `${JSON.stringify(snapshot, null, 1)}\n`

const isRecord = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a value has to be for everything that reads it. Parts that may be missing are named with a question mark. */
type Form =
  | 'string'
  | 'number'
  | 'boolean'
  | { readonly oneOf: readonly string[] }
  | { readonly list: Form }
  | { readonly map: Form }
  | { readonly parts: { readonly [key: string]: Form } }
  | { readonly kinds: { readonly [kind: string]: { readonly [key: string]: Form } } }

const unreadable = { reason: 'string' } as const
const version: Form = { kinds: { at: { revisions: { list: 'string' } }, 'no-version-table': {}, unreadable } }
const structure: Form = {
  kinds: { known: { strict: 'string', structural: 'string', objects: 'number', 'token?': 'string' }, unreadable },
}
const sequence: Form = { parts: { schema: 'string', name: 'string', own: 'boolean' } }
const column: Form = {
  parts: {
    'position?': 'number',
    type: 'string',
    notNull: 'boolean',
    'default?': 'string',
    'identity?': { oneOf: ['always', 'by default'] },
    'generated?': { oneOf: ['stored', 'virtual'] },
    'sequence?': sequence,
  },
}
const object: Form = {
  parts: {
    kind: { oneOf: objectKinds },
    'table?': 'string',
    name: 'string',
    definition: 'string',
    hash: 'string',
    'column?': column,
    'columns?': { list: 'string' },
    'target?': { parts: { schema: 'string', own: 'boolean', table: 'string', columns: { list: 'string' } } },
    'labels?': { list: 'string' },
    'create?': 'string',
    'valid?': 'boolean',
    'ownedBy?': { parts: { table: 'string', column: 'string', identity: 'boolean' } },
  },
}
const database: Form = {
  parts: {
    label: 'string',
    server: 'string',
    database: 'string',
    serverVersion: 'number',
    standby: 'boolean',
    'locks?': { parts: { perTransaction: 'number', slots: 'number' } },
    shared: { list: { parts: { schema: 'string', strict: 'string', 'token?': 'string' } } },
    'sharedVersion?': { parts: { schema: 'string', version } },
    'registry?': { list: 'string' },
    'present?': { list: 'string' },
  },
}
const tenant: Form = {
  parts: {
    name: 'string',
    schema: 'string',
    database: 'number',
    isTemplate: 'boolean',
    version,
    structure,
    'extras?': { map: 'string' },
  },
}
const snapshotForm: Form = {
  parts: {
    databases: { list: database },
    tenants: { list: tenant },
    shapes: { map: { parts: { objects: { list: object } } } },
    skipped: { list: { parts: { what: 'string', why: 'string' } } },
    'extras?': { map: { list: { parts: { kind: 'string', 'table?': 'string', name: 'string', value: 'string' } } } },
  },
}

/** The path of the first part that is not as it has to be. */
function findWrong(value: unknown, form: Form, at: string): string | undefined {
  if (typeof form === 'string') return typeof value === form ? undefined : at
  if ('oneOf' in form) return typeof value === 'string' && form.oneOf.includes(value) ? undefined : at
  if ('list' in form) return Array.isArray(value) ? findFirst(value, (entry, i) => findWrong(entry, form.list, `${at}[${i}]`)) : at
  if (!isRecord(value)) return at
  if ('map' in form) return findFirst(Object.entries(value), ([key, entry]) => findWrong(entry, form.map, join(at, key)))
  const parts =
    'parts' in form
      ? form.parts
      : typeof value.kind === 'string' && Object.hasOwn(form.kinds, value.kind)
        ? form.kinds[value.kind]
        : undefined
  if (!parts) return join(at, 'kind')
  return findFirst(Object.entries(parts), ([key, part]) => {
    const name = key.replace('?', '')
    return value[name] === undefined && key !== name ? undefined : findWrong(value[name], part, join(at, name))
  })
}

function findFirst<T>(entries: readonly T[], find: (entry: T, i: number) => string | undefined): string | undefined {
  for (const [i, entry] of entries.entries()) {
    const found = find(entry, i)
    if (found !== undefined) return found
  }
  return undefined
}

const join = (at: string, key: string): string => (at === '' ? key : `${at}.${key}`)

/** After its form was looked at: every tenant stands in one of the databases. */
const isSnapshot = (value: { readonly [key: string]: unknown }): value is { readonly [key: string]: unknown } & SchemaSnapshot => {
  const { databases, tenants } = value
  return Array.isArray(databases) && Array.isArray(tenants) && tenants.every((each) => isRecord(each) && Number(each.database) in databases)
}

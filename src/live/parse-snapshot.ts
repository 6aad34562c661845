import * as z from 'zod'
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
  const { data: head } = z.object({ version: z.unknown() }).safeParse(value)
  if (!head) return { problem: 'it holds no object' }
  if (head.version !== 1) return { problem: `it has version ${JSON.stringify(head.version) ?? 'none'}, this tool reads version 1` }
  const { data, error } = snapshotForm.safeParse(value)
  if (error) return { problem: `\`${placeOf(error.issues[0]?.path ?? [])}\` in it is missing or not what a snapshot has there` }
  if (!data.tenants.every(({ database }) => database in data.databases)) return { problem: 'a tenant in it belongs to no database' }
  return data
}

export const formatSnapshot = (snapshot: SchemaSnapshot): string => `${JSON.stringify(snapshot, null, 1)}\n`

/** `tenants[3].structure.kind` */
const placeOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((at, key) => (typeof key === 'number' ? `${at}[${key}]` : at === '' ? String(key) : `${at}.${String(key)}`), '')

const texts = z.array(z.string())
const unreadable = z.object({ kind: z.literal('unreadable'), reason: z.string() })
const version = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('at'), revisions: texts }),
  z.object({ kind: z.literal('no-version-table') }),
  unreadable,
])
const structure = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('known'),
    strict: z.string(),
    structural: z.string(),
    objects: z.number(),
    token: z.string().optional(),
  }),
  unreadable,
])
const column = z.object({
  position: z.number().optional(),
  type: z.string(),
  notNull: z.boolean(),
  default: z.string().optional(),
  identity: z.enum(['always', 'by default']).optional(),
  generated: z.enum(['stored', 'virtual']).optional(),
  sequence: z.object({ schema: z.string(), name: z.string(), own: z.boolean() }).optional(),
})
const object = z.object({
  kind: z.enum(objectKinds),
  table: z.string().optional(),
  name: z.string(),
  definition: z.string(),
  hash: z.string(),
  column: column.optional(),
  columns: texts.optional(),
  target: z.object({ schema: z.string(), own: z.boolean(), table: z.string(), columns: texts }).optional(),
  labels: texts.optional(),
  create: z.string().optional(),
  valid: z.boolean().optional(),
  ownedBy: z.object({ table: z.string(), column: z.string(), identity: z.boolean() }).optional(),
})
const database = z.object({
  label: z.string(),
  server: z.string(),
  database: z.string(),
  serverVersion: z.number(),
  standby: z.boolean(),
  locks: z.object({ perTransaction: z.number(), slots: z.number() }).optional(),
  shared: z.array(z.object({ schema: z.string(), strict: z.string(), token: z.string().optional() })),
  sharedVersion: z.object({ schema: z.string(), version }).optional(),
  registry: texts.optional(),
  present: texts.optional(),
})
const tenant = z.object({
  name: z.string(),
  schema: z.string(),
  database: z.number(),
  isTemplate: z.boolean(),
  version,
  structure,
  extras: z.object({ owners: z.string(), grants: z.string(), comments: z.string() }).partial().optional(),
})
const extra = z.object({ kind: z.string(), table: z.string().optional(), name: z.string(), value: z.string() })
const snapshotForm: z.ZodType<SchemaSnapshot> = z.object({
  version: z.literal(1),
  databases: z.array(database),
  tenants: z.array(tenant),
  shapes: z.record(z.string(), z.object({ objects: z.array(object) })),
  skipped: z.array(z.object({ what: z.string(), why: z.string() })),
  extras: z.record(z.string(), z.array(extra)).optional(),
})

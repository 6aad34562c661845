import type { SchemaSnapshot } from './snapshot'

/** A snapshot file's text as a snapshot, or why it is none. Written by `snapshot --output`; only its outline is checked. */
export function parseSnapshot(text: string): SchemaSnapshot | { readonly problem: string } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { problem: 'it is no JSON' }
  }
  if (!isRecord(value)) return { problem: 'it holds no object' }
  if (value.version !== 1) return { problem: `it has version ${JSON.stringify(value.version) ?? 'none'}, this tool reads version 1` }
  if (!isSnapshot(value)) return { problem: 'parts of a snapshot are missing' }
  return value
}

const isRecord = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isSnapshot = (value: unknown): value is SchemaSnapshot =>
  isRecord(value) &&
  ['databases', 'tenants', 'skipped'].every((key) => Array.isArray(value[key])) &&
  typeof Reflect.get(value, 'shapes') === 'object' &&
  Reflect.get(value, 'shapes') !== null

export const formatSnapshot = (snapshot: SchemaSnapshot): string => `${JSON.stringify(snapshot, null, 1)}\n`

import type { MigrationEnvironment } from './alembic-facts'
import type { EnvRun } from './env-file'

/** Where env.py sends operations that name no schema. */
export type Placement =
  /** env.py itself visits every tenant. */
  | { readonly kind: 'tenants'; readonly template: boolean | undefined }
  /** One schema, written down. */
  | { readonly kind: 'schema'; readonly schema: string }
  /** Nothing sets a path: whatever the server's default is, usually `public`. */
  | { readonly kind: 'default' }
  /** Each run is told its schema: `-x tenant=…`, an environment variable, the caller. */
  | { readonly kind: 'argument' }
  | { readonly kind: 'unknown'; readonly reason: string }

export function placementOf(environment: MigrationEnvironment): Placement {
  const env = environment.env()
  if (!env) return { kind: 'unknown', reason: 'no env.py that configures Alembic was found' }
  if (env.notFollowed.length > 0) return { kind: 'unknown', reason: env.notFollowed[0]?.reason ?? '' }
  if (env.runs.length === 0) return { kind: 'unknown', reason: 'the connection that env.py hands to Alembic could not be followed' }
  const placements = env.runs.map((run) => placementOfRun(run))
  const [first] = placements
  if (!first || placements.some((other) => JSON.stringify(other) !== JSON.stringify(first)))
    return { kind: 'unknown', reason: 'env.py configures Alembic in several ways' }
  // A caller that hands in a connection, or an argument, may have chosen the schema before.
  if (first.kind === 'default' && /get_x_argument|config\.attributes|cmd_opts/.test(env.scope.module.text)) return { kind: 'argument' }
  return first
}

function placementOfRun({ loop, path, translated }: EnvRun): Placement {
  if (loop) return { kind: 'tenants', template: loop.template }
  if (translated === 'unknown' || translated?.includes(undefined)) return { kind: 'argument' }
  const [first] = path ?? []
  if (!first) return { kind: 'default' }
  return first.kind === 'literal' ? { kind: 'schema', schema: first.value } : { kind: 'argument' }
}

/** The operations that a schema_translate_map on env.py's connection reaches; the others take their schema as it is written. */
export const reachedByMap: ReadonlySet<string> = new Set([
  'create-table',
  'drop-table',
  'create-index',
  'drop-index',
  'create-constraint',
  'drop-constraint',
])

/** Does env.py translate a placeholder? Undefined when that cannot be read. */
export function translates(environment: MigrationEnvironment, placeholder: string): boolean | undefined {
  const env = environment.env()
  if (!env || env.runs.length === 0 || env.notFollowed.length > 0) return undefined
  const answers = env.runs.map(({ translated }) => (translated === 'unknown' ? undefined : (translated?.includes(placeholder) ?? false)))
  return answers.every((answer) => answer === answers[0]) ? answers[0] : undefined
}

import { metadataOf } from '../models/metadata-identity'
import type { Workspace } from '../project/workspace'
import type { Expr } from '../python/ast'
import { descendants } from '../python/children'
import type { EnvFile } from './env-file'

/** The MetaData that an env.py compares with, by identity. */
export type MetadataSet = ReadonlySet<string>

/** `target_metadata=Base.metadata`, or a list of several. Undefined when one cannot be followed, and when there is none. */
export function findMetadataSet(workspace: Workspace, env: EnvFile): MetadataSet | undefined {
  const { targetMetadata, path } = env
  const written = targetMetadata && followLocal(workspace, path, targetMetadata)
  if (!written) return undefined
  const found = (written.kind === 'List' || written.kind === 'Tuple' ? written.elts : [written]).map((each) =>
    metadataOf(workspace, path, each),
  )
  const known = found.filter((each) => each !== undefined)
  return known.length > 0 && known.length === found.length ? new Set(known) : undefined
}

/** The one value that env.py gives a name. A name given several is none of them for certain. */
function followLocal(workspace: Workspace, path: string, written: Expr): Expr | undefined {
  const nodes = (workspace.module(path)?.body() ?? []).flatMap((statement) => [...descendants(statement)])
  let at = written
  for (let depth = 0; depth < 4 && at.kind === 'Name'; depth++) {
    const { id } = at
    const values = nodes.flatMap((node) =>
      node.kind === 'Assign' && node.value && node.targets.some((target) => target.kind === 'Name' && target.id === id) ? [node.value] : [],
    )
    const [value, ...more] = values.filter((each) => !(each.kind === 'Constant' && each.value === null))
    if (more.length > 0) return undefined
    if (!value || value.kind === 'Call') return values.length > 0 && !value ? undefined : at
    at = value
  }
  return at
}

import { identity, metadataOf } from '../models/metadata-identity'
import { listProjectRoots, listVisible, projectRootOf } from '../project/project-roots'
import type { Workspace } from '../project/workspace'
import type { Expr, Node, PythonModule } from '../python/ast'
import { descendants } from '../python/children'
import { evaluate } from './evaluate'
import type { MetadataSet } from './metadata-set'
import type { NamingConvention } from './postgres-names'
import { textOf } from './values'

interface WrittenConvention {
  readonly path: string
  /** The MetaData it is given to; undefined when that cannot be followed. */
  readonly metadata: string | undefined
  readonly convention: Exclude<NamingConvention, 'none'>
}

/**
 * The naming convention that the revisions of an environment meet: that of its MetaData, where it is known, else of the project that `from` belongs to.
 * Two different ones, or a computed one, are `unknown`.
 */
export function findNamingConvention(workspace: Workspace, from: string, metadata: MetadataSet | undefined): NamingConvention {
  const all = workspace.memo('alembic:conventions', () => listConventions(workspace))
  const visible = listProjectRoots(workspace).size < 2 ? all : listVisible(workspace, projectRootOf(workspace, from), all)
  const own = metadata ? visible.filter((each) => each.metadata !== undefined && metadata.has(each.metadata)) : []
  // What is given to another MetaData for certain does not count; what may be given to this one does.
  const [first, ...rest] = own.length > 0 ? own : visible.filter((each) => !metadata || each.metadata === undefined)
  if (!first) return 'none'
  return rest.every((each) => describe(each) === describe(first)) ? first.convention : 'unknown'
}

const describe = ({ convention }: WrittenConvention): string =>
  convention === 'unknown' ? convention : JSON.stringify([...convention].sort())

function listConventions(workspace: Workspace): readonly WrittenConvention[] {
  const found: WrittenConvention[] = []
  for (const path of workspace.filesWith(['naming_convention'], ['.py'])) {
    const module = workspace.module(path)
    if (!module || /(^|\/)(tests?|docs)\//.test(path)) continue
    for (const slice of module.topLevel) {
      if (!module.text.slice(slice.start, slice.end).includes('naming_convention')) continue
      for (const statement of module.statementsOf(slice)) {
        for (const node of descendants(statement)) {
          const written = readConvention(workspace, module, node)
          if (written) found.push(written)
        }
      }
    }
  }
  return found
}

/** `MetaData(naming_convention=…)`, `Base.metadata.naming_convention = …`. */
function readConvention(workspace: Workspace, module: PythonModule, node: Node): WrittenConvention | undefined {
  const { path } = module
  if (node.kind === 'Keyword' && node.name === 'naming_convention') {
    const call = node.parent
    const isMetadata = call?.kind === 'Call' && /(^|\.)MetaData$/.test(module.text.slice(call.func.start, call.func.end))
    return { path, metadata: isMetadata ? identity(path, call) : undefined, convention: readDictionary(workspace, module, node.value) }
  }
  if (node.kind !== 'Assign' || !node.value) return undefined
  const target = node.targets.find((each) => each.kind === 'Attribute' && each.attr === 'naming_convention')
  if (target?.kind !== 'Attribute') return undefined
  return { path, metadata: metadataOf(workspace, path, target.value), convention: readDictionary(workspace, module, node.value) }
}

function readDictionary(workspace: Workspace, module: PythonModule, value: Expr): WrittenConvention['convention'] {
  const dictionary = evaluate(value, { module, workspace, locals: new Map(), depth: 0 })
  if (dictionary.kind !== 'dict') return 'unknown'
  const entries = new Map<string, string>()
  for (const [key, entry] of dictionary.entries) {
    const text = textOf(entry)
    if (text === undefined) return 'unknown'
    entries.set(key, text)
  }
  return entries
}

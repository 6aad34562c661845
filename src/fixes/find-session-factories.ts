import { dottedPathOf } from '../project/dotted-path'
import { fileRole } from '../project/file-role'
import type { Value } from '../project/sessions/value'
import { valueOf } from '../project/sessions/values'
import type { Workspace } from '../project/workspace'
import type { SessionFactory } from './session-helper'

/** Where a helper for the project's sessions belongs, and the factories that it opens them with. */
export interface HelperPlace {
  /** A file that does not exist yet. */
  readonly path: string
  readonly factories: readonly SessionFactory[]
}

interface Found {
  readonly path: string
  readonly name: string
  readonly async: boolean
  /** Where the class of its sessions comes from, when it is an engine. */
  readonly classFrom?: string
}

/**
 * The configured factories, else those that stand at the top of the project's modules: one of a kind, because which of several is meant is not
 * for us to say. Without a factory of a kind, its engine. The helper goes beside them, or to the top of the project when there are none.
 */
export function placeSessionHelper(workspace: Workspace): HelperPlace {
  const all = listConfigured(workspace) ?? listFactories(workspace)
  const chosen = [false, true].flatMap((async) => {
    const factories = all.filter((each) => each.async === async)
    const [only, ...more] = factories.length > 0 ? factories : listEngines(workspace, async)
    return only && more.length === 0 ? [only] : []
  })
  const [first] = chosen
  const folder = first ? first.path.slice(0, first.path.lastIndexOf('/') + 1) : ''
  const path = freePath(workspace, folder)
  const factories = chosen.flatMap(({ path: defined, ...each }) => {
    const module = dottedPathOf(workspace, path, defined)
    return module === undefined ? [] : [{ module, ...each }]
  })
  return { path, factories }
}

function freePath(workspace: Workspace, folder: string): string {
  const files = new Set(workspace.files())
  for (let count = 1; ; count++) {
    const path = `${folder}tenant_session${count === 1 ? '' : `_${count}`}.py`
    if (!files.has(path)) return path
  }
}

/** The first configured factory of each kind that the project defines. */
function listConfigured(workspace: Workspace): readonly Found[] | undefined {
  const found = workspace.config.tenancy.sessionFactories.flatMap((symbol) => {
    const definition = workspace.resolveSymbol(symbol)
    if (definition?.kind !== 'definition' || definition.node.kind !== 'Assign' || !definition.node.value) return []
    const value = valueOf(workspace, definition.path, definition.node.value)
    const name = symbol.slice(symbol.indexOf(':') + 1)
    return value.kind === 'factory' ? [{ path: definition.path, name, async: value.factory.async }] : []
  })
  const first = found.filter((each, index) => found.findIndex((other) => other.async === each.async) === index)
  return first.length > 0 ? first : undefined
}

function listFactories(workspace: Workspace): readonly Found[] {
  return listMade(workspace, 'sessionmaker', (value) =>
    // One that is bound later, or to several engines, has no engine to take.
    value.kind === 'factory' && value.factory.engine && !value.factory.severalBinds && !value.factory.scoped
      ? { async: value.factory.async }
      : undefined,
  )
}

/** Engines that the project opens sessions with itself: `Session(engine)`. */
function listEngines(workspace: Workspace, async: boolean): readonly Found[] {
  const cls = async ? 'AsyncSession' : 'Session'
  const opening = new RegExp(`\\b${cls}\\(`)
  const files = workspace.filesWith([`${cls}(`], ['.py']).filter((path) => opening.test(workspace.text(path) ?? ''))
  if (files.length === 0) return []
  const ofModel = new RegExp(`^\\s*from\\s+sqlmodel[\\w.]*\\s+import\\s[^#\\n]*\\b${cls}\\b`, 'm')
  const isModel = files.some((path) => ofModel.test(workspace.text(path) ?? ''))
  const classFrom = async ? (isModel ? 'sqlmodel.ext.asyncio.session' : 'sqlalchemy.ext.asyncio') : isModel ? 'sqlmodel' : 'sqlalchemy.orm'
  return listMade(workspace, 'create_', (value) =>
    value.kind === 'engine' && value.engine.async === async ? { async, classFrom } : undefined,
  )
}

/** What stands at the top of the project's modules and is made with a call of this name. */
function listMade(
  workspace: Workspace,
  maker: string,
  read: (value: Value) => Pick<Found, 'async' | 'classFrom'> | undefined,
): readonly Found[] {
  return workspace.filesWith([maker], ['.py']).flatMap((path) => {
    const module = fileRole(workspace, path) === 'code' ? workspace.module(path) : undefined
    return (module?.topLevel ?? []).flatMap((slice): readonly Found[] => {
      if (!module || slice.kind !== 'assign' || slice.name === undefined) return []
      if (!module.text.slice(slice.start, slice.end).includes(maker)) return []
      const statement = module.find(slice.name)
      const value = statement?.kind === 'Assign' && statement.value ? valueOf(workspace, path, statement.value) : undefined
      const made = value && read(value)
      return made ? [{ path, name: slice.name, ...made }] : []
    })
  })
}

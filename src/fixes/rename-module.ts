import type { Deprecation } from '../contract/config'
import type { Edit, Fix } from '../contract/finding'
import type { NameUse } from '../project/name-uses'
import type { Definition, Workspace } from '../project/workspace'
import type { ImportFrom } from '../python/ast'
import { editsOverlap } from '../text/apply-edits'
import { planModuleMove } from './move-module'
import type { Rename } from './rename-symbol'

/** The rename of a module: its file moves with everything that names it; where the new one exists already, imports go over to that. */
export function renameModule(workspace: Workspace, path: string, { name, replacement: given }: Deprecation, use: NameUse): Rename {
  if (given === undefined) return { noFix: 'the configuration names no replacement' }
  // `replacement = "new_stats"` for `shop.old_stats` stays in its package.
  const replacement = given.includes('.') || !name.includes('.') ? given : `${name.slice(0, name.lastIndexOf('.') + 1)}${given}`
  const from = workspace.resolveModule(path, name) ?? modulePath(workspace.resolveSymbol(`${name}:`))
  const existing = workspace.resolveModule(path, replacement)
  if (from === undefined || existing !== undefined) return redirect(workspace, path, { name, replacement, from, existing }, use)
  const to = placeFor(from, name, replacement)
  if (to === undefined) return { noFix: `where \`${replacement}\` belongs is not known: ${from} is not called \`${name}\`` }
  const move = workspace.memo(`move:${from}:${to}`, () => planModuleMove(workspace, from, to))
  if ('refusal' in move) return { noFix: move.refusal }
  const { edits, files, doubts } = move
  const touched = new Set([...edits, ...files].map((each) => each.path)).size
  return {
    fixes: [
      {
        id: `rename:module:${name}`,
        title: `Rename ${from} to ${to} in ${touched === 1 ? 'one file' : `${touched} files`}`,
        ...safetyOf(doubts),
        edits,
        files,
      },
    ],
  }
}

const modulePath = (definition: Definition | undefined): string | undefined => (definition?.kind === 'module' ? definition.path : undefined)

function placeFor(from: string, name: string, replacement: string): string | undefined {
  const tail = /(?:\/__init__)?\.py$/.exec(from)?.[0] ?? '.py'
  const stem = from.slice(0, from.length - tail.length)
  const suffix = name.replaceAll('.', '/')
  if (stem !== suffix && !stem.endsWith(`/${suffix}`)) return undefined
  return `${stem.slice(0, stem.length - suffix.length)}${replacement.replaceAll('.', '/')}${tail}`
}

const safetyOf = (doubts: readonly string[]): Pick<Fix, 'safety' | 'proof' | 'why'> =>
  doubts.length === 0
    ? { safety: 'safe', proof: ['every reference in the project is followed to the file, and none stands in a string'] }
    : { safety: 'unsafe', proof: [], why: doubts.join('; ') }

interface Names {
  readonly name: string
  readonly replacement: string
  readonly from: string | undefined
  readonly existing: string | undefined
}

/** The new module is there: an import of the old one becomes an import of that, when that has what is imported. */
function redirect(workspace: Workspace, path: string, { name, replacement, from, existing }: Names, { node, span }: NameUse): Rename {
  if (existing === undefined) return { noFix: `this project has neither \`${name}\` nor \`${replacement}\`` }
  if (node?.kind !== 'ImportFrom') return { noFix: `\`${replacement}\` exists: whether it stands for \`${name}\` here has to be said` }
  if (node.level > 0 || node.module !== name) return { noFix: `write the import of \`${replacement}\` in the form that this file uses` }
  const missing = node.names.find((each) => each.name === '*' || workspace.resolveName(existing, each.name) === undefined)
  if (missing)
    return { noFix: missing.name === '*' ? 'what `*` brings is not the same in both' : `\`${replacement}\` has no \`${missing.name}\`` }
  const edits: Edit[] = [{ path, start: node.moduleStart, end: node.moduleStart + node.module.length, text: replacement }]
  const doubts = from === undefined || sameObjects(workspace, from, existing, node) ? [] : ['the two modules do not hold the same objects']
  const proof =
    from === undefined
      ? 'the old module is gone, so this import fails as it stands'
      : 'the old module only passes on what the new one defines'
  const safety: Pick<Fix, 'safety' | 'proof' | 'why'> =
    doubts.length === 0 ? { safety: 'safe', proof: [proof] } : { safety: 'unsafe', proof: [], why: doubts.join('; ') }
  return { fixes: [{ id: `${path}:deprecated-name:${span.start}`, title: `Import from \`${replacement}\``, ...safety, edits }] }
}

function sameObjects(workspace: Workspace, old: string, current: string, { names }: ImportFrom): boolean {
  return names.every((each) => {
    const left = workspace.resolveName(old, each.name)
    const right = workspace.resolveName(current, each.name)
    return left?.kind === 'definition' && right?.kind === 'definition' && left.node === right.node
  })
}

/** A class is often kept in a file of its name: both are renamed as one change. Undefined where the file has another name, or cannot move. */
export function withItsFile(workspace: Workspace, entry: Deprecation, replacement: string, symbol: Fix): Fix | undefined {
  const path = symbol.edits
    .map((edit) => edit.path)
    .find((file) => isNamedAfter(file, entry.name) && workspace.module(file)?.find(entry.name))
  if (path === undefined) return undefined
  const to = `${path.slice(0, path.lastIndexOf('/') + 1)}${snakeCase(replacement)}.py`
  const move = planModuleMove(workspace, path, to)
  if ('refusal' in move) return undefined
  const collides = move.edits.some((edit) => symbol.edits.some((other) => other.path === edit.path && editsOverlap([edit], [other])))
  if (collides) return undefined
  const doubts = [...(symbol.why === undefined ? [] : [symbol.why]), ...move.doubts]
  return {
    id: `${symbol.id}:file`,
    title: `Rename \`${entry.name}\` to \`${replacement}\`, and ${path} to ${to}`,
    ...(doubts.length === 0 ? { safety: 'safe', proof: symbol.proof } : { safety: 'unsafe', proof: [], why: doubts.join('; ') }),
    edits: [...symbol.edits, ...move.edits],
    files: move.files,
  }
}

const isNamedAfter = (path: string, className: string): boolean =>
  /([^/]+)\.py$/.exec(path)?.[1]?.replaceAll('_', '').toLowerCase() === className.replaceAll('_', '').toLowerCase()

const snakeCase = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()

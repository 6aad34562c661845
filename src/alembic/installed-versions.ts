import { projectRootOf } from '../project/project-roots'
import type { Workspace } from '../project/workspace'

/** `[major, minor]` of the lowest version a project may run; undefined when nothing pins it. */
export type PinnedVersion = readonly [number, number] | undefined

export const requirementFile =
  /(^|\/)(requirements[^/]*\.(txt|in)|constraints[^/]*\.txt|pyproject\.toml|setup\.(py|cfg)|Pipfile(\.lock)?|poetry\.lock|uv\.lock|pdm\.lock)$|(^|\/)requirements\/[^/]+\.txt$/

/**
 * Read the version of a distribution from requirements files, pyproject.toml, setup files and lock files: of the project that `from` belongs to, then of
 * those around it, then of any. In one project a lock wins over a range.
 */
export function findPinnedVersion(workspace: Workspace, distribution: string, from: string): PinnedVersion {
  const files = workspace.memo('alembic:requirements', () => workspace.files().filter((path) => requirementFile.test(path)), 'while-typing')
  const own = projectRootOf(workspace, from)
  const byRoot = new Map<string, string[]>()
  for (const path of files) {
    const root = projectRootOf(workspace, path)
    if (root === '' || root === own || own.startsWith(`${root}/`)) byRoot.set(root, [...(byRoot.get(root) ?? []), path])
  }
  let range: Pin | undefined
  for (const [, paths] of [...byRoot].sort(([a], [b]) => b.length - a.length)) {
    const pin = findPin(workspace, distribution, paths)
    // A member of a workspace gives a range; the lock of the whole says what it came to.
    if (pin?.kind === 'lock' || (pin?.kind === 'exact' && !range)) return pin.version
    range ??= pin
  }
  return (range ?? findPin(workspace, distribution, files))?.version
}

interface Pin {
  readonly kind: 'lock' | 'exact' | 'range'
  readonly version: readonly [number, number]
}

/** In one project a lock wins over what it was made from. */
function findPin(workspace: Workspace, distribution: string, paths: readonly string[]): Pin | undefined {
  const name = distribution.replace(/[-_.]/g, '[-_.]')
  const lock = new RegExp(`^name = "${name}"\\s*\\r?\\nversion = "(\\d+)\\.(\\d+)`, 'im')
  const pipfile = new RegExp(`"${name}":\\s*\\{[^}]*"version":\\s*"==(\\d+)\\.(\\d+)`, 'i')
  const requirement = new RegExp(`(?:^|["'\\s])${name}(?:\\[[^\\]]*\\])?\\s*(?:=\\s*["']|[<>=!~^(])[^\\n]*`, 'im')
  let first: Pin | undefined
  for (const path of paths) {
    const text = workspace.text(path) ?? ''
    const locked = /\.lock$/.test(path) ? (lock.exec(text) ?? pipfile.exec(text)) : null
    if (locked) return { kind: 'lock', version: [Number(locked[1]), Number(locked[2])] }
    const line = first ? undefined : requirement.exec(text)?.[0]
    if (line === undefined) continue
    const version = /(==|>=|~=|\^|~|=\s*["'])\s*["']?(\d+)(?:\.(\d+))?/.exec(line)
    // Only an upper bound: `<2` says which side of it the project runs.
    const below = /<\s*(\d+)(?:\.(\d+))?/.exec(line)
    if (version) first = { kind: version[1] === '==' ? 'exact' : 'range', version: [Number(version[2]), Number(version[3] ?? 0)] }
    else if (below && Number(below[1]) <= 2 && distribution === 'sqlalchemy') first = { kind: 'range', version: [1, 4] }
  }
  return first
}

/** Is a feature of `[major, minor]` there? Without a pin the current release counts: that is what pip installs. */
export const hasVersion = (pinned: PinnedVersion, [major, minor]: readonly [number, number]): boolean =>
  !pinned || pinned[0] > major || (pinned[0] === major && pinned[1] >= minor)

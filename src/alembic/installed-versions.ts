import type { Workspace } from '../project/workspace'

/** `[major, minor]` of the lowest version a project may run; undefined when nothing pins it. */
export type PinnedVersion = readonly [number, number] | undefined

/** Read the version of a distribution from requirements files, pyproject.toml, setup files and lock files. A lock wins over a range. */
export function findPinnedVersion(workspace: Pick<Workspace, 'files' | 'text'>, distribution: string): PinnedVersion {
  const name = distribution.replace(/[-_.]/g, '[-_.]')
  const lock = new RegExp(`^name = "${name}"\\s*\\r?\\nversion = "(\\d+)\\.(\\d+)`, 'im')
  const pipfile = new RegExp(`"${name}":\\s*\\{[^}]*"version":\\s*"==(\\d+)\\.(\\d+)`, 'i')
  const requirement = new RegExp(`(?:^|["'\\s])${name}(?:\\[[^\\]]*\\])?\\s*(?:=\\s*["']|[<>=!~^(])[^\\n]*`, 'im')
  let ranged: PinnedVersion
  for (const path of workspace.files()) {
    const file = path.slice(path.lastIndexOf('/') + 1)
    if (
      !/^(requirements.*\.(txt|in)|constraints.*\.txt|pyproject\.toml|setup\.(py|cfg)|Pipfile(\.lock)?|poetry\.lock|uv\.lock|pdm\.lock)$/.test(
        file,
      ) &&
      !/(^|\/)requirements\/[^/]+\.txt$/.test(path)
    )
      continue
    const text = workspace.text(path) ?? ''
    const locked = (/\.lock$/.test(file) ? (lock.exec(text) ?? pipfile.exec(text)) : undefined) ?? undefined
    if (locked) return [Number(locked[1]), Number(locked[2])]
    const line = requirement.exec(text)?.[0]
    const version = line ? /(?:==|>=|~=|\^|~|=\s*["'])\s*["']?(\d+)(?:\.(\d+))?/.exec(line) : undefined
    if (version && !ranged) ranged = [Number(version[1]), Number(version[2] ?? 0)]
    else if (line && !ranged) {
      // Only an upper bound: `<2` says which side of it the project runs.
      const below = /<\s*(\d+)(?:\.(\d+))?/.exec(line)
      if (below && Number(below[1]) <= 2 && distribution === 'sqlalchemy') ranged = [1, 4]
    }
  }
  return ranged
}

/** Is a feature of `[major, minor]` there? Without a pin the current release counts: that is what pip installs. */
export const hasVersion = (pinned: PinnedVersion, [major, minor]: readonly [number, number]): boolean =>
  !pinned || pinned[0] > major || (pinned[0] === major && pinned[1] >= minor)

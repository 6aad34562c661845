import type { Workspace } from './workspace'

/** More spellings than this of one name, and the rest are other things. */
const maxNames = 12

/** Every word under which the project may say a name: itself, and what `import name as other` makes of it, on from there too. */
export const namesOf = (workspace: Workspace, name: string): ReadonlySet<string> =>
  workspace.memo(
    `project/names-of/${name}`,
    () => {
      const names = new Set([name])
      for (const each of names) {
        const renamed = new RegExp(`(?<!\\w)${each}\\s+as\\s+([^\\W\\d]\\w*)`, 'g')
        for (const path of workspace.filesWith([each], ['.py']))
          for (const [, other] of (workspace.text(path) ?? '').matchAll(renamed)) if (other && names.size < maxNames) names.add(other)
      }
      return names
    },
    'while-typing',
  )

import type { Workspace } from './workspace'

/** Every word under which the project may say a name: itself, and what `import name as other` makes of it, on from there too. */
export const namesOf = (workspace: Workspace, name: string): ReadonlySet<string> =>
  workspace.memo(
    `project/names-of/${name}`,
    () => {
      const names = new Set([name])
      for (const each of names)
        for (const path of workspace.filesWith([each], ['.py']))
          for (const other of renamedIn(workspace.text(path) ?? '', each)) names.add(other)
      return names
    },
    'while-typing',
  )

/** `except Error as failure` and `with lock as held` give no other name. */
function renamedIn(text: string, name: string): readonly string[] {
  const found = [...text.matchAll(new RegExp(`(?<!\\w)${name}\\s+as\\s+([^\\W\\d]\\w*)`, 'g'))]
  return found.flatMap(({ index, 1: other }) => {
    const line = text.slice(text.lastIndexOf('\n', index) + 1, index)
    return other === undefined || /\b(?:except|with|case)\b/.test(line) ? [] : [other]
  })
}

import type { Workspace } from '../project/workspace'
import type { Expr } from '../python/ast'
import { descendants } from '../python/children'
import { evaluate } from './evaluate'
import type { NamingConvention } from './postgres-names'
import { textOf } from './values'

/** The naming convention of the project's MetaData: its literal dictionary. Two different ones, or a computed one, are `unknown`. */
export function findNamingConvention(workspace: Workspace): NamingConvention {
  let found: ReadonlyMap<string, string> | undefined
  for (const path of workspace.filesWith(['naming_convention'], ['.py'])) {
    const module = workspace.module(path)
    if (!module || /(^|\/)(tests?|docs)\//.test(path)) continue
    for (const slice of module.topLevel) {
      if (!module.text.slice(slice.start, slice.end).includes('naming_convention')) continue
      for (const statement of module.statementsOf(slice)) {
        for (const node of descendants(statement)) {
          const value: Expr | undefined =
            node.kind === 'Keyword' && node.name === 'naming_convention'
              ? node.value
              : node.kind === 'Assign' && node.targets.some((target) => target.kind === 'Attribute' && target.attr === 'naming_convention')
                ? node.value
                : undefined
          if (!value) continue
          const dictionary = evaluate(value, { module, workspace, locals: new Map(), depth: 0 })
          if (dictionary.kind !== 'dict') return 'unknown'
          const entries = new Map(
            [...dictionary.entries].flatMap(([key, entry]) =>
              textOf(entry) === undefined ? [] : [[key, textOf(entry) as string] as const],
            ),
          )
          if (entries.size !== dictionary.entries.size) return 'unknown'
          if (found && JSON.stringify([...found].sort()) !== JSON.stringify([...entries].sort())) return 'unknown'
          found = entries
        }
      }
    }
  }
  return found ?? 'none'
}

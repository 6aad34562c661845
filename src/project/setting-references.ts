import { occurrences } from './column-uses'
import { filesOfModule } from './module-files'
import type { ModuleReference } from './module-references'
import { readToken } from './module-token'
import type { Workspace } from './workspace'

/** Files that start programs and name their entry points. */
const settings = /(?:^|\/)(?:[^/]+\.(?:toml|cfg|ini|ya?ml|conf|sh|service)|Procfile|Makefile|Dockerfile[^/]*|Justfile)$/

/** Our own configuration says what the old name is, and has to go on saying it. */
const ownConfiguration = /(?:^|\/)tenantscope\.toml$/

/** `stats = "shop.old_stats:main"` in pyproject.toml, `celery -A shop.old_stats` in a Procfile. */
export function listSettingReferences(workspace: Workspace, path: string, word: string): readonly ModuleReference[] {
  const targets = new Set(filesOfModule(workspace, path))
  return workspace.filesWith([word]).flatMap((file): ModuleReference[] => {
    const text = settings.test(file) && !ownConfiguration.test(file) ? workspace.text(file) : undefined
    if (text === undefined) return []
    return [...occurrences(text, word)].flatMap((start): ModuleReference[] => {
      if (isOwnTable(text, start)) return []
      const before = /[\w./-]*$/.exec(text.slice(0, start))?.[0].replace(/^-+/, '') ?? ''
      const after = /^[\w.:/]*/.exec(text.slice(start))?.[0] ?? ''
      const token = { start: start - before.length, text: before + after, at: { start, end: start + word.length } }
      const found = readToken(workspace, file, token, targets)
      return found ? [{ kind: 'setting', path: file, ...found }] : []
    })
  })
}

/** Inside `[tool.tenantscope…]` of pyproject.toml. */
function isOwnTable(text: string, at: number): boolean {
  const headers = [...text.slice(0, at).matchAll(/^[ \t]*\[\[?([^\]\r\n]+)\]/gm)]
  return /^tool\.tenantscope\b/.test(headers[headers.length - 1]?.[1]?.trim() ?? '')
}

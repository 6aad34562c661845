import type { Language } from './rule'

const byExtension: Readonly<Record<string, Language>> = {
  '.py': 'python',
  '.pyi': 'python',
  '.sql': 'sql',
  '.ts': 'typescript',
  '.tsx': 'typescript',
  '.mts': 'typescript',
  '.cts': 'typescript',
  '.js': 'javascript',
  '.jsx': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.vue': 'vue',
}

/** The language of a file by its name; undefined for what TenantScope does not judge. */
export function languageOf(path: string): Language | undefined {
  const dot = path.lastIndexOf('.')
  return dot < 0 ? undefined : byExtension[path.slice(dot).toLowerCase()]
}

/** The file extensions, with dot, of some languages. */
export const extensionsOf = (languages: ReadonlySet<Language>): readonly string[] =>
  Object.entries(byExtension)
    .filter(([, language]) => languages.has(language))
    .map(([extension]) => extension)

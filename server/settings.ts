import type { Connection } from 'vscode-languageserver'
import type { Config } from '../src/index'
import type { EditorSettings } from '../src/protocol'

export const defaultSettings: EditorSettings = { enable: true, rules: {}, databaseUrlEnv: '', inlayHints: false }

const levels = new Set(['off', 'info', 'warning', 'error'])

/** What the editor wants of each folder, by its URI, and of documents in no folder. */
export interface FolderSettings {
  readonly loose: EditorSettings
  readonly folders: ReadonlyMap<string, EditorSettings>
}

export const sameSettings = (loose: EditorSettings): FolderSettings => ({ loose, folders: new Map() })

/** Ask the client for its settings; anything it does not know, or that has another type, is the default. */
export async function loadSettings(connection: Connection, folders: readonly string[]): Promise<FolderSettings> {
  const section = 'tenantscope'
  const [loose, ...own]: unknown[] = await connection.workspace.getConfiguration([
    { section },
    ...folders.map((scopeUri) => ({ scopeUri, section })),
  ])
  return { loose: parseSettings(loose), folders: new Map(folders.map((uri, index) => [uri, parseSettings(own[index] ?? loose)])) }
}

export function parseSettings(value: unknown): EditorSettings {
  if (typeof value !== 'object' || value === null) return defaultSettings
  const given = value as Readonly<Record<string, unknown>>
  const rules: Record<string, EditorSettings['rules'][string]> = {}
  if (typeof given.rules === 'object' && given.rules !== null) {
    for (const [rule, level] of Object.entries(given.rules)) {
      if (typeof level === 'string' && levels.has(level)) rules[rule] = level as EditorSettings['rules'][string]
    }
  }
  return {
    enable: given.enable !== false,
    rules,
    inlayHints: given.inlayHints === true,
    databaseUrlEnv: typeof given.databaseUrlEnv === 'string' ? given.databaseUrlEnv : '',
  }
}

/** The editor's settings fill what the file in the repository leaves open. */
export const withSettings = (config: Config, settings: EditorSettings): Config => ({
  ...config,
  rules: { ...config.rules, levels: { ...settings.rules, ...config.rules.levels } },
  database: { ...config.database, urlEnv: config.database.urlEnv ?? (settings.databaseUrlEnv || undefined) },
})

import { type Config, defaultConfig } from '../contract/config'
import type { FileText } from '../contract/ports'
import type { ConfigError } from './parse-config'

export const configNames = ['tenantscope.toml', 'pyproject.toml'] as const

export interface ConfigWorld {
  /** Paths that may be configuration files, relative to the root; others are passed over. Those above the root begin with `../`. */
  readonly paths: readonly string[]
  readonly readText: (path: string) => FileText
  /** Every rule id and family. */
  readonly names: readonly string[]
}

export interface LoadedConfigs {
  /** The configuration of a file: the nearest one in its folder or above. */
  of(path: string): Config
  readonly configs: readonly Config[]
  readonly errors: readonly ConfigError[]
}

/** The one loader of command line and editor. In a folder that has both files, `tenantscope.toml` wins. */
export async function loadConfigs({ paths, readText, names }: ConfigWorld): Promise<LoadedConfigs> {
  const byFolder = new Map<string, Config>()
  const errors: ConfigError[] = []
  for (const name of configNames) {
    for (const path of paths.filter((each) => each === name || each.endsWith(`/${name}`))) {
      const folder = folderOf(path)
      if (byFolder.has(folder)) continue
      const read = readText(path)
      if (read.kind === 'unreadable') {
        // Git lists a file until its deletion is committed.
        if (name === 'tenantscope.toml' && !read.missing)
          errors.push({
            path,
            line: 0,
            character: 0,
            message: `cannot be read: ${read.reason}`,
            help: 'Make it readable, or pass --isolated',
          })
        continue
      }
      if (name === 'pyproject.toml' && !read.text.includes('tenantscope')) continue
      // Parsing needs the validator, which a project without a file never pays for.
      const { parseConfig } = await import('./parse-config')
      const parsed = parseConfig({ path, text: read.text }, names)
      errors.push(...parsed.errors)
      if (parsed.config) byFolder.set(folder, parsed.config)
    }
  }
  const above = [...byFolder]
    .filter(([folder]) => folder.startsWith('../') || folder === '..')
    .sort(([a], [b]) => a.length - b.length)[0]?.[1]
  const fallback = byFolder.get('') ?? above ?? defaultConfig
  const configs = [fallback, ...[...byFolder].flatMap(([folder, config]) => (folder === '' || folder.startsWith('..') ? [] : [config]))]
  return {
    configs,
    errors,
    of(path) {
      for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) {
        const config = byFolder.get(folder)
        if (config) return config
      }
      return fallback
    },
  }
}

const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '')

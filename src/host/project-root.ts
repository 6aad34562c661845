import { existsSync, readFileSync } from 'node:fs'
import * as path from 'node:path'

/**
 * Where the project of a folder begins. A folder that is a Python package is a part of one, so its parents are looked at until one is
 * none; a TenantScope configuration above it, inside the same repository, is the project's.
 */
export function findProjectRoot(folder: string): string {
  const start = outOfPackages(folder)
  for (let at = start; ; at = path.dirname(at)) {
    if (isConfigured(at)) return at
    if (existsSync(path.join(at, '.git')) || path.dirname(at) === at) return start
  }
}

function outOfPackages(folder: string): string {
  const parent = path.dirname(folder)
  return parent !== folder && existsSync(path.join(folder, '__init__.py')) ? outOfPackages(parent) : folder
}

function isConfigured(folder: string): boolean {
  if (existsSync(path.join(folder, 'tenantscope.toml'))) return true
  try {
    return readFileSync(path.join(folder, 'pyproject.toml'), 'utf8').includes('[tool.tenantscope')
  } catch {
    // No such file, or one that only others may read: it configures nothing here.
    return false
  }
}

import type { Workspace } from './workspace'

/** What a Python file is for: rules about run-time code leave migrations, env.py and backups alone. */
export type FileRole = 'revision' | 'env' | 'backup' | 'test' | 'code'

const backupFolder = /(^|[_.-])backups?([_.-]|\d|$)/i

export function fileRole(workspace: Workspace, path: string): FileRole {
  const roles = workspace.memo('file-roles', () => new Map<string, FileRole>())
  const role = roles.get(path) ?? readRole(workspace, path)
  roles.set(path, role)
  return role
}

function readRole(workspace: Workspace, path: string): FileRole {
  const folders = path.split('/')
  const name = folders.pop() ?? ''
  if (folders.some((folder) => backupFolder.test(folder))) return 'backup'
  const text = workspace.text(path) ?? ''
  if (name === 'env.py' && /context\.(configure|run_migrations|is_offline_mode)\b/.test(text)) return 'env'
  if (text.includes('down_revision') && /^\ufeff?revision\b/m.test(text) && /^down_revision\b/m.test(text)) return 'revision'
  if (/^(test_.*|.*_test|conftest)\.py$/.test(name) || folders.some((folder) => /^(tests?|testing)$/.test(folder))) return 'test'
  return 'code'
}

/** Migrations, env.py and backups. */
export const isMigrationFile = (workspace: Workspace, path: string): boolean => /^(revision|env|backup)$/.test(fileRole(workspace, path))

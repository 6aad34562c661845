import { findMetadata, listImported, listModelFiles } from '../../alembic/metadata-models'
import { defineRule } from '../../contract/rule'

export const envModelMissing = defineRule({
  id: 'env-model-missing',
  family: 'migrations',
  summary: 'A module with models is never imported by env.py',
  severity: 'warning',
  recommended: true,
  fixable: true,
  languages: ['python'],
  needs: ['alembic', 'models', 'project', 'python'],
  triggers: ['target_metadata'],
  *check({ alembic, models, project, python, file, notAnalysed }) {
    const env = alembic.environmentOfEnv(file.path)?.env()
    const source = env ? findMetadata(project, env) : undefined
    if (source?.kind !== 'project') return
    const at = { start: source.at.start, end: source.at.end }
    const imported = listImported(project, file.path)
    const files = listModelFiles(project, models, source)
    const missing = files.filter((path) => !imported.paths.has(path))
    if (imported.dynamic) {
      if (missing.length > 0) notAnalysed(at, 'modules are imported by computed names')
      return
    }
    // With none imported the metadata is empty, which is a finding of its own.
    if (missing.length === files.length) return
    const anchor = python.imports().at(-1)
    for (const path of missing) {
      const tables = models.modelsIn(path).flatMap(({ table }) => (table === undefined ? [] : [`\`${table}\``]))
      const dotted = moduleName(path, project.resolveModule(file.path, '', 0), (name) => project.resolveModule(file.path, name) === path)
      yield {
        at,
        message: `env.py never imports \`${path}\`, so autogenerate does not know ${tables.join(', ')} and proposes to drop ${tables.length === 1 ? 'it' : 'them'}`,
        help: 'Import the module in env.py, or in the package it imports',
        related: [{ path, span: { start: 0, end: 0 }, message: 'Never imported' }],
        ...(dotted !== undefined && anchor
          ? {
              fixes: [
                {
                  id: `${file.path}:import:${path}`,
                  title: `Import \`${dotted}\` in env.py`,
                  safety: 'unsafe' as const,
                  proof: ['The module defines models of the metadata that env.py compares'],
                  why: 'importing a module runs it',
                  edits: [
                    {
                      path: file.path,
                      start: anchor.end,
                      end: anchor.end,
                      text: `${python.text.includes('\r\n') ? '\r\n' : '\n'}import ${dotted}  # noqa: F401`,
                    },
                  ],
                },
              ],
            }
          : { noFix: 'the name to import it by could not be told' }),
      }
    }
  },
})

/** The dotted name under which a file can be imported: the longest tail of its path that resolves to it. */
function moduleName(path: string, _root: string | undefined, resolves: (dotted: string) => boolean): string | undefined {
  const parts = path.replace(/(\/__init__)?\.py$/, '').split('/')
  for (let start = 0; start < parts.length; start++) {
    const dotted = parts.slice(start).join('.')
    if (/^[\w.]+$/.test(dotted) && resolves(dotted)) return dotted
  }
  return undefined
}

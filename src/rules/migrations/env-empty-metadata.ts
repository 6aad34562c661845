import { findMetadata, listImported, listModelFiles } from '../../alembic/metadata-models'
import { defineRule } from '../../contract/rule'

export const envEmptyMetadata = defineRule({
  id: 'env-empty-metadata',
  family: 'migrations',
  summary: 'Autogenerate compares the database with a MetaData that holds no models',
  severity: 'error',
  recommended: true,
  fixable: false,
  languages: ['python'],
  needs: ['alembic', 'models', 'project'],
  triggers: ['target_metadata'],
  *check({ alembic, models, project, file }) {
    const env = alembic.environmentOfEnv(file.path)?.env()
    const source = env ? findMetadata(project, env) : undefined
    if (!source || source.kind === 'none') return
    const at = { start: source.at.start, end: source.at.end }
    if (source.kind === 'own') {
      if (source.filled) return
      yield {
        at,
        message: 'This MetaData never gets a table, so autogenerate proposes to drop everything the database has',
        help: "Use the metadata of the models' base class",
        noFix: 'which base class was meant cannot be told from env.py',
      }
      return
    }
    const imported = listImported(project, file.path)
    const files = listModelFiles(project, models, source)
    if (imported.dynamic || files.length === 0 || files.some((path) => imported.paths.has(path))) return
    yield {
      at,
      message: `env.py imports \`${source.name}\` but none of the ${files.length} modules with its models, so the metadata is empty and autogenerate proposes to drop everything`,
      help: 'Import the modules that define the models',
      related: files.slice(0, 5).map((path) => ({ path, span: { start: 0, end: 0 }, message: 'Models that env.py never imports' })),
      noFix: 'the order and the package of the imports are for a person to choose',
    }
  },
})

import type { AlembicFacts, MigrationEnvironment } from '../alembic/alembic-facts'
import { placementOf } from '../alembic/placement'
import type { RevisionFacts } from './live-world'
import type { SchemaSnapshot } from './snapshot'

/** What the migrations say to live checks. With several environments the one whose revisions the database knows best. */
export function toRevisionFacts(alembic: AlembicFacts, snapshot?: SchemaSnapshot): RevisionFacts | undefined {
  const environment = chooseEnvironment(alembic, snapshot)
  if (!environment) return undefined
  return {
    graph: environment.graph,
    location: environment.location,
    runsOnce: ['default', 'schema'].includes(placementOf(environment).kind),
    operationsOf: (path) => alembic.operationsOf(path),
    existenceOf(operation) {
      for (const lane of environment.lanes) {
        const existence = lane.postgres ? lane.replay().existenceOf(operation) : undefined
        if (existence) return existence
      }
      return undefined
    },
    outside: alembic.outside?.byId,
  }
}

export function chooseEnvironment({ environments }: AlembicFacts, snapshot: SchemaSnapshot | undefined): MigrationEnvironment | undefined {
  const versions = snapshot
    ? [
        ...snapshot.tenants.map(({ version }) => version),
        ...snapshot.databases.flatMap(({ sharedVersion }) => sharedVersion?.version ?? []),
      ]
    : []
  const applied = new Set(versions.flatMap((version) => (version.kind === 'at' ? version.revisions : [])))
  const known = (environment: MigrationEnvironment) => [...applied].filter((id) => environment.graph.byId.has(id)).length
  return environments
    .filter(({ graph }) => graph.byId.size > 0)
    .reduce<MigrationEnvironment | undefined>(
      (best, each) =>
        best === undefined || known(each) > known(best) || (known(each) === known(best) && each.graph.byId.size > best.graph.byId.size)
          ? each
          : best,
      undefined,
    )
}

/** Where every environment of the project keeps its versions, as far as env.py says it in so many words. */
export function listVersionTables({ environments }: AlembicFacts): readonly { readonly table: string; readonly schema?: string }[] {
  const found = environments.flatMap((environment) => {
    const env = environment.env()
    if (!env) return []
    const schema = env.versionTableSchema
    return [{ table: env.versionTable, ...(typeof schema === 'string' && schema !== 'dynamic' ? { schema } : {}) }]
  })
  return found.length > 0 ? found : [{ table: 'alembic_version' }]
}

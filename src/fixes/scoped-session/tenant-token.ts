import { modelFacts } from '../../models/model-facts'
import { isMigrationFile } from '../../project/file-role'
import type { TranslateMap } from '../../project/sessions/value'
import { valueOf } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import { descendants } from '../../python/children'

/**
 * What a tenant's map translates in this project: the placeholder, or None where no model carries it and the project's own
 * engines map None (`{None: schema}`).
 */
export function tenantToken(workspace: Workspace): string | null {
  return workspace.memo('fixes/tenant-token', () => {
    const { placeholder } = workspace.config.tenancy
    return !modelFacts(workspace).usesPlaceholder() && mapsNone(workspace) ? null : placeholder
  })
}

/** `schema_translate_map={"tenant": schema}` as this project writes it. */
export const mapSource = (workspace: Workspace, schema: string): string => `schema_translate_map={${keyOf(workspace)}: ${schema}}`

function keyOf(workspace: Workspace): string {
  const token = tenantToken(workspace)
  return token === null ? 'None' : JSON.stringify(token)
}

/** The value that a map gives to the tenant's token. */
export function tenantEntry(workspace: Workspace, map: TranslateMap): TranslateMap['entries'][number] | undefined {
  const token = tenantToken(workspace)
  const entry = map.entries.find((each) => each.token === token)
  return entry && !(entry.value.kind === 'Constant' && entry.value.value === null) ? entry : undefined
}

/** Does code of the project, migrations left out, bind an engine, a factory or a session with a map of None to a schema? */
function mapsNone(workspace: Workspace): boolean {
  return workspace.filesWith(['schema_translate_map'], ['.py']).some((path) => {
    const module = workspace.module(path)
    if (!module || isMigrationFile(workspace, path)) return false
    return module.topLevel.some((slice) => {
      if (!module.text.slice(slice.start, slice.end).includes('schema_translate_map')) return false
      return module.statementsOf(slice).some((stmt) =>
        [...descendants(stmt)].some((node) => {
          if (node.kind !== 'Call') return false
          const value = valueOf(workspace, path, node)
          const map =
            value.kind === 'engine'
              ? value.engine.map
              : value.kind === 'factory'
                ? value.factory.map
                : value.kind === 'session' && value.ref.origin.kind === 'opened'
                  ? value.ref.origin.engine?.map
                  : undefined
          return map?.entries.some(({ token, value: to }) => token === null && !(to.kind === 'Constant' && to.value === null)) ?? false
        }),
      )
    })
  })
}

import type { Deprecation } from '../contract/config'
import type { LiveWorld } from './live-world'
import type { CatalogObject } from './snapshot'

/** The deprecation that names a column or table of the database. A class's column is looked for in the table of its model, or in what its name suggests. */
export function findDeprecation(object: Pick<CatalogObject, 'kind' | 'table' | 'name'>, world: LiveWorld): Deprecation | undefined {
  if (object.kind !== 'column' && object.kind !== 'table') return undefined
  return world.config.deprecations.find((deprecation) => {
    if (object.kind === 'table') return deprecation.kind === 'table' && deprecation.name === object.name
    if (deprecation.kind !== 'column') return false
    const [model = '', column] = deprecation.name.split('.')
    return column === object.name && object.table !== undefined && tablesOf(model).includes(object.table)
  })
}

/** `MarketplaceJob` -> `marketplace_job`, `marketplace_jobs`; a table's own name stays. */
function tablesOf(model: string): readonly string[] {
  const snake = model
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
  const plural = snake.endsWith('y') ? `${snake.slice(0, -1)}ies` : /(s|x|ch|sh)$/.test(snake) ? `${snake}es` : `${snake}s`
  return [model, snake, plural]
}

import { defaultConfig } from '../../src'
import type { LoadOptions } from '../../src/live/catalog/load-snapshot'
import type { LiveFacts } from '../../src/live/run-live-checks'
import type { SchemaSnapshot } from '../../src/live/snapshot'

/** Conventions of the mission, two connections, nothing remembered. */
export const defaultOptions: LoadOptions = {
  tenants: { kind: 'pattern', pattern: '^user_[0-9]+$' },
  template: 'template_tenant',
  shared: ['public'],
  versionTables: [{ table: 'alembic_version' }],
  connections: 2,
}

/** A database without any code beside it. */
export const plainFacts = (snapshot: SchemaSnapshot): LiveFacts => ({
  snapshot,
  config: defaultConfig,
  revisions: undefined,
  models: undefined,
  textOf: () => undefined,
})

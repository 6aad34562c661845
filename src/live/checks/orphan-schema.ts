import { defineLiveCheck } from '../live-world'
import { compareNatural } from '../tenants'

export const orphanSchema = defineLiveCheck(
  {
    id: 'orphan-schema',
    summary: 'The tenants table and the schemas disagree',
    severity: 'info',
    recommended: true,
    fixable: false,
  },
  function* ({ snapshot, config, skip }) {
    const asked = config.tenancy.tenants.kind === 'query'
    if (!asked) {
      skip('orphan-schema', 'tenants are not configured as a query on a tenants table')
      return
    }
    for (const [index, { registry, label, present }] of snapshot.databases.entries()) {
      if (!registry) continue
      const name = (schema: string) => (snapshot.databases.length > 1 ? `${label}/${schema}` : schema)
      const schemas = new Set(snapshot.tenants.filter(({ database }) => database === index).map(({ schema }) => schema))
      const known = new Set(registry)
      for (const schema of [...known].sort(compareNatural)) {
        if (schemas.has(schema)) continue
        yield {
          message: `the tenants table lists \`${schema}\` but there is no such schema, so every request of that tenant fails`,
          help: 'Create the schema from the template, or take the tenant off the list',
          object: { kind: 'schema', name: schema },
          tenants: [name(schema)],
          related: [],
          fixes: [],
        }
      }
      for (const schema of present ?? []) {
        if (known.has(schema)) continue
        yield {
          message: `the schema \`${schema}\` looks like a tenant but the tenants table does not know it, so nobody migrates or cleans it`,
          help: 'Drop it after a backup, or put the tenant back on the list',
          object: { kind: 'schema', name: schema },
          tenants: [name(schema)],
          related: [],
          fixes: [],
        }
      }
    }
  },
)

import { inTenants, listShapes, namesOf } from '../live-places'
import { defineLiveCheck } from '../live-world'
import type { TenantFacts } from '../snapshot'

export const enumDiffers = defineLiveCheck(
  {
    id: 'enum-differs',
    summary: "An enum's labels are not the models'",
    severity: 'warning',
    recommended: true,
    fixable: false,
  },
  function* (world) {
    const { models } = world
    if (!models) {
      world.skip('enum-differs', 'the models of this project could not be read')
      return
    }
    for (const table of models.tables) {
      for (const column of table.columns) {
        if (!column.enum) continue
        const { labels, span } = column.enum
        const found = new Map<string, { name: string; labels: readonly string[]; tenants: TenantFacts[] }>()
        for (const { shape, tenants } of listShapes(world)) {
          const type = shape.objects.find(
            (object) => object.kind === 'column' && object.table === table.name && object.name === column.name,
          )?.column?.type
          const live =
            type === undefined
              ? undefined
              : shape.objects.find((object) => object.kind === 'enum' && (type === `~.${object.name}` || type === `~."${object.name}"`))
          if (!live?.labels || sameLabels(live.labels, labels)) continue
          const key = live.labels.join('\0')
          const entry = found.get(key)
          if (entry) entry.tenants.push(...tenants)
          else found.set(key, { name: live.name, labels: live.labels, tenants: [...tenants] })
        }
        for (const { name, labels: live, tenants } of found.values()) {
          const missing = labels.filter((label) => !live.includes(label))
          const extra = live.filter((label) => !labels.includes(label))
          yield {
            message: `enum \`${name}\` of ${inTenants(tenants, world)} ${[
              missing.length > 0 ? `lacks ${missing.map((label) => `\`${label}\``).join(', ')}, so writing it fails` : '',
              extra.length > 0
                ? `has ${extra.map((label) => `\`${label}\``).join(', ')} that the model does not know, so reading such a row fails`
                : '',
            ]
              .filter(Boolean)
              .join(' and ')}`,
            help:
              missing.length > 0
                ? `Add the label in a revision: ALTER TYPE ${name} ADD VALUE '${missing[0]}'`
                : 'Add the label to the model, or move the rows that use it',
            object: { kind: 'enum', name },
            tenants: namesOf(tenants),
            path: table.path,
            span,
            related: [],
            fixes: [],
          }
        }
      }
    }
  },
)

/** The order of labels matters to sorting only; a model that lists them otherwise is not wrong. */
const sameLabels = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((label) => b.includes(label))

import { listShapes } from '../live-places'
import { defineLiveCheck } from '../live-world'
import { count } from '../tenants'

export const lockHeadroom = defineLiveCheck(
  {
    id: 'lock-headroom',
    summary: 'The tenants have more tables than one transaction can lock',
    severity: 'info',
    recommended: true,
    fixable: false,
  },
  function* (world) {
    const { snapshot } = world
    const shapes = listShapes(world)
    for (const [index, { locks, label }] of snapshot.databases.entries()) {
      if (!locks) continue
      let tables = 0
      for (const { shape, tenants } of shapes) {
        const here = tenants.filter(({ database }) => database === index).length
        if (here > 0) tables += here * shape.objects.filter(({ kind }) => kind === 'table').length
      }
      if (tables <= locks.slots) continue
      const wanted = Math.ceil((locks.perTransaction * tables * 1.25) / locks.slots / 64) * 64
      const number = (n: number) => n.toLocaleString('en-US')
      yield {
        message: `the tenants of \`${label}\` have ${count(tables, 'table')} and the server has room for about ${number(locks.slots)} locks, so pg_dump of the whole database and a migration of all tenants in one transaction fail with "out of shared memory"`,
        help: `Give every tenant a transaction of its own and dump schema by schema, or set max_locks_per_transaction to ${number(wanted)} or more, which needs a restart`,
        object: { kind: 'database', name: label },
        tenants: snapshot.tenants.filter(({ database }) => database === index).map(({ name }) => name),
        related: [],
        fixes: [],
        data: { tables, lockSlots: locks.slots, maxLocksPerTransaction: locks.perTransaction, wanted },
      }
    }
  },
)

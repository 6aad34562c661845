import type { Call, Node } from '../../python/ast'
import { descendants } from '../../python/children'
import { functionAround } from './bindings'

/** What an inspector knows without asking for a table. */
const neutral = new Set(['get_schema_names', 'default_schema_name', 'dialect', 'info_cache', 'clear_cache', 'engine', 'bind'])

/**
 * `inspect(db.connection())` looks for tables on the search path wherever no `schema=` is written: `has_table("products")`. An inspector
 * that is not used by name, here and at once, may do so too.
 */
export function asksByPath(call: Call): boolean {
  const { parent } = call
  const fn = functionAround(call)
  if (parent?.kind !== 'Assign') return asks(call)
  const [target, ...others] = parent.targets
  if (target?.kind !== 'Name' || others.length > 0 || fn?.kind !== 'FunctionDef') return true
  const uses = fn.body.flatMap((stmt) => [...descendants(stmt)]).filter((node) => node.kind === 'Name' && node.id === target.id)
  return uses.some((use) => use !== target && asks(use))
}

function asks(inspector: Node): boolean {
  const { parent } = inspector
  if (parent?.kind === 'ExprStmt') return false
  if (parent?.kind !== 'Attribute' || parent.value !== inspector) return true
  const asked = parent.parent
  if (neutral.has(parent.attr)) return false
  return !(asked?.kind === 'Call' && asked.func === parent && asked.keywords.some(({ name }) => name === 'schema'))
}

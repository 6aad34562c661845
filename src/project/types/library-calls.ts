import type { Call, Expr } from '../../python/ast'
import { type Typing, typeIn } from './expression-type'
import { asOptional, asValue, elementOf, instanceOf, type PythonType, rowOf } from './python-type'

/** Calls of SQLAlchemy's, unittest.mock's and Python's own functions. */
export function typeOfExternalCall(typing: Typing, qualified: string, call: Call): PythonType | undefined {
  const name = qualified.slice(qualified.lastIndexOf('.') + 1)
  const argument = (index: number) => (call.args[index] ? typeIn(typing, call.args[index]) : undefined)
  const keyword = (wanted: string): Expr | undefined => call.keywords.find((entry) => entry.name === wanted)?.value
  if (/^(?:sqlalchemy|sqlmodel)\b/.test(qualified)) {
    if (name === 'select') return { kind: 'query', style: 'select', items: call.args.map((arg) => typeIn(typing, arg)), joined: false }
    if (name === 'update' || name === 'insert' || name === 'delete')
      return { kind: 'query', style: 'update', items: [argument(0)], joined: false }
    if (name === 'aliased' || name === 'with_polymorphic') return argument(0)
    return undefined
  }
  if (/^(?:unittest\.mock|mock|pytest_mock)\b/.test(qualified)) {
    const spec =
      keyword('spec') ??
      keyword('spec_set') ??
      (name === 'create_autospec' || name === 'MagicMock' || name === 'Mock' ? call.args[0] : undefined)
    const type = spec && typeIn(typing, spec)
    return type?.kind === 'class' ? instanceOf(type.cls) : undefined
  }
  if (/^(?:copy\.(?:copy|deepcopy)|dataclasses\.replace)$/.test(qualified)) return argument(0)
  if (qualified === 'typing.cast') {
    const type = argument(0)
    return type?.kind === 'class' ? instanceOf(type.cls) : undefined
  }
  if (!qualified.startsWith('builtins.')) return undefined
  const element = elementOf(argument(0))
  switch (name) {
    case 'list':
    case 'set':
    case 'tuple':
    case 'sorted':
    case 'reversed':
    case 'iter':
    case 'frozenset':
      return element && { kind: 'rows', of: element }
    case 'filter': {
      const of = elementOf(argument(1))
      return of && { kind: 'rows', of }
    }
    case 'enumerate':
      return element && { kind: 'rows', of: { kind: 'tuple', items: [undefined, element] } }
    case 'zip':
      return { kind: 'rows', of: { kind: 'tuple', items: call.args.map((arg) => elementOf(typeIn(typing, arg))) } }
    case 'next':
    case 'min':
    case 'max':
      return element
    default:
      return undefined
  }
}

/** Calls of methods: of a query, a result, a list, a mapping, or of a session, which any receiver without a better type may be. */
export function typeOfMethodCall(typing: Typing, owner: PythonType | undefined, method: string, call: Call): PythonType | undefined {
  const argument = (index: number) => (call.args[index] ? typeIn(typing, call.args[index]) : undefined)
  if (owner?.kind === 'query') return ofQuery(owner, method)
  if (owner?.kind === 'result') return ofResult(owner, method)
  if (owner?.kind === 'rows') return ofRows(owner, method)
  if (owner?.kind === 'mapping') return ofMapping(owner, method)
  if (owner?.kind === 'instance' || owner?.kind === 'class' || owner?.kind === 'module' || owner?.kind === 'tuple') return undefined
  // A session: its methods are known by the entity or statement they are given.
  const first = argument(0)
  switch (method) {
    case 'query':
      return call.args.length > 0
        ? { kind: 'query', style: 'query', items: call.args.map((arg) => typeIn(typing, arg)), joined: false }
        : undefined
    case 'get':
    case 'get_one':
      return first?.kind === 'class' ? instanceOf(first.cls, method === 'get') : undefined
    case 'scalars':
    case 'stream_scalars':
    case 'exec': {
      const of =
        first?.kind === 'query' && first.style === 'select' ? (method === 'exec' ? rowOf(first.items) : asValue(first.items[0])) : undefined
      return of && { kind: 'rows', of }
    }
    case 'scalar':
      return first?.kind === 'query' && first.style === 'select' ? asOptional(asValue(first.items[0])) : undefined
    case 'execute':
    case 'stream':
      return first?.kind === 'query' && first.style === 'select' ? { kind: 'result', items: first.items.map(asValue) } : undefined
    case 'merge':
      return first?.kind === 'instance' ? first : undefined
    default:
      return undefined
  }
}

type Query = Extract<PythonType, { kind: 'query' }>

const ends = new Set([
  'count',
  'exists',
  'subquery',
  'cte',
  'scalar_subquery',
  'as_scalar',
  'delete',
  'label',
  'compile',
  'alias',
  'column_descriptions',
  'statement',
])

function ofQuery(owner: Query, method: string): PythonType | undefined {
  const row = rowOf(owner.items)
  if (owner.style === 'query') {
    if (method === 'all') return row && { kind: 'rows', of: row }
    if (method === 'first' || method === 'one_or_none' || method === 'get') return asOptional(row)
    if (method === 'one') return row
    if (method === 'scalar') return asOptional(asValue(owner.items[0]))
    if (method === 'yield_per' || method === 'instances') return row && { kind: 'rows', of: row }
    // `query(...).update(...)` gives a count, but its keywords name columns of the entity.
    if (method === 'update') return undefined
  }
  if (ends.has(method)) return undefined
  if (method === 'with_entities' || method === 'with_only_columns' || method === 'add_columns' || method === 'add_entity') return undefined
  return /join$|^select_from$|^select_entity_from$/.test(method) ? { ...owner, joined: true } : owner
}

function ofResult(owner: Extract<PythonType, { kind: 'result' }>, method: string): PythonType | undefined {
  const row: PythonType = { kind: 'tuple', items: owner.items }
  const first = owner.items[0]
  switch (method) {
    case 'scalars':
      return first && { kind: 'rows', of: first }
    case 'scalar':
    case 'scalar_one_or_none':
      return asOptional(first)
    case 'scalar_one':
      return first
    case 'all':
    case 'fetchall':
    case 'partitions':
      return { kind: 'rows', of: row }
    case 'first':
    case 'one':
    case 'one_or_none':
    case 'fetchone':
      return row
    case 'unique':
    case 'yield_per':
    case 'tuples':
      return owner
    default:
      return undefined
  }
}

function ofRows(owner: Extract<PythonType, { kind: 'rows' }>, method: string): PythonType | undefined {
  switch (method) {
    case 'all':
    case 'unique':
    case 'copy':
    case 'fetchall':
    case 'yield_per':
      return owner
    case 'first':
    case 'one_or_none':
      return asOptional(owner.of)
    case 'one':
    case 'pop':
    case 'popleft':
      return owner.of
    default:
      return undefined
  }
}

function ofMapping(owner: Extract<PythonType, { kind: 'mapping' }>, method: string): PythonType | undefined {
  if (method === 'values') return { kind: 'rows', of: owner.value }
  if (method === 'items') return { kind: 'rows', of: { kind: 'tuple', items: [undefined, owner.value] } }
  if (method === 'get' || method === 'pop' || method === 'setdefault') return asOptional(owner.value)
  return undefined
}

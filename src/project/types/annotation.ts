import type { Expr } from '../../python/ast'
import { dottedName } from '../../python/children'
import { stringValue } from '../../python/strings'
import type { Workspace } from '../workspace'
import { asOptional, instanceOf, type PythonType } from './python-type'

/** An annotation as a tree of names: `Optional[list["Job"]]`. */
interface Annotation {
  readonly name: string
  readonly args: readonly Annotation[]
}

/** The type that an annotation promises; `generic` stands for a type variable of the class it is read on. */
export function typeOfAnnotation(workspace: Workspace, path: string, expr: Expr, generic?: PythonType): PythonType | undefined {
  const annotation = readAnnotation(expr)
  return annotation && resolve({ workspace, path, at: expr.start, generic }, annotation)
}

interface World {
  readonly workspace: Workspace
  readonly path: string
  readonly at: number
  readonly generic: PythonType | undefined
}

const collections =
  /^(?:list|set|frozenset|List|Set|FrozenSet|Sequence|MutableSequence|Iterable|Iterator|Collection|AbstractSet|Generator|AsyncIterator|AsyncIterable|AsyncGenerator|deque|ScalarResult|AsyncScalarResult)$/
const transparent =
  /^(?:Mapped|Annotated|Awaitable|Coroutine|Final|ClassVar|Required|NotRequired|DynamicMapped|WriteOnlyMapped|AppenderQuery|InstrumentedAttribute)$/

function resolve(world: World, { name, args }: Annotation): PythonType | undefined {
  const last = name.slice(name.lastIndexOf('.') + 1)
  const [first] = args
  const inner = first && resolve(world, last === 'Coroutine' ? (args[2] ?? first) : first)
  if (name === '|' || last === 'Union') {
    const known = args.filter((arg) => arg.name !== 'None').map((arg) => resolve(world, arg))
    const hasNone = known.length < args.length
    return known.length === 1 ? (hasNone ? asOptional(known[0]) : known[0]) : undefined
  }
  if (last === 'Optional') return asOptional(inner)
  if (last === 'type' || last === 'Type') return inner?.kind === 'instance' ? { kind: 'class', cls: inner.cls } : undefined
  if (first && collections.test(last)) return inner && { kind: 'rows', of: inner }
  if (first && last === 'Query') return { kind: 'query', style: 'query', items: [inner], joined: true }
  if (first && last === 'Select') return { kind: 'query', style: 'select', items: args.map((arg) => resolve(world, arg)), joined: true }
  if (first && (last === 'tuple' || last === 'Tuple')) {
    if (args[1]?.name === '...') return inner && { kind: 'rows', of: inner }
    return { kind: 'tuple', items: args.map((arg) => resolve(world, arg)) }
  }
  if (first && /^(?:dict|Dict|Mapping|MutableMapping|defaultdict|OrderedDict)$/.test(last)) {
    const value = args[1] && resolve(world, args[1])
    return value && { kind: 'mapping', value }
  }
  if (first && transparent.test(last)) return inner
  const definition = world.workspace.resolveName(world.path, name, world.at) ?? world.workspace.resolveName(world.path, name)
  if (definition?.kind === 'external') return { kind: 'external', qualified: definition.qualified }
  if (definition?.kind !== 'definition') return undefined
  if (definition.node.kind === 'ClassDef') return instanceOf({ path: definition.path, node: definition.node })
  if (definition.node.kind !== 'Assign' || !definition.node.value) return undefined
  const { value } = definition.node
  if (value.kind === 'Call' && dottedName(value.func)?.endsWith('TypeVar')) return world.generic
  // CurrentJob = Annotated[Job, Depends(…)]
  return value.kind === 'Subscript' || value.kind === 'BinOp'
    ? typeOfAnnotation(world.workspace, definition.path, value, world.generic)
    : undefined
}

function readAnnotation(expr: Expr): Annotation | undefined {
  switch (expr.kind) {
    case 'Name':
    case 'Attribute': {
      const name = dottedName(expr)
      return name === undefined ? undefined : { name, args: [] }
    }
    case 'Constant':
      return { name: expr.value === null ? 'None' : '...', args: [] }
    case 'Str': {
      const text = stringValue(expr)
      return text === undefined ? undefined : parseAnnotation(text)
    }
    case 'Subscript': {
      const owner = readAnnotation(expr.value)
      const index = expr.index.flatMap((part) => (part.kind === 'Tuple' ? part.elts : [part]))
      return owner && { name: owner.name, args: index.map((part) => readAnnotation(part) ?? { name: '?', args: [] }) }
    }
    case 'BinOp': {
      if (expr.op !== '|') return undefined
      const sides = [readAnnotation(expr.left), readAnnotation(expr.right)]
      return { name: '|', args: sides.flatMap((side) => (side?.name === '|' ? side.args : side ? [side] : [{ name: '?', args: [] }])) }
    }
    default:
      return undefined
  }
}

/** The text of a quoted annotation: names, brackets, commas and bars; anything else makes it unknown. */
function parseAnnotation(text: string): Annotation | undefined {
  const tokens = text.match(/[\w.]+|[[\],|]|["']/g)?.filter((token) => !/["']/.test(token)) ?? []
  let at = 0
  const one = (): Annotation | undefined => {
    const name = tokens[at++]
    if (name === undefined || !/^[\w.]+$/.test(name)) return undefined
    const args: Annotation[] = []
    if (tokens[at] === '[') {
      at++
      while (at < tokens.length && tokens[at] !== ']') {
        const arg = union()
        if (!arg) return undefined
        args.push(arg)
        if (tokens[at] === ',') at++
      }
      at++
    }
    return { name, args }
  }
  const union = (): Annotation | undefined => {
    const parts: Annotation[] = []
    do {
      const part = one()
      if (!part) return undefined
      parts.push(part)
    } while (tokens[at] === '|' && ++at > 0)
    const [first] = parts
    return parts.length === 1 ? first : { name: '|', args: parts }
  }
  const result = union()
  return at === tokens.length ? result : undefined
}

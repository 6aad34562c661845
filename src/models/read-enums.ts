import type { Workspace } from '../project/workspace'
import type { Call, ClassDef, Expr } from '../python/ast'
import { descendants } from '../python/children'
import { stringValue } from '../python/strings'
import { innerType } from './annotations'
import { definitionOf, follow, isFalse, isTrue, keywordOf, libraryName, textOf } from './evaluate'
import type { EnumColumn } from './model'
import { noSchema, schemaArgument } from './read-schema'

interface ColumnType {
  readonly path: string
  readonly column: string
  /** What the column is given for a type. */
  readonly type: Expr | undefined
  readonly annotation: Expr | undefined
  readonly cls: ClassDef | undefined
}

/** The enum types of PostgreSQL that a column has, also inside of another type. */
export function readEnums(workspace: Workspace, { path, column, type, annotation, cls }: ColumnType): readonly EnumColumn[] {
  if (type) return enumsOf({ workspace, column }, path, type, cls)
  const found = annotation && enumOfAnnotation(workspace, path, column, annotation)
  return found ? [found] : []
}

interface Reading {
  readonly workspace: Workspace
  readonly column: string
}

const maxDepth = 5

function enumsOf(reading: Reading, path: string, type: Expr, cls: ClassDef | undefined, depth = 0): readonly EnumColumn[] {
  const { workspace } = reading
  if (depth > maxDepth) return []
  const found = follow(workspace, path, type, cls) ?? { path, expr: type }
  const { expr } = found
  const next = (each: Expr) => enumsOf(reading, found.path, each, undefined, depth + 1)
  if (expr.kind !== 'Call') return enumsOfClass(reading, found.path, expr, undefined, depth)
  const { func, args } = expr
  // Enum(…).with_variant(String(), "sqlite"), String().with_variant(Enum(…), "postgresql")
  if (func.kind === 'Attribute' && func.attr === 'with_variant') {
    const [variant, ...dialects] = args
    const names = dialects.map((each) => (each.kind === 'Str' ? stringValue(each) : undefined))
    return variant && names.includes('postgresql') ? next(variant) : next(func.value)
  }
  // MutableList.as_mutable(ARRAY(Enum(…)))
  if (func.kind === 'Attribute' && func.attr === 'as_mutable') return args.flatMap(next)
  const maker = libraryName(workspace, found.path, func)
  if (maker === 'ARRAY') return args[0] ? next(args[0]) : []
  if (maker === 'Enum' || maker === 'ENUM') return [enumMadeBy(reading, found.path, expr)]
  return maker === undefined ? enumsOfClass(reading, found.path, func, expr, depth) : []
}

/** A type of the project: `class State(TypeDecorator): impl = Enum(…)`, or one that makes the enum in a method. */
function enumsOfClass(reading: Reading, path: string, name: Expr, call: Call | undefined, depth: number): readonly EnumColumn[] {
  const definition = definitionOf(reading.workspace, path, name)
  if (definition?.kind !== 'definition' || definition.node.kind !== 'ClassDef' || depth > maxDepth) return []
  const { node, path: place } = definition
  const made = [...descendants(node)].flatMap((each) => {
    const maker = each.kind === 'Call' ? libraryName(reading.workspace, place, each.func) : undefined
    return each.kind === 'Call' && (maker === 'Enum' || maker === 'ENUM') ? [enumMadeBy(reading, place, each)] : []
  })
  if (made.length > 0) return made.slice(0, 1)
  // `impl = Enum`: the column's call says the rest.
  const impl = node.body.find(
    (stmt) => stmt.kind === 'Assign' && stmt.targets.some((target) => target.kind === 'Name' && target.id === 'impl'),
  )
  const given = impl?.kind === 'Assign' && impl.value ? libraryName(reading.workspace, place, impl.value) : undefined
  if (call && (given === 'Enum' || given === 'ENUM')) return [enumMadeBy(reading, path, call)]
  return node.bases.flatMap((base) => enumsOfClass(reading, place, base, call, depth + 1))
}

function enumMadeBy({ workspace, column }: Reading, path: string, call: Call): EnumColumn {
  const name = keywordOf(call, 'name')
  return {
    path,
    call,
    span: call,
    name: (name && textOf(workspace, path, name)) ?? undefined,
    schema: schemaArgument(workspace, path, call),
    inheritSchema: isTrue(keywordOf(call, 'inherit_schema')),
    native: !isFalse(keywordOf(call, 'native_enum')),
    column,
  }
}

/** `Mapped[Status]` where Status is an Enum class makes an ENUM type named after it. */
function enumOfAnnotation(workspace: Workspace, path: string, column: string, type: Expr): EnumColumn | undefined {
  const inner = innerType(type)
  if (inner?.kind !== 'Name') return undefined
  const definition = workspace.resolveName(path, inner.id, inner.start)
  if (definition?.kind !== 'definition' || definition.node.kind !== 'ClassDef') return undefined
  const isEnum = definition.node.bases.some((base) =>
    /^(Str|Int)?Enum$/.test(base.kind === 'Name' ? base.id : base.kind === 'Attribute' ? base.attr : ''),
  )
  return isEnum
    ? {
        path,
        call: undefined,
        span: inner,
        name: inner.id.toLowerCase(),
        schema: noSchema,
        inheritSchema: false,
        native: true,
        column,
      }
    : undefined
}

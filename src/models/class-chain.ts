import type { Definition, Workspace } from '../project/workspace'
import type { ClassDef } from '../python/ast'
import type { Placed } from './evaluate'
import { definitionOf, libraryName } from './evaluate'

/** A class and the classes it inherits from, in the order Python looks attributes up (nearly: diamonds are rare in models). */
export interface ClassChain {
  readonly classes: readonly Placed<ClassDef>[]
  /** `Base = declarative_base(…)` and Flask's `db`: the assignment that makes the base. */
  readonly baseMakers: readonly Extract<Definition, { kind: 'definition' }>[]
  /** A base that is neither of the project nor of SQLAlchemy: anything may come from it. */
  readonly unknownBases: boolean
  /** Does it reach a declarative base of SQLAlchemy's? */
  readonly declarative: boolean
}

const maxDepth = 20
const declarativeBases = /^(DeclarativeBase|DeclarativeBaseNoMeta|MappedAsDataclass|SQLModel|Model)$/
/** Bases that bring no tables, columns or schema. */
const harmless = /^(object|ABC|Generic|Protocol|Enum|str|int|dict|Any|Mapping)$/

export function classChain(workspace: Workspace, path: string, cls: ClassDef): ClassChain {
  const classes: Placed<ClassDef>[] = []
  const baseMakers: Extract<Definition, { kind: 'definition' }>[] = []
  let unknownBases = false
  let declarative = false
  const visit = (at: string, node: ClassDef, depth: number): void => {
    const known = classes.findIndex((entry) => entry.expr === node)
    // A class that comes again stands where it comes last, as in Python's order.
    if (known >= 0) classes.splice(known, 1)
    classes.push({ path: at, expr: node })
    if (depth > maxDepth) return
    for (const base of node.bases) {
      const target = base.kind === 'Subscript' ? base.value : base
      const name = libraryName(workspace, at, target)
      if (name !== undefined) {
        if (declarativeBases.test(name)) {
          declarative = true
          const owner = target.kind === 'Attribute' ? definitionOf(workspace, at, target.value) : undefined
          if (owner?.kind === 'definition') baseMakers.push(owner)
        }
        continue
      }
      const definition = definitionOf(workspace, at, target)
      if (definition?.kind === 'definition' && definition.node.kind === 'ClassDef') visit(definition.path, definition.node, depth + 1)
      else if (definition?.kind === 'definition' && definition.node.kind === 'Assign') {
        const maker = definition.node.value
        const made = maker?.kind === 'Call' ? libraryName(workspace, definition.path, maker.func) : undefined
        if (made !== undefined && /^(declarative_base|automap_base|generate_base|as_declarative)$/.test(made)) {
          declarative = true
          baseMakers.push(definition)
        } else unknownBases = true
      } else if (
        !(target.kind === 'Name' && harmless.test(target.id)) &&
        !(
          definition?.kind === 'external' &&
          /^(abc|typing|enum|typing_extensions|dataclasses|pydantic|builtins)\./.test(definition.qualified)
        )
      )
        unknownBases = true
    }
    for (const decorator of node.decorators) {
      const func = decorator.kind === 'Call' ? decorator.func : decorator
      if (
        libraryName(workspace, at, func) === 'as_declarative' ||
        (func.kind === 'Attribute' && /^(mapped|mapped_as_dataclass)$/.test(func.attr))
      )
        declarative = true
    }
  }
  visit(path, cls, 0)
  return { classes, baseMakers, unknownBases, declarative }
}

import type { Model } from '../../models/model'
import { modelFacts } from '../../models/model-facts'
import type { Assign, ClassDef, Expr, FunctionDef } from '../../python/ast'
import { descendants, dottedName, isNone } from '../../python/children'
import { stringValue } from '../../python/strings'
import { libraryWord } from '../library-word'
import { typeOfAnnotation } from './annotation'
import { type Typing, typeIn } from './expression-type'
import { asOptional, type ClassRef, instanceOf, type PythonType } from './python-type'
import { typeOfReturn } from './returns'

/** What an attribute of something is. */
export function typeOfMember(typing: Typing, owner: PythonType, name: string): PythonType | undefined {
  if (owner.kind === 'module') {
    const definition = typing.workspace.resolveName(owner.path, name)
    if (definition?.kind !== 'definition') return definition
    const { node, path } = definition
    if (node.kind === 'ClassDef') return { kind: 'class', cls: { path, node } }
    if (node.kind === 'FunctionDef') return { kind: 'function', path, node, self: undefined }
    if (node.annotation) return typeOfAnnotation(typing.workspace, path, node.annotation)
    return node.value ? typeIn({ ...typing, path }, node.value) : undefined
  }
  if (owner.kind === 'external') return { kind: 'external', qualified: `${owner.qualified}.${name}` }
  if (owner.kind !== 'instance' && owner.kind !== 'class') return undefined
  for (const cls of lineageOf(typing, owner.cls)) {
    const found = typeInClass(typing, cls, owner, name)
    if (found !== undefined) return found ?? undefined
  }
  // Flask-SQLAlchemy: Model.query
  return owner.kind === 'class' && name === 'query' ? { kind: 'query', style: 'query', items: [owner], joined: false } : undefined
}

/** A class and its bases in the project, nearest first. */
export function lineageOf(typing: Pick<Typing, 'workspace'>, cls: ClassRef): readonly ClassRef[] {
  const found: ClassRef[] = []
  const add = (ref: ClassRef): void => {
    if (found.some((other) => other.node === ref.node) || found.length > 20) return
    found.push(ref)
    for (const base of ref.node.bases) {
      const name = dottedName(base.kind === 'Subscript' ? base.value : base)
      const definition = name === undefined ? undefined : typing.workspace.resolveName(ref.path, name)
      if (definition?.kind === 'definition' && definition.node.kind === 'ClassDef') add({ path: definition.path, node: definition.node })
    }
  }
  add(cls)
  return found
}

/** `class JobRepository(Repository[MarketplaceJob])`: what the type variable of its base stands for. */
export function genericOf(typing: Typing, cls: ClassRef): PythonType | undefined {
  for (const { path, node } of lineageOf(typing, cls)) {
    for (const base of node.bases) {
      const [index] = base.kind === 'Subscript' ? base.index : []
      const type = index && typeOfAnnotation(typing.workspace, path, index.kind === 'Tuple' ? (index.elts[0] ?? index) : index)
      if (type?.kind === 'instance') return type
    }
  }
  return undefined
}

/** `undefined`: the class does not say; null: it says something unknown. */
function typeInClass(typing: Typing, cls: ClassRef, owner: PythonType, name: string): PythonType | null | undefined {
  const there = { ...typing, path: cls.path }
  for (const statement of cls.node.body) {
    if (statement.kind === 'FunctionDef' && statement.name === name) return typeOfMethod(there, statement, owner)
    if (statement.kind !== 'Assign') continue
    const [target] = statement.targets
    if (target?.kind === 'Name' && target.id === name) return typeOfClassAssign(there, statement, owner) ?? null
  }
  if (owner.kind !== 'instance') return undefined
  const assigned = selfAssignments(cls.node).filter((entry) => entry.name === name)
  const [first] = assigned
  if (!first) return undefined
  const annotated = assigned.find(({ assign }) => assign.annotation)?.assign.annotation
  if (annotated) return typeOfAnnotation(typing.workspace, cls.path, annotated) ?? null
  const values = assigned.flatMap(({ assign }) => (assign.value && !isNone(assign.value) ? [assign.value] : []))
  const [value] = values
  const type = value && typeIn(there, value)
  return (values.length < assigned.length ? asOptional(type) : type) ?? null
}

function typeOfMethod(typing: Typing, node: FunctionDef, owner: PythonType): PythonType | null {
  const bound: Extract<PythonType, { kind: 'function' }> = { kind: 'function', path: typing.path, node, self: owner }
  const decorators = node.decorators.map((decorator) => dottedName(decorator) ?? '')
  const isProperty = decorators.some((name) => /(?:^|\.)(?:cached_)?property$|hybrid_property$/.test(name))
  return isProperty ? (typeOfReturn(typing, bound) ?? null) : bound
}

function typeOfClassAssign(typing: Typing, assign: Assign, owner: PythonType): PythonType | undefined {
  const { value, annotation } = assign
  if (value?.kind === 'Call' && libraryWord(typing.workspace, typing.path, value.func) === 'relationship') {
    if (owner.kind === 'class') return undefined
    const [target] = value.args
    const cls = annotation || owner.kind !== 'instance' ? undefined : target && relationshipTarget(typing, target)
    if (cls && owner.kind === 'instance') return typeOfRelationship(typing, owner.cls, cls, value.keywords)
  }
  if (annotation) return typeOfAnnotation(typing.workspace, typing.path, annotation)
  return value ? typeIn(typing, value) : undefined
}

/** One or many? `uselist` says it, or the side that holds the foreign key. */
function typeOfRelationship(
  { workspace }: Typing,
  from: ClassRef,
  to: ClassRef,
  keywords: readonly { name: string | undefined; value: Expr }[],
): PythonType | undefined {
  const uselist = keywords.find(({ name }) => name === 'uselist')?.value
  if (uselist?.kind === 'Constant' && typeof uselist.value === 'boolean')
    return uselist.value ? { kind: 'rows', of: instanceOf(to) } : instanceOf(to, true)
  const models = modelFacts(workspace)
  const [owner, target] = [models.modelOf(from.path, from.node), models.modelOf(to.path, to.node)]
  if (!owner?.table || !target?.table) return undefined
  const holds = (side: Model, other: Model) => side.foreignKeys.some((key) => key.target?.table === other.table)
  if (holds(owner, target) === holds(target, owner)) return undefined
  return holds(owner, target) ? instanceOf(to, true) : { kind: 'rows', of: instanceOf(to) }
}

function relationshipTarget(typing: Typing, target: Expr): ClassRef | undefined {
  const name = target.kind === 'Str' ? stringValue(target) : target.kind === 'Lambda' ? dottedName(target.body) : dottedName(target)
  if (name === undefined) return undefined
  const definition = typing.workspace.resolveName(typing.path, name)
  if (definition?.kind === 'definition' && definition.node.kind === 'ClassDef') return { path: definition.path, node: definition.node }
  return findClass(typing, name.slice(name.lastIndexOf('.') + 1))
}

/** The registry of mapped classes knows them by name, whatever a module imports. */
function findClass(typing: Typing, name: string): ClassRef | undefined {
  const all = typing.workspace.memo(`types:class:${name}`, () =>
    typing.workspace.filesWith([`class ${name}`], ['.py']).flatMap((path): ClassRef[] => {
      const node = typing.workspace.module(path)?.find(name)
      return node?.kind === 'ClassDef' && node.bases.length > 0 ? [{ path, node }] : []
    }),
  )
  return all.length === 1 ? all[0] : undefined
}

const assignments = new WeakMap<ClassDef, readonly { name: string; assign: Assign }[]>()

/** `self.name = …` in the methods of a class. */
function selfAssignments(cls: ClassDef): readonly { name: string; assign: Assign }[] {
  const known = assignments.get(cls)
  if (known) return known
  const found: { name: string; assign: Assign }[] = []
  for (const method of cls.body) {
    if (method.kind !== 'FunctionDef') continue
    const self = method.params[0]?.name
    for (const node of descendants(method)) {
      if (node.kind !== 'Assign') continue
      for (const target of node.targets) {
        if (target.kind === 'Attribute' && target.value.kind === 'Name' && target.value.id === self)
          found.push({ name: target.attr, assign: node })
      }
    }
  }
  assignments.set(cls, found)
  return found
}

import { functionAround, scopeOf } from '../../project/sessions/bindings'
import { paramFor } from '../../project/sessions/call-arguments'
import { classAround, methodOf } from '../../project/sessions/class-members'
import { closuresOf } from '../../project/sessions/closures'
import { type Dependence, type Effect, effectOf, effectOn } from '../../project/sessions/effect'
import { eventsOf } from '../../project/sessions/events'
import { headName } from '../../project/sessions/plain-expressions'
import { valueOf } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { Call, Expr, FunctionDef, Node, Param } from '../../python/ast'
import { descendants } from '../../python/children'
import { type ClassOf, familyOf } from './class-family'

/**
 * An effect with what objects do that get the session where they are made, and are used for calls of their methods alone:
 * `OrderService(db).close(order_id)`.
 */
export function followObjects(workspace: Workspace, effect: Effect, depth = 0): Effect {
  if (depth > 4) return effect
  const followed = effect.unfollowed.map((each) => ({ each, does: effectOfObject(workspace, each, depth) }))
  const added = followed.flatMap(({ does }) => (does ? [does] : []))
  if (added.length === 0) return effect
  return sumOf([{ ...effect, unfollowed: followed.flatMap(({ each, does }) => (does ? [] : [each])) }, ...added])
}

function sumOf(effects: readonly Effect[]): Effect {
  const some = (of: (each: Effect) => boolean) => effects.some(of)
  return {
    sets: effects.find(({ sets }) => sets)?.sets,
    resets: some(({ resets }) => resets),
    commits: some(({ commits }) => commits),
    rollsBack: some(({ rollsBack }) => rollsBack),
    closes: some(({ closes }) => closes),
    loads: some(({ loads }) => loads),
    writes: some(({ writes }) => writes),
    shows: some(({ shows }) => shows),
    raw: effects.flatMap(({ raw }) => raw),
    entities: effects.flatMap(({ entities }) => entities),
    calls: effects.flatMap(({ calls }) => calls),
    unfollowed: effects.flatMap(({ unfollowed }) => unfollowed),
    keeps: effects.flatMap(({ keeps }) => keeps),
    asks: effects.flatMap(({ asks }) => asks),
  }
}

function effectOfObject(workspace: Workspace, { path, event }: Dependence, depth: number): Effect | undefined {
  if (event.kind !== 'pass' || event.callee) return undefined
  const { call, ref } = event
  const made = valueOf(workspace, path, call.func)
  const family = made.kind === 'class' ? ownFamily(workspace, { path: made.path, cls: made.node }) : undefined
  const argument = [...call.args, ...call.keywords.map(({ value }) => value)].filter((each) => {
    const value = valueOf(workspace, path, each)
    return value.kind === 'session' && value.ref.id === ref.id
  })
  const [given, ...more] = argument
  if (!family || !given || more.length > 0 || family.some(handsItselfOn)) return undefined
  const called = methodsCalled(workspace, path, call, family)
  const kept = called && constructed(workspace, family, call, given)
  if (!kept || kept.attrs.length === 0) return undefined
  const reached = reachedFrom(family, called)
  const events = family.flatMap((each) => methodEffects(workspace, each, kept.attrs, reached))
  if (events.includes(undefined)) return undefined
  const sum = followObjects(workspace, sumOf([kept.effect, ...events.flatMap((each) => (each ? [each] : []))]), depth + 1)
  // What sets the path itself is mended first.
  return sum.sets ? undefined : sum
}

/** Undefined where a base is not of this project: its methods may do anything. */
function ownFamily(workspace: Workspace, own: ClassOf): readonly ClassOf[] | undefined {
  const { classes, complete } = familyOf(workspace, own)
  return complete ? classes : undefined
}

/** What one method, or the closures in it, do to the session that the object keeps; undefined where that is not seen to be one. */
function methodEffects(
  workspace: Workspace,
  { path, cls }: ClassOf,
  attrs: readonly string[],
  reached: ReadonlySet<string>,
): readonly (Effect | undefined)[] {
  return cls.body.flatMap((member) => {
    if (member.kind !== 'FunctionDef' || !reached.has(member.name)) return []
    const isKept = (node: Node): node is Expr & { kind: 'Attribute' } =>
      node.kind === 'Attribute' && attrs.includes(node.attr) && node.value.kind === 'Name' && node.value.id === 'self'
    const unknown = [...descendants(member)].some(
      (node) => isKept(node) && node.parent?.kind !== 'Assign' && valueOf(workspace, path, node).kind !== 'session',
    )
    if (unknown) return [undefined]
    const { events, atLeave } = eventsOf(workspace, path, member)
    const inside = closuresOf(workspace, path, member).flatMap((closure) => closure.events)
    const mine = [...events, ...inside, ...[...atLeave.values()].flat()].filter(
      ({ ref }) => ref.origin.kind === 'attribute' && attrs.includes(ref.origin.attr),
    )
    return [effectOf(workspace, path, mine)]
  })
}

/** The methods that run when some are called: what one asks of `self`, or of its base. */
function reachedFrom(family: readonly ClassOf[], called: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>(['__init__', ...called])
  for (const name of reached)
    for (const { cls } of family)
      for (const node of methodOf(cls, name) ? descendants(methodOf(cls, name) ?? cls) : [])
        if (node.kind === 'Attribute' && isOwn(node.value) && family.some((each) => methodOf(each.cls, node.attr))) reached.add(node.attr)
  return reached
}

const isOwn = (expr: Expr): boolean => isSelf(expr) || (expr.kind === 'Call' && headName(expr.func) === 'super')

/** The attributes that the constructor keeps a session in, and what else it does to it. */
function constructed(
  workspace: Workspace,
  family: readonly ClassOf[],
  call: Call,
  given: Expr,
): { readonly attrs: readonly string[]; readonly effect: Effect } | undefined {
  const owner = family.find(({ cls }) => methodOf(cls, '__init__'))
  const init = owner && methodOf(owner.cls, '__init__')
  const param = init && paramFor(call, init, given)
  if (!owner || !init || !param) return undefined
  const attrs = keptIn(init, param)
  const effect = effectOn(workspace, owner.path, init, param)
  const inherited = effect.unfollowed.filter(({ event }) => event.kind === 'pass' && isSuper(event.call))
  const [passed, ...more] = inherited
  const rest = family.slice(family.indexOf(owner) + 1)
  const onward = passed?.event.kind === 'pass' ? passed.event.call : undefined
  const argument = onward?.args.find((each) => each.kind === 'Name' && each.id === param.name)
  const base = onward && argument ? constructed(workspace, rest, onward, argument) : undefined
  if (more.length > 0 || (passed && !base)) return undefined
  return {
    attrs: [...attrs, ...(base?.attrs ?? [])],
    effect: sumOf([
      {
        ...effect,
        unfollowed: effect.unfollowed.filter((each) => !inherited.includes(each)),
        keeps: effect.keeps.filter(({ event }) => !isKeeping(event.node)),
      },
      ...(base ? [base.effect] : []),
    ]),
  }
}

const isSuper = ({ func }: Call): boolean =>
  func.kind === 'Attribute' && func.attr === '__init__' && func.value.kind === 'Call' && headName(func.value.func) === 'super'

/** `self.db = db` */
const keptIn = (init: FunctionDef, { name }: Param): readonly string[] =>
  [...descendants(init)].flatMap((node) => {
    if (node.kind !== 'Assign' || node.value?.kind !== 'Name' || node.value.id !== name) return []
    return node.targets.flatMap((target) => (target.kind === 'Attribute' && isSelf(target.value) ? [target.attr] : []))
  })

const isSelf = (expr: Expr): boolean => expr.kind === 'Name' && expr.id === 'self'

const isKeeping = ({ parent }: Node): boolean =>
  parent?.kind === 'Assign' && parent.targets.every((target) => target.kind === 'Attribute' && isSelf(target.value))

/** A method that gives `self` to somebody else, with the session in it. */
const handsItselfOn = ({ cls }: ClassOf): boolean =>
  [...descendants(cls)].some((node) => node.kind === 'Name' && node.id === 'self' && node.parent?.kind !== 'Attribute')

/**
 * The methods that are called of `Service(db)`, of `service = Service(db)`, or (all of them) of `self.service = Service(self.db)`; undefined
 * where it is used for anything else.
 */
function methodsCalled(workspace: Workspace, path: string, call: Call, family: readonly ClassOf[]): readonly string[] | undefined {
  const { parent } = call
  const methodAt = (node: Node): string | undefined => {
    const access = node.parent
    if (access?.kind !== 'Attribute' || access.value !== node) return undefined
    const method = family.map(({ cls }) => methodOf(cls, access.attr)).find((each) => each !== undefined)
    const isProperty = method?.decorators.some((decorator) => /property$/.test(headName(decorator) ?? '')) === true
    return method && (isProperty || (access.parent?.kind === 'Call' && access.parent.func === access)) ? access.attr : undefined
  }
  const all = (nodes: readonly Node[]): readonly string[] | undefined => {
    const names = nodes.map(methodAt)
    return names.includes(undefined) ? undefined : names.flatMap((name) => name ?? [])
  }
  if (parent?.kind === 'Attribute') return all([call])
  if (parent?.kind !== 'Assign' || parent.value !== call || parent.targets.length !== 1) return undefined
  const [target] = parent.targets
  if (target?.kind === 'Name') {
    const fn = functionAround(call)
    if (fn?.kind !== 'FunctionDef' || scopeOf(fn).bindings.get(target.id)?.length !== 1) return undefined
    return all([...descendants(fn)].filter((node) => node !== target && node.kind === 'Name' && node.id === target.id))
  }
  const cls = target?.kind === 'Attribute' && isSelf(target.value) ? classAround(call) : undefined
  const around = cls && target?.kind === 'Attribute' ? ownFamily(workspace, { path, cls }) : undefined
  const uses = around?.flatMap((each) =>
    [...descendants(each.cls)].filter(
      (node) =>
        node !== target && node.kind === 'Attribute' && target?.kind === 'Attribute' && node.attr === target.attr && isSelf(node.value),
    ),
  )
  // Others may call the rest of them.
  return (
    uses && all(uses) && family.flatMap((each) => each.cls.body.flatMap((member) => (member.kind === 'FunctionDef' ? [member.name] : [])))
  )
}

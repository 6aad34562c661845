import { functionAround, isLocalName, scopeOf } from '../../project/sessions/bindings'
import { subclassesOf } from '../../project/sessions/callers'
import { classAround } from '../../project/sessions/class-members'
import { isContextManager } from '../../project/sessions/context-manager'
import { handedBindOf } from '../../project/sessions/handed-bind'
import { whoReplacesCalled } from '../../project/sessions/replaced-names'
import { valueOf } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { Assign, Call, Expr, For, FunctionDef, PythonModule } from '../../python/ast'
import { descendants, dottedName, lastName } from '../../python/children'
import { removeStatements } from '../remove-statements'
import { bindArgument } from './bind-argument'
import { type Given, handedOn } from './handed-on'
import { nameClass, nameEngine, nameEngineItself, nameFactory } from './name-engine'
import { openerBeside, openerOf } from './opener'
import type { Opening } from './opening'
import type { Rewrite } from './plan'
import { proved } from './proof'
import { otherThanNamed, proveFactory, replaced } from './prove-factory'
import { closes, deedsOf } from './scope-deeds'

/**
 * Where the session comes from a function that does nothing else than open it: it is opened here instead. Where that function also commits at
 * the end of its block, it hands on what this one gives it.
 */
export function openedElsewhere(rewrite: Rewrite): Opening | undefined {
  const { workspace, module } = rewrite
  const given = readGiven(rewrite)
  if (!given) return undefined
  const { alone, call, fn, giver, inner, made } = given
  const { parent } = call
  const isMethod = fn.parent !== undefined
  const yields = [...descendants(fn)].some((node) => node.kind === 'Yield')
  if (isContextManager(workspace, giver.path, fn) || (yields && fn.decorators.length === 0 && isEntered(call))) {
    const does = deedsOf(fn, inner, false)
    if (!does || !isEntered(call)) return undefined
    const plain =
      alone && does === 'opens' && !isMethod && !handedBindOf(fn, made) && closes(fn, inner) && openerOf(workspace, inner) !== undefined
    return plain ? openedHere(rewrite, given, call) : handedOn(rewrite, given)
  }
  if (isMethod)
    return !fn.async && !yields && fn.decorators.length === 0 && deedsOf(fn, inner, false) === 'opens'
      ? handedOn(rewrite, given)
      : undefined
  if (!alone || fn.decorators.length > 0 || !openerOf(workspace, inner)) return undefined
  if (parent?.kind === 'For')
    return deedsOf(fn, inner, true) === 'opens' && closes(fn, inner) ? openedOnce(rewrite, given, parent) : undefined
  if (fn.async) return undefined
  if (!yields) return deedsOf(fn, inner, false) === 'opens' ? openedHere(rewrite, given, call) : undefined
  if (parent?.kind === 'Assign')
    return deedsOf(fn, inner, true) === 'opens' && closes(fn, inner) ? openedForGenerator(rewrite, given, parent) : undefined
  // Nobody keeps the generator of `next(get_db())`, so it ends at once and closes a session that nothing was done with.
  const next = parent?.kind === 'Call' && parent.func.kind === 'Name' && parent.func.id === 'next' && parent.args.length === 1
  if (!next || workspace.resolveName(module.path, 'next') || deedsOf(fn, inner, true) !== 'opens') return undefined
  return openedHere(rewrite, given, parent)
}

function readGiven(rewrite: Rewrite): Given | undefined {
  const { workspace, module, fn, ref } = rewrite
  const { origin, id: call } = ref
  if (origin.kind !== 'yielded' || origin.via !== 'call' || call.kind !== 'Call' || functionAround(call) !== fn) return undefined
  const { inner, fn: giving } = origin
  const giver = workspace.module(origin.path)
  if (!giver || inner.origin.kind !== 'opened' || functionAround(inner.origin.call) !== giving) return undefined
  if (giving.parent && !isOfKnownObject(workspace, module, call, giving)) return undefined
  const { call: made } = inner.origin
  const opener = openerBeside(workspace, inner)
  if (!opener) return undefined
  const [patched] = whoReplacesCalled(workspace, module.path, call.func)
  const opens =
    opener.kind === 'factory'
      ? proveFactory({ ...rewrite, module: giver, ref: inner })
      : proved('P4', `the session has one bind, \`${opener.engine.name ?? 'an engine'}\``)
  const other =
    opens.verdict !== 'proved' ? undefined : patched ? replaced(workspace, patched) : otherThanNamed(workspace, module, call, opener, giver)
  return {
    alone: origin.at === inner.id || origin.at.kind === 'Name',
    call,
    giver,
    fn: giving,
    inner,
    made,
    opener,
    proofs: [opens, ...(other ? [other] : [])],
  }
}

/** `database.session()`, `self.session()`: no subclass can stand in for the class that defines the method. */
function isOfKnownObject(workspace: Workspace, module: PythonModule, { func }: Call, { parent: cls }: FunctionDef): boolean {
  if (func.kind !== 'Attribute' || cls?.kind !== 'ClassDef' || cls.parent || dottedName(func.value) === undefined) return false
  if (func.value.kind === 'Name' && func.value.id === 'self') return classAround(func) === cls && subclassesOf(workspace, cls).length === 0
  const value = valueOf(workspace, module.path, func.value)
  return value.kind === 'instance' && value.node === cls && isMadeHere(workspace, module, func.value)
}

/** `database = Database()`: what is given or promised by a type may be another object. */
function isMadeHere(workspace: Workspace, module: PythonModule, object: Expr): boolean {
  const dotted = dottedName(object)
  const definition = dotted === undefined ? undefined : workspace.resolveName(module.path, dotted, object.start)
  const made = definition?.kind === 'definition' && definition.node.kind === 'Assign' ? definition.node.value : undefined
  return (
    !isLocalName(object, dotted?.split('.')[0] ?? '') &&
    made?.kind === 'Call' &&
    valueOf(workspace, module.path, made.func).kind !== 'function'
  )
}

/** `session_scope()` -> `SessionLocal(bind=…)`, in the place of `call`. */
function openedHere({ workspace, module }: Rewrite, given: Given, call: Call): Opening | undefined {
  const { opener, made } = given
  const { argsSpan } = call
  const options = opener.kind === 'factory' ? made.args.length + made.keywords.length : 0
  if (given.call.args.length + given.call.keywords.length + options > 0) return undefined
  if (module.text.slice(argsSpan.start, argsSpan.end).includes('#')) return undefined
  return {
    call,
    opener,
    options: [],
    goes: true,
    proofs: given.proofs,
    also: [],
    commits: false,
    catches: false,
    name() {
      const isFactory = opener.kind === 'factory'
      const name = isFactory
        ? nameFactory(workspace, module, given.call, opener.factory)
        : nameClass(workspace, module, given.call, opener.qualified)
      if (typeof name === 'string') return name
      const engine = isFactory
        ? nameEngine(workspace, module, given.call, opener.factory)
        : nameEngineItself(workspace, module, given.call, opener.engine)
      if (typeof engine === 'string') return engine
      return { factory: name.source, engine: engine.source, imports: [...name.imports, ...engine.imports] }
    },
    bind: (names, schema) => [
      { start: call.start, end: argsSpan.start, text: names.factory },
      bindArgument(workspace, module, call, names.engine, schema, { alone: true, by: opener.kind === 'factory' ? 'bind=' : '' }),
    ],
  }
}

/** `sessions = get_db()`, `db = next(sessions)` … `sessions.close()` -> `db = SessionLocal(bind=…)` … `db.close()` */
function openedForGenerator(rewrite: Rewrite, given: Given, kept: Assign): Opening | undefined {
  const { workspace, module, fn } = rewrite
  const [target, ...more] = kept.targets
  if (target?.kind !== 'Name' || more.length > 0 || kept.annotation || scopeOf(fn).bindings.get(target.id)?.length !== 1) return undefined
  const uses = [...descendants(fn)].filter((node) => node !== target && node.kind === 'Name' && node.id === target.id)
  const asked = uses.flatMap(({ parent }) =>
    parent?.kind === 'Call' && parent.func.kind === 'Name' && parent.func.id === 'next' && parent.args.length === 1 ? [parent] : [],
  )
  const ended = uses.filter(
    ({ parent }) =>
      parent?.kind === 'Attribute' &&
      parent.attr === 'close' &&
      parent.parent?.kind === 'Call' &&
      parent.parent.parent?.kind === 'ExprStmt',
  )
  const [next, ...others] = asked
  const named = next?.parent?.kind === 'Assign' && next.parent.targets.length === 1 ? next.parent.targets[0] : undefined
  if (!next || others.length > 0 || asked.length + ended.length !== uses.length || named?.kind !== 'Name') return undefined
  if (functionAround(next) !== fn || ended.some((each) => functionAround(each) !== fn) || workspace.resolveName(module.path, 'next'))
    return undefined
  if (scopeOf(fn).bindings.get(named.id)?.length !== 1 || next.start < kept.end) return undefined
  const gone = removeStatements(module, [kept])
  const opening = gone && openedHere(rewrite, given, next)
  return (
    opening && {
      ...opening,
      gone: [kept],
      bind: (names, schema) => [
        ...opening.bind(names, schema),
        ...gone.edits,
        ...ended.map(({ start, end }) => ({ start, end, text: named.id })),
      ],
    }
  )
}

/** `for db in get_db():`, whose body runs once, -> `with SessionLocal(bind=…) as db:` */
function openedOnce(rewrite: Rewrite, given: Given, loop: For): Opening | undefined {
  const { module } = rewrite
  const { call } = given
  const header = module.text.slice(loop.start, call.start)
  if (loop.iter !== call || loop.target.kind !== 'Name' || loop.orelse.length > 0 || leavesRound(loop) || /[#\\\n]/.test(header))
    return undefined
  const opening = openedHere(rewrite, given, call)
  const as = ` as ${loop.target.id}`
  return (
    opening && {
      ...opening,
      // It would put its own header into the place of the call.
      opener: undefined,
      bind: (names, schema) => [
        { start: loop.start, end: call.start, text: loop.async ? 'async with ' : 'with ' },
        ...opening.bind(names, schema),
        { start: call.end, end: call.end, text: as },
      ],
    }
  )
}

/** A `break` or `continue` of this very loop. */
const leavesRound = (loop: For): boolean =>
  [...descendants(loop)].some((node) => {
    if (node.kind !== 'Break' && node.kind !== 'Continue') return false
    let at = node.parent
    while (at && at.kind !== 'For' && at.kind !== 'While') at = at.parent
    return at === loop
  })

/** `with session_scope() as db`, `db = stack.enter_context(session_scope())` */
const isEntered = ({ parent }: Call): boolean =>
  parent?.kind === 'WithItem' || (parent?.kind === 'Call' && /^enter_(async_)?context$/.test(lastName(parent.func)))

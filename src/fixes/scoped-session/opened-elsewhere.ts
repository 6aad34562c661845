import { functionAround, scopeOf } from '../../project/sessions/bindings'
import { handedBindOf } from '../../project/sessions/handed-bind'
import { whoReplacesCalled } from '../../project/sessions/replaced-names'
import type { SessionRef } from '../../project/sessions/value'
import type { Workspace } from '../../project/workspace'
import type { Call, ExceptHandler, Expr, For, FunctionDef, Keyword, PythonModule, Stmt } from '../../python/ast'
import { descendants, lastName } from '../../python/children'
import type { TextEdit } from '../../text/apply-edits'
import { linesOf } from '../python-lines'
import { isLogging } from '../remove-statements'
import { bindArgument, nameClass, nameEngine, nameEngineItself, nameFactory } from './bind-argument'
import { type Opener, openerOf } from './opener'
import type { Opening } from './opening'
import type { Rewrite } from './plan'
import { type Proof, proved } from './proof'
import { otherThanNamed, proveFactory, replaced } from './prove-factory'

/** A session that a function of the project opens for the one that asks it. */
interface Given {
  /** It gives the session alone: what asks it for a tuple would have to change. */
  readonly alone: boolean
  /** The call of that function. */
  readonly call: Call
  readonly giver: PythonModule
  readonly fn: FunctionDef
  /** What the giver opens, and the call that opens it. */
  readonly inner: SessionRef
  readonly made: Call
  readonly opener: Opener
  readonly proofs: readonly [factory: Proof, ...more: Proof[]]
}

/**
 * Where the session comes from a function that does nothing else than open it: it is opened here instead. Where that function also commits at
 * the end of its block, it hands on what this one gives it.
 */
export function openedElsewhere(rewrite: Rewrite): Opening | undefined {
  const { workspace, module } = rewrite
  const given = readGiven(rewrite)
  if (!given) return undefined
  const { alone, call, fn, inner, made } = given
  const { parent } = call
  const yields = [...descendants(fn)].some((node) => node.kind === 'Yield')
  if (isContextManager(fn) || (yields && fn.decorators.length === 0 && isEntered(call))) {
    const does = deedsOf(fn, inner, false)
    if (!does || !isEntered(call)) return undefined
    const plain = alone && does === 'opens' && !handedBindOf(fn, made) && closes(fn, inner)
    return plain ? openedHere(rewrite, given, call) : handedOn(rewrite, given)
  }
  if (!alone || fn.decorators.length > 0) return undefined
  if (parent?.kind === 'For')
    return deedsOf(fn, inner, true) === 'opens' && closes(fn, inner) ? openedOnce(rewrite, given, parent) : undefined
  if (fn.async) return undefined
  if (!yields) return deedsOf(fn, inner, false) === 'opens' ? openedHere(rewrite, given, call) : undefined
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
  if (!giver || giving.parent || inner.origin.kind !== 'opened' || functionAround(inner.origin.call) !== giving) return undefined
  const { call: made } = inner.origin
  const opener = openerOf(workspace, inner)
  // `SessionLocal.begin()` takes no options.
  if (!opener || lastName(made.func) === 'begin') return undefined
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

/** `session_scope()` -> `session_scope(bind=…)`, which it hands on to the factory. */
function handedOn({ workspace, module }: Rewrite, given: Given): Opening | undefined {
  const { call, opener, fn, giver } = given
  if (opener.kind !== 'factory') return undefined
  if (call.keywords.some(({ name }) => name === undefined || name === 'bind') || isInjected(workspace, fn.name)) return undefined
  const edits = handOn(given)
  if (!edits) return undefined
  return {
    call,
    opener,
    options: call.args.length > 0 ? undefined : call.keywords,
    goes: false,
    proofs: given.proofs,
    also: edits.map((edit) => ({ ...edit, path: giver.path })),
    commits: [...descendants(fn)].some((node) => node.kind === 'Call' && node.func.kind === 'Attribute' && node.func.attr === 'commit'),
    catches: [...descendants(fn)].some((node) => node.kind === 'ExceptHandler' && !raisesAgain(node)),
    name() {
      const engine = nameEngine(workspace, module, call, opener.factory)
      if (typeof engine === 'string') return engine
      return { factory: module.text.slice(call.func.start, call.func.end), engine: engine.source, imports: engine.imports }
    },
    bind: ({ engine }, schema) => [bindArgument(workspace, module, call, engine, schema)],
  }
}

/** Its last statement is `raise` alone. */
const raisesAgain = ({ body }: ExceptHandler): boolean => {
  const last = body[body.length - 1]
  return last?.kind === 'Raise' && last.value === undefined
}

/** What makes a function hand options on to the factory; nothing where it does already. Callers that give none get the session they got. */
function handOn({ fn, made, giver }: Given): readonly TextEdit[] | undefined {
  const handed = handedBindOf(fn, made)
  if (handed) return handed.rest ? [] : undefined
  const { argsSpan } = made
  const taken = fn.params.some(({ style, name }) => style === 'doublestar' || name === 'options') || scopeOf(fn).bindings.has('options')
  const names = [...descendants(fn)].some((node) => node.kind === 'Name' && node.id === 'options')
  const lastArgument = made.keywords[made.keywords.length - 1]
  const commented = !lastArgument && giver.text.slice(argsSpan.start, argsSpan.end).includes('#')
  if (taken || names || made.args.length > 0 || commented) return undefined
  const header = /^\s*\(\s*\)/.exec(giver.text.slice(fn.nameStart + fn.name.length))
  const last = fn.params[fn.params.length - 1]
  const typed = fn.returns !== undefined || fn.params.some(({ annotation }) => annotation !== undefined)
  const rest = typed ? '**options: object' : '**options'
  const at = last ? last.end : header ? fn.nameStart + fn.name.length + header[0].length - 1 : undefined
  if (at === undefined) return undefined
  return [{ start: at, end: at, text: last ? `, ${rest}` : rest }, spreadOptions(giver, made, lastArgument)]
}

/** `**options` behind what is given now, on a line of its own where every argument has one. */
function spreadOptions(giver: PythonModule, { argsSpan }: Call, last: Keyword | undefined): TextEdit {
  const insert = (at: number, text: string) => ({ start: at, end: at, text })
  if (!last) return insert(argsSpan.end - 1, '**options')
  const lines = linesOf(giver)
  const indent = lines.indentAt(last.start)
  const line = lines.lineOf(last.end)
  const own = lines.startOf(lines.lineOf(last.start)) + indent.length === last.start
  const rest = giver.text.slice(last.end, lines.startOf(line) + lines.textOf(line).length)
  if (own && /^,[ \t]*(#.*)?$/.test(rest)) return insert(last.end + rest.length, `${lines.newline}${indent}**options,`)
  return insert(last.end, ', **options')
}

/** FastAPI would take a parameter of a dependency for one of the request. */
function isInjected(workspace: Workspace, name: string): boolean {
  return workspace.memo(
    `fixes/injected/${name}`,
    () => {
      const injecting = new RegExp(`\\b(?:Depends|Security|Provide)\\s*\\(\\s*(?:[\\w.]+\\.)?${name}\\b`)
      return workspace.filesWith([name], ['.py']).some((path) => injecting.test(workspace.text(path) ?? ''))
    },
    'while-typing',
  )
}

/** `with session_scope() as db`, `db = stack.enter_context(session_scope())` */
const isEntered = ({ parent }: Call): boolean =>
  parent?.kind === 'WithItem' || (parent?.kind === 'Call' && /^enter_(async_)?context$/.test(lastName(parent.func)))

const isContextManager = ({ decorators }: FunctionDef): boolean =>
  decorators.length === 1 && decorators.every((each) => /^(async)?contextmanager$/.test(lastName(each)))

/** What a function does besides giving a session that it opens: `ends` when it commits or treats a failure of the block. */
type Deeds = 'opens' | 'ends'

/** Undefined where it does anything else that anybody could notice. */
function deedsOf(fn: FunctionDef, { id }: SessionRef, abandoned: boolean): Deeds | undefined {
  let ends = false
  const names = new Set(
    [...descendants(fn)].flatMap((node) => {
      const target =
        node.kind === 'Assign' && node.value === id
          ? node.targets[0]
          : node.kind === 'WithItem' && node.context === id
            ? node.target
            : undefined
      return target?.kind === 'Name' ? [target.id] : []
    }),
  )
  const isIt = (expr: Expr | undefined): boolean => expr === id || (expr?.kind === 'Name' && names.has(expr.id))
  const isPlain = (stmt: Stmt): boolean => {
    switch (stmt.kind) {
      case 'ExprStmt': {
        const value = stmt.value.kind === 'Await' ? stmt.value.value : stmt.value
        if (value.kind === 'Str' || value.kind === 'Yield' || isLogging(stmt)) return true
        const func = value.kind === 'Call' && value.args.length === 0 ? value.func : undefined
        const method = func?.kind === 'Attribute' && isIt(func.value) ? func.attr : ''
        ends ||= method === 'commit' || method === 'rollback'
        return /^(commit|rollback|close)$/.test(method)
      }
      case 'Assign':
        return stmt.value === id && stmt.targets.length === 1 && stmt.targets[0]?.kind === 'Name'
      case 'Return':
        return isIt(stmt.value)
      case 'With':
        return stmt.items.length === 1 && stmt.items[0]?.context === id && stmt.body.every(isPlain)
      case 'Try': {
        // What ends an abandoned generator is no `Exception`.
        if (abandoned && stmt.handlers.some(({ type }) => type?.kind !== 'Name' || !/^(?!Base|Generator)\w+$/.test(type.id))) return false
        ends ||= !abandoned && stmt.handlers.length > 0
        const failed = abandoned ? [] : stmt.handlers.flatMap(({ body }) => body)
        return [...stmt.body, ...stmt.orelse, ...stmt.finalbody, ...failed].every(isPlain)
      }
      case 'Raise':
        ends = true
        return true
      case 'Pass':
        return true
      default:
        return false
    }
  }
  if (!fn.body.every(isPlain)) return undefined
  return ends ? 'ends' : 'opens'
}

/** `session.close()`, or a block that closes it. */
const closes = (fn: FunctionDef, { id }: SessionRef): boolean =>
  id.parent?.kind === 'WithItem' ||
  [...descendants(fn)].some((node) => node.kind === 'Call' && node.func.kind === 'Attribute' && node.func.attr === 'close')

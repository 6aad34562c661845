import { scopeOf } from '../../project/sessions/bindings'
import { whoDependsOn } from '../../project/sessions/depends'
import { handedBindOf } from '../../project/sessions/handed-bind'
import type { SessionRef } from '../../project/sessions/value'
import type { Call, ExceptHandler, FunctionDef, Keyword, PythonModule } from '../../python/ast'
import { descendants } from '../../python/children'
import type { TextEdit } from '../../text/apply-edits'
import { linesOf } from '../python-lines'
import { bindArgument } from './bind-argument'
import { nameEngine, nameEngineItself } from './name-engine'
import { bindOf, type Opener, openedWith } from './opener'
import type { Opening } from './opening'
import type { Rewrite } from './plan'
import type { Proof } from './proof'
import { commits } from './scope-deeds'

/** A session that a function of the project opens for the one that asks it. */
export interface Given {
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

/** `session_scope()` -> `session_scope(bind=…)`, which it hands on to what opens the session. */
export function handedOn({ workspace, module }: Rewrite, given: Given): Opening | undefined {
  const { call, opener, fn, giver, made } = given
  // FastAPI would take a parameter of a dependency for one of the request.
  if (call.keywords.some(({ name }) => name === undefined || name === 'bind') || whoDependsOn(workspace, fn.name)) return undefined
  const edits = handOn(given)
  if (!edits) return undefined
  return {
    call,
    opener,
    options: call.args.length > 0 ? undefined : call.keywords,
    goes: false,
    proofs: given.proofs,
    also: edits.map((edit) => ({ ...edit, path: giver.path })),
    commits: commits(fn),
    catches: [...descendants(fn)].some((node) => node.kind === 'ExceptHandler' && !raisesAgain(node)),
    name() {
      const engine =
        opener.kind === 'factory'
          ? nameEngine(workspace, module, call, opener.factory)
          : nameEngineItself(workspace, module, call, opener.engine, made)
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

/** What makes a function hand a bind on; nothing where it does already. Callers that give none get the session they got. */
function handOn(given: Given): readonly TextEdit[] | undefined {
  const { fn, made } = given
  const handed = handedBindOf(fn, made)
  if (handed) return handed.rest || handed.param.name === 'bind' ? [] : undefined
  return given.opener.kind === 'factory' ? handOptions(given) : handBind(given)
}

/** `SessionLocal()` -> `SessionLocal(**options)` */
function handOptions({ fn, made, giver }: Given): readonly TextEdit[] | undefined {
  const { argsSpan, parent } = made
  const lastArgument = made.keywords[made.keywords.length - 1]
  const commented = !lastArgument && giver.text.slice(argsSpan.start, argsSpan.end).includes('#')
  if (isTaken(fn, 'options') || made.args.length > 0 || commented) return undefined
  const parameter = addParameter(giver, fn, '**options', '**options: object')
  if (!parameter) return undefined
  const opens = openedWith(made)
  if (opens === made.func) return [parameter, spreadOptions(giver, made, lastArgument)]
  // `with SessionLocal.begin() as session:` -> `with SessionLocal(**options) as session, session.begin():`
  const name = parent?.kind === 'WithItem' && parent.target?.kind === 'Name' ? parent.target : undefined
  if (!name) return undefined
  return [
    parameter,
    { start: opens.end, end: made.end, text: '(**options)' },
    { start: name.end, end: name.end, text: `, ${name.id}.begin()` },
  ]
}

/** `Session(engine)` -> `Session(bind or engine)` */
function handBind({ fn, made, giver }: Given): readonly TextEdit[] | undefined {
  const bind = bindOf(made)
  const parameter = isTaken(fn, 'bind') || !bind ? undefined : addParameter(giver, fn, 'bind=None', 'bind=None')
  return parameter && bind && [parameter, { start: bind.start, end: bind.start, text: 'bind or ' }]
}

const isTaken = (fn: FunctionDef, name: string): boolean =>
  fn.params.some((param) => param.style === 'doublestar' || param.name === name) ||
  scopeOf(fn).bindings.has(name) ||
  [...descendants(fn)].some((node) => node.kind === 'Name' && node.id === name)

function addParameter(giver: PythonModule, fn: FunctionDef, plain: string, typed: string): TextEdit | undefined {
  const header = /^\s*\(\s*\)/.exec(giver.text.slice(fn.nameStart + fn.name.length))
  const last = fn.params[fn.params.length - 1]
  const isTyped = fn.returns !== undefined || fn.params.some(({ annotation }) => annotation !== undefined)
  const text = isTyped ? typed : plain
  const at = last ? last.end : header ? fn.nameStart + fn.name.length + header[0].length - 1 : undefined
  return at === undefined ? undefined : { start: at, end: at, text: last ? `, ${text}` : text }
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

import { functionAround } from '../../project/sessions/bindings'
import { keywordOf } from '../../project/sessions/call-arguments'
import { isSessionClass } from '../../project/sessions/sqlalchemy-names'
import { valueOf } from '../../project/sessions/values'
import { linesOf } from '../python-lines'
import { bindArgument, maximumLine } from './bind-argument'
import { proveGivenEngine } from './given-engine'
import { keptFunction } from './kept-function'
import { bindOf, openerOf } from './opener'
import type { Opening } from './opening'
import type { Rewrite } from './plan'
import { proved } from './proof'
import { mapSource } from './tenant-token'

/** `Session(engine)` -> `Session(engine.execution_options(…))`: a session without a factory, bound to the engine that it is given. */
export function openedByClass({ workspace, module, fn, ref }: Rewrite): Opening | string {
  const { origin } = ref
  if (origin.kind !== 'opened' || functionAround(origin.call) !== fn) return 'the session is opened outside of this function'
  const { call } = origin
  const { args, keywords, argsSpan, func } = call
  const callee = valueOf(workspace, module.path, func)
  if (callee.kind === 'opener')
    return 'what opens the session is given by others, and its engine is not known: let it open sessions of the tenant'
  if (callee.kind !== 'external' || !isSessionClass(callee.qualified)) return 'the session is made without a session factory'
  const named = keywordOf(call, 'bind')
  const bind = bindOf(call)
  if (!bind || args.length > (named ? 0 : 1) || bind.kind === 'Starred') return 'the session is given no engine of its own'
  if (keywords.some(({ name }) => name === undefined || name === 'binds' || name === 'twophase'))
    return 'the session may use several binds, and a map on one engine would not reach the others'
  const isPlain = bind.kind === 'Name' || bind.kind === 'Attribute' || bind.kind === 'Call'
  const known = valueOf(workspace, module.path, bind).kind === 'engine'
  const given = known ? undefined : proveGivenEngine(workspace, module.path, bind)
  if ((!known && !given) || !isPlain) return 'what the session is bound to is not known to be an engine'
  const engine = module.text.slice(bind.start, bind.end)
  return {
    call,
    opener: openerOf(workspace, ref),
    options: keywords.filter((keyword) => keyword !== named),
    goes: false,
    proofs: [given ?? proved('P4', `the session has one bind, \`${engine}\``)],
    also: [],
    commits: false,
    catches: false,
    name: () => ({
      factory: module.text.slice(func.start, func.end),
      engine,
      ...(/^[\w.]+$/.test(engine) || (bind.kind === 'Call' && keptFunction(workspace, module.path, bind)) ? {} : { anew: true as const }),
      imports: [],
    }),
    bind(names, schema) {
      const bound = `.execution_options(${mapSource(workspace, schema)})`
      const lines = linesOf(module)
      const alone = args.length + keywords.length === 1 && !/[\n#]/.test(module.text.slice(argsSpan.start, argsSpan.end))
      if (!alone || lines.textOf(lines.lineOf(call.start)).length + bound.length <= maximumLine)
        return [{ start: bind.end, end: bind.end, text: bound }]
      return [bindArgument(workspace, module, call, names.engine, schema, { alone: true, by: named ? 'bind=' : '' })]
    },
  }
}

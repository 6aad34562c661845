import { keywordOf } from '../../project/sessions/call-arguments'
import { reboundFactories } from '../../project/sessions/rebound-factories'
import { isSessionClass } from '../../project/sessions/sqlalchemy-names'
import { valueOf } from '../../project/sessions/values'
import type { Rewrite } from './plan'
import { type Proof, proved } from './proof'

/** P4: a plain sessionmaker with one bind. */
export function proveFactory({ workspace, module, ref }: Rewrite): Proof {
  const { origin } = ref
  if (origin.kind !== 'opened' || !origin.factory)
    return { id: 'P4', verdict: 'refuted', text: 'the session is made without a session factory' }
  const { factory, call } = origin
  const name = factory.name ?? 'the factory'
  const no = (text: string): Proof => ({ id: 'P4', verdict: 'refuted', text })
  if (factory.scoped)
    return no(`\`${name}\` is a scoped_session: its registry hands the session to other code, which a bind given here would surprise`)
  if (factory.severalBinds) return no(`\`${name}\` may use several binds, and a map on one engine would not reach the others`)
  if (!factory.engine) return no(`the engine of \`${name}\` is not known`)
  if (keywordOf(call, 'bind') || call.args.length > 0) return no('the session is given a bind already')
  const { program, tests } = reboundFactories(workspace)
  if (program.has(name)) return no(`\`${name}.configure(bind=…)\` gives it another engine while the program runs`)
  if (tests.has(name))
    return no(`the tests give it their own engine with \`${name}.configure(bind=…)\`, which a bind given here would pass by`)
  const callee = valueOf(workspace, module.path, call.func)
  if (callee.kind === 'external' && isSessionClass(callee.qualified)) return no('the session is made without a session factory')
  if (call.func.kind === 'Attribute' && call.func.attr === 'begin')
    return no('`begin()` of a factory takes no bind: open the session with `bind=` and begin it inside')
  return proved('P4', `\`${name}\` is a plain session factory with one bind, \`${factory.engine.name ?? 'an engine'}\``)
}

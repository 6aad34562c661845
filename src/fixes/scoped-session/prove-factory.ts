import { placeOf } from '../../project/place-of'
import { keywordOf } from '../../project/sessions/call-arguments'
import { subclassesOf } from '../../project/sessions/callers'
import { assignmentsTo, classAround, methodOf } from '../../project/sessions/class-members'
import { reboundFactories } from '../../project/sessions/rebound-factories'
import { type Replacement, whoReplaces, whoReplacesCalled } from '../../project/sessions/replaced-names'
import { isNeverGiven } from '../../project/sessions/scope'
import { isSessionClass } from '../../project/sessions/sqlalchemy-names'
import { valueOf } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { Call, ClassDef, PythonModule } from '../../python/ast'
import { type Opener, openedWith } from './opener'
import type { Rewrite } from './plan'
import { missing, type Proof, proved } from './proof'

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
  const { given } = factory
  if (given && !isNeverGiven(workspace, given))
    return missing('P4', `\`${given.fn.name}\` may be given another factory as \`${given.param.name}\``)
  if (keywordOf(call, 'bind') || call.args.length > 0) return no('the session is given a bind already')
  const { program, tests } = reboundFactories(workspace)
  if (program.has(name)) return no(`\`${name}.configure(bind=…)\` gives it another engine while the program runs`)
  if (tests.has(name))
    return no(`the tests give it their own engine with \`${name}.configure(bind=…)\`, which a bind given here would pass by`)
  const callee = valueOf(workspace, module.path, call.func)
  if (callee.kind === 'external' && isSessionClass(callee.qualified)) return no('the session is made without a session factory')
  const other = otherThanNamed(workspace, module, call, { kind: 'factory', factory })
  if (other) return other
  return proved('P4', `\`${name}\` is a plain session factory with one bind, \`${factory.engine.name ?? 'an engine'}\``)
}

/** Something else may stand under the name that is called, or under the ones that the fix writes. */
export function otherThanNamed(
  workspace: Workspace,
  module: PythonModule,
  call: Call,
  opener: Opener,
  /** The module whose function opens the session, where it is another one. */
  giver = module,
): Proof | undefined {
  const [found] = [
    ...whoReplacesCalled(workspace, module.path, openedWith(call)),
    ...namesOf(opener).flatMap(({ path, name }) => [path, giver.path, module.path].flatMap((place) => whoReplaces(workspace, place, name))),
  ].filter(({ mock }) => !mock)
  return found ? replaced(workspace, found) : ofClass(workspace, module, call)
}

function namesOf(opener: Opener): readonly { readonly path: string; readonly name: string }[] {
  const named = (path: string, name: string | undefined) => (name === undefined ? [] : [{ path, name }])
  if (opener.kind === 'class') return named(opener.engine.path, opener.engine.name)
  const { path, name, engineExpr, engine } = opener.factory
  const bind = engineExpr?.kind === 'Call' ? engineExpr.func : engineExpr
  const elsewhere = bind?.kind === 'Attribute' && engine ? named(engine.path, engine.name) : []
  return [...named(path, name), ...named(path, bind?.kind === 'Name' ? bind.id : undefined), ...elsewhere]
}

export const replaced = (workspace: Workspace, { path, node, name, test }: Replacement): Proof =>
  missing('P4', `${test ? 'the test at ' : ''}${placeOf(workspace, path, node)} may put something else in the place of \`${name}\``)

/** `self.session_factory()`: a subclass, or whoever has the object, may give it another one. */
function ofClass(workspace: Workspace, { path }: PythonModule, call: Call): Proof | undefined {
  const func = openedWith(call)
  if (func.kind !== 'Attribute') return undefined
  const { attr } = func
  const value = valueOf(workspace, path, func.value)
  if (value.kind === 'module') return undefined
  const isSelf = func.value.kind === 'Name' && func.value.id === 'self'
  const cls = isSelf ? classAround(func) : value.kind === 'instance' ? value.node : undefined
  const several = cls
    ? isGivenElsewhere(workspace, cls, attr)
    : countOf(workspace, attr, `\\b${attr}\\b\\s*(?::[^=\\n]+)?=(?!=)|\\bdef ${attr}\\b`) > 1
  return several ? missing('P4', `\`${attr}\` is given in several places, and may be another one here`) : undefined
}

/** Besides in the class itself, once: by a subclass, or from outside. */
function isGivenElsewhere(workspace: Workspace, cls: ClassDef, attr: string): boolean {
  const own = assignmentsTo(cls, attr)
  const given = own.filter(({ method }) => method !== undefined).length
  return (
    own.length + (methodOf(cls, attr) ? 1 : 0) > 1 ||
    countOf(workspace, attr, `(?<!\\bself)\\.${attr}\\s*(?::[^=\\n]+)?=(?!=)`) > given ||
    subclassesOf(workspace, cls).some((sub) => assignmentsTo(sub.cls, attr).length > 0 || methodOf(sub.cls, attr) !== undefined)
  )
}

/** How often the project gives something to an attribute of this name, in a way or through its name as text. */
const countOf = (workspace: Workspace, attr: string, way: string): number =>
  workspace.memo(
    `fixes/attributes-given/${way}`,
    () => {
      const giving = new RegExp(`${way}|['"]${attr}['"]`, 'g')
      return workspace.filesWith([attr], ['.py']).reduce((sum, file) => sum + [...(workspace.text(file) ?? '').matchAll(giving)].length, 0)
    },
    'while-typing',
  )

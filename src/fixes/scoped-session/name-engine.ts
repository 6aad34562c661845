import { functionAround, isLocalName, scopeOf } from '../../project/sessions/bindings'
import { classAround, methodOf } from '../../project/sessions/class-members'
import { headName } from '../../project/sessions/plain-expressions'
import { isNeverGiven } from '../../project/sessions/scope'
import type { EngineFact, FactoryFact } from '../../project/sessions/value'
import { valueOf } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { Call, ClassDef, Expr, Node, PythonModule, Stmt } from '../../python/ast'
import { dottedName } from '../../python/children'
import { keptFunction } from './kept-function'
import { madeBy, nameBeside, type TopLevelName, takenReason } from './name-beside'
import { bindOf, openedWith } from './opener'

/** How a file can name the engine that a factory is bound to, where `call` opens a session. A reason when it cannot. */
export function nameEngine(workspace: Workspace, module: PythonModule, call: Call, factory: FactoryFact): TopLevelName | string {
  const { engine, engineExpr } = factory
  if (!engine || !engineExpr) return `what \`${factory.name ?? 'the factory'}\` is bound to is not known`
  // What a caller may give instead has an engine of its own.
  const kept = factory.given && !isNeverGiven(workspace, factory.given) ? nameKeptEngine(workspace, module, call, factory) : undefined
  if (kept) return kept
  const own = nameOwnEngine(workspace, module, call, factory.call, engineExpr)
  if (own !== undefined) return { source: own, imports: [] }
  // sessionmaker(bind=db.engine)
  if (
    engineExpr.kind === 'Attribute' &&
    !functionAround(factory.call) &&
    valueOf(workspace, factory.path, engineExpr.value).kind === 'module'
  ) {
    const written = dottedName(engineExpr)
    const here = factory.path === module.path && written !== undefined && !isLocalName(call, written.split('.')[0] ?? written)
    return here ? { source: written, imports: [] } : nameEngineItself(workspace, module, call, engine)
  }
  if (engineExpr.kind !== 'Name' || functionAround(factory.call)) {
    const asked = nameAskedEngine(workspace, module, call, factory)
    return asked ?? nameKeptEngine(workspace, module, call, factory) ?? 'the engine has no name of its own at the top of its module'
  }
  if (factory.path === module.path)
    return isLocalName(call, engineExpr.id) ? takenReason(engineExpr.id) : { source: engineExpr.id, imports: [] }
  return nameBeside(workspace, module, call, engineExpr.id, engine.name === engineExpr.id ? engine.path : factory.path, madeBy(engine.call))
}

/** `get_engine()` of `sessionmaker(bind=get_engine())`, when it gives the same engine each time. */
function nameAskedEngine(
  workspace: Workspace,
  module: PythonModule,
  call: Call,
  { path, engineExpr }: FactoryFact,
): TopLevelName | undefined {
  const asked = engineExpr?.kind === 'Call' ? engineExpr : undefined
  const fn = asked && keptFunction(workspace, path, asked)
  if (!fn) return undefined
  const named = nameBeside(workspace, module, call, fn.node.name, fn.path, (node) => node === fn.node)
  return typeof named === 'string' ? undefined : { ...named, source: `${named.source}()` }
}

/** `SessionLocal.kw["bind"]`: the very bind that the factory was made with, where nothing else names it. */
function nameKeptEngine(workspace: Workspace, module: PythonModule, call: Call, factory: FactoryFact): TopLevelName | undefined {
  const opens = openedWith(call)
  const value = valueOf(workspace, module.path, opens)
  const steady = dottedName(opens) !== undefined || (opens.kind === 'Call' && keptFunction(workspace, module.path, opens) !== undefined)
  if (!steady || value.kind !== 'factory' || value.factory.call !== factory.call) return undefined
  return { source: `${module.text.slice(opens.start, opens.end)}.kw["bind"]`, imports: [] }
}

/** The engine of a factory that the function makes itself, or that an object keeps beside it: `self.Session = sessionmaker(bind=self.engine)`. */
function nameOwnEngine(
  workspace: Workspace,
  module: PythonModule,
  call: Call,
  made: Call,
  engineExpr: Expr | undefined,
): string | undefined {
  const maker = functionAround(made)
  if (engineExpr?.kind === 'Name') {
    if (!maker || maker !== functionAround(call)) return undefined
    const bindings = scopeOf(maker).bindings.get(engineExpr.id) ?? []
    return bindings.length === 1 && bindings[0]?.kind === 'assign' ? engineExpr.id : undefined
  }
  const cls = classAround(made)
  const opens = openedWith(call)
  if (!cls || engineExpr?.kind !== 'Attribute' || dottedName(engineExpr.value) !== 'self' || opens.kind !== 'Attribute') return undefined
  const { attr } = engineExpr
  const object = dottedName(opens.value)
  const value = valueOf(workspace, module.path, opens.value)
  const isIts = object === 'self' ? classAround(call) === cls : value.kind === 'instance' && value.node === cls
  if (object === undefined || !isIts || !isSteady(workspace, cls, attr)) return undefined
  const shown = object !== 'self' && attr.startsWith('_') ? cls.body.find((member) => givenBy(member) === attr) : undefined
  return `${object}.${shown?.kind === 'FunctionDef' && isSteady(workspace, cls, shown.name) ? shown.name : attr}`
}

/** `def engine(self): return self._engine`: the attribute that a method gives on. */
function givenBy(member: Stmt): string | undefined {
  if (member.kind !== 'FunctionDef') return undefined
  const [stmt, ...rest] = member.body.filter((each) => each.kind !== 'ExprStmt' || each.value.kind !== 'Str')
  const given = stmt?.kind === 'Return' && rest.length === 0 ? stmt.value : undefined
  return given?.kind === 'Attribute' && dottedName(given.value) === 'self' ? given.attr : undefined
}

/** Does an attribute stand for one thing: what is given to it once, or what a property keeps or gives on? */
function isSteady(workspace: Workspace, cls: ClassDef, attr: string): boolean {
  const method = methodOf(cls, attr)
  if (!method) return settingsOf(workspace, attr) === 1
  const [decorator, ...more] = method.decorators
  if (!decorator || more.length > 0 || settingsOf(workspace, attr) > 0) return false
  if (headName(decorator) === 'cached_property') return true
  const given = headName(decorator) === 'property' ? givenBy(method) : undefined
  return given !== undefined && methodOf(cls, given) === undefined && settingsOf(workspace, given) === 1
}

/** How many places of the project give a value to an attribute of this name. */
const settingsOf = (workspace: Workspace, attr: string): number =>
  workspace.memo(
    `fixes/set-once/${attr}`,
    () => {
      const setting = new RegExp(`\\.${attr}\\s*(?::[^=\\n]*)?=(?!=)|["']${attr}["']`, 'g')
      const files = workspace.filesWith([`.${attr}`, `'${attr}'`, `"${attr}"`], ['.py'])
      return files.reduce((count, path) => count + [...(workspace.text(path) ?? '').matchAll(setting)].length, 0)
    },
    'while-typing',
  )

/** The same for a session factory, where `call` calls something of its module. */
export function nameFactory(workspace: Workspace, module: PythonModule, call: Call, factory: FactoryFact): TopLevelName | string {
  if (factory.name === undefined || functionAround(factory.call)) return 'the session factory has no name at the top of its module'
  return nameBeside(workspace, module, call, factory.name, factory.path, madeBy(factory.call))
}

/** The same for an engine at the top of its module. */
export function nameEngineItself(
  workspace: Workspace,
  module: PythonModule,
  call: Call,
  engine: EngineFact,
  /** What the session is made with, where it is a method that makes it. */
  made?: Call,
): TopLevelName | string {
  const own = made && classAround(made) ? nameOwnEngine(workspace, module, call, made, ownBindOf(made)) : undefined
  if (own !== undefined) return { source: own, imports: [] }
  return engine.name === undefined
    ? 'the engine has no name of its own at the top of its module'
    : nameBeside(workspace, module, call, engine.name, engine.path, madeBy(engine.call))
}

/** `Session(bind or self.engine)` */
const ownBindOf = (made: Call): Expr | undefined => {
  const bind = bindOf(made)
  return bind?.kind === 'BoolOp' ? bind.right : bind
}

/** How a file can name a class of a library where `at` stands. */
export function nameClass(workspace: Workspace, module: PythonModule, at: Node, qualified: string): TopLevelName | string {
  const name = qualified.slice(qualified.lastIndexOf('.') + 1)
  const bound = workspace.resolveName(module.path, name, at.start)
  const own = isLocalName(at, name)
  if (bound?.kind === 'external' && isSameClass(bound.qualified, qualified) && !own) return { source: name, imports: [] }
  if (bound || own) return takenReason(name)
  return { source: name, imports: [{ line: `from ${qualified.slice(0, qualified.lastIndexOf('.'))} import ${name}` }] }
}

/** `sqlalchemy.orm.Session` is `sqlalchemy.orm.session.Session`. */
const isSameClass = (a: string, b: string): boolean => {
  const short = (name: string) => name.replace(/\.(session|engine)\./, '.')
  return short(a) === short(b)
}

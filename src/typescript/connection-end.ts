import { ts } from 'ts-morph'
import type { Span } from '../text/span'
import { type ExpressionWorld, spanIn } from './sql-expression'
import { findAncestor, isFunction, rootOf, unwrap } from './syntax'
import { writtenIn, writtenText } from './written-text'

/** A call on the connection, in the function or in the class that keeps it. */
export interface ConnectionCall {
  readonly node: ts.CallExpression | ts.TaggedTemplateExpression
  readonly method: string
}

export interface ConnectionEnd {
  /** Where the connection goes back to its pool. */
  readonly released?: Span
  /** Something that gets the connection, or hears of its release, takes the path back. */
  readonly restored?: true
}

interface EndWorld {
  readonly world: ExpressionWorld
  /** The expression that stands for the connection: `client`, `trx`, `this.queryRunner`, Sequelize's `t`. */
  readonly connection: ts.Expression
  readonly scope: ts.Node
  readonly calls: readonly ConnectionCall[]
  readonly role: 'client' | 'transaction'
}

/** What becomes of a connection after the statement: only what is seen here counts. */
export function connectionEnd(end: EndWorld): ConnectionEnd {
  const released = releaseOf(end) ?? callbackEnd(end)
  if (!released) return {}
  return { released: spanIn(end.world.file, released), ...(isRestored(end) ? { restored: true as const } : {}) }
}

function releaseOf({ world, connection, calls, role }: EndWorld): ts.Node | undefined {
  // A transaction that ends in a rollback takes the path back with it.
  if (role === 'transaction') return isMadeHere(world, connection) ? calls.find(({ method }) => method === 'commit')?.node : undefined
  const releases = calls.filter(({ method }) => ['release', 'end', 'done'].includes(method))
  const plain = releases.find(({ node }) => ts.isCallExpression(node) && node.arguments.length === 0)
  return (plain ?? releases[0])?.node ?? doneOf(world, connection)
}

/** `const trx = await knex.transaction()`. */
function isMadeHere({ checker }: ExpressionWorld, connection: ts.Expression): boolean {
  const declaration = declarationOf(checker, connection)
  return declaration !== undefined && ts.isVariableDeclaration(declaration)
}

/** `pool.connect((error, client, done) => { … done() })`. */
function doneOf({ checker }: ExpressionWorld, connection: ts.Expression): ts.Node | undefined {
  const callback = parameterOf(checker, connection)?.parent
  const done = callback?.parameters[2]
  if (!callback || !done || !('body' in callback) || !callback.body || methodOf(callback.parent) !== 'connect') return undefined
  return findCall(
    callback.body,
    (call) => ts.isIdentifier(call.expression) && call.expression.text === done.name.getText() && call.arguments.length === 0,
  )
}

const handing = new Set([
  'transaction',
  '$transaction',
  'begin',
  'tx',
  'txIf',
  'task',
  'taskIf',
  'withTransaction',
  'withConnection',
  'execute',
])

/** `db.transaction(async (trx) => …)`: the library commits and hands the connection back when the callback ends. */
function callbackEnd({ world: { checker }, connection }: EndWorld): ts.Node | undefined {
  const callback = parameterOf(checker, connection)?.parent
  const call = callback?.parent
  if (!callback || !call || !(ts.isArrowFunction(callback) || ts.isFunctionExpression(callback))) return undefined
  const method = methodOf(call)
  return method && handing.has(method) && ts.isCallExpression(call) ? call.expression : undefined
}

function parameterOf(checker: ts.TypeChecker, connection: ts.Expression): ts.ParameterDeclaration | undefined {
  const declaration = declarationOf(checker, connection)
  return declaration && ts.isParameter(declaration) ? declaration : undefined
}

const methodOf = (node: ts.Node): string | undefined =>
  ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : undefined

const resetsPath = /\b(?:reset\s+(?:all|search_path)|discard\s+all)\b|search_path["']?\s*(?:to|=)\s*(?:default\b|public\b|\\?"\$user)/i
const restoringName = /reset|restore|clear|clean|discard|release|giveBack|dispose/i
/** Who listens to every release or checkout of a pool may do it there, and so may a `release` of one's own. */
export const releaseHook = /\.(?:on|addListener)\(\s*['"`](?:release|acquire)['"`]|\.release\s*=[^=>]/

function isRestored({ world, connection, scope, calls }: EndWorld): boolean {
  const text = connection.getText()
  const says = (pattern: RegExp): boolean =>
    calls.some(({ node, method }) => pattern.test(method) || pattern.test(saidBy(world.checker, node)))
  // What is only ever rolled back takes the path back; who reads the path first puts it back.
  if (says(/^rollback/i) && !says(/^commit/i)) return true
  if (says(/\bshow\s+search_path\b|current_setting\(\s*'search_path'/i)) return true
  return (
    findCall(scope, (call) => {
      if (!call.arguments.some((argument) => argument.getText() === text)) return false
      const callee = call.expression
      const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText()
      if (restoringName.test(name)) return true
      const declaration = world.checker.getResolvedSignature(call)?.declaration
      const body = declaration && 'body' in declaration ? declaration.body : undefined
      return body !== undefined && resetsPath.test(writtenIn(world.checker, body))
    }) !== undefined
  )
}

function saidBy(checker: ts.TypeChecker, node: ConnectionCall['node']): string {
  const [first] = ts.isCallExpression(node) ? node.arguments : []
  const text = ts.isCallExpression(node) ? (first ? writtenText(checker, first) : '') : node.template.getText()
  return text.replace(/^[`'"{\s]+/, '')
}

function findCall(within: ts.Node, test: (call: ts.CallExpression) => boolean): ts.CallExpression | undefined {
  const visit = (node: ts.Node): ts.CallExpression | undefined =>
    ts.isCallExpression(node) && test(node) ? node : ts.forEachChild(node, visit)
  return visit(within)
}

/** A connection that a class keeps is opened in one method and released in another; one of an outer function lives as long as that. */
export function lifeOf(checker: ts.TypeChecker, connection: ts.Expression, scope: ts.Node): ts.Node {
  if (rootOf(connection).kind === ts.SyntaxKind.ThisKeyword) return findAncestor(connection, ts.isClassLike) ?? scope
  const declaration = declarationOf(checker, connection)
  const owner = declaration && findAncestor(declaration, isFunction)
  return owner && owner.getSourceFile() === scope.getSourceFile() && owner.getStart() <= scope.getStart() && scope.end <= owner.end
    ? owner
    : scope
}

function declarationOf(checker: ts.TypeChecker, connection: ts.Expression): ts.Declaration | undefined {
  const root = unwrap(connection)
  if (!ts.isIdentifier(root)) return undefined
  const { parent } = root
  const symbol = ts.isShorthandPropertyAssignment(parent)
    ? checker.getShorthandAssignmentValueSymbol(parent)
    : checker.getSymbolAtLocation(root)
  return symbol?.valueDeclaration
}

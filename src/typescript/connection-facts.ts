import { ts } from 'ts-morph'
import { connectionEnd, lifeOf, releaseHook } from './connection-end'
import { poolHookOf } from './pool-hooks'
import { type ExpressionWorld, spanIn } from './sql-expression'
import { executionMethods, type Receiver } from './sql-libraries'
import { findAncestor, isFunction, rootOf } from './syntax'
import type { ConnectionRole, SqlExecution, TransactionFacts } from './typescript-facts'

export interface ConnectionSite {
  readonly node: ts.CallExpression | ts.TaggedTemplateExpression
  readonly receiver: ts.Expression
  readonly known: Receiver | undefined
}

/** Which connection a statement runs on, whether in a transaction, and what happens to the connection afterwards. */
export function connectionFacts(
  world: ExpressionWorld,
  site: ConnectionSite,
): Pick<SqlExecution, 'role' | 'isPool' | 'transaction' | 'hook' | 'perPool' | 'released' | 'restored' | 'siblings'> {
  const scope = findAncestor(site.node.parent, isFunction) ?? site.node.getSourceFile()
  const given = givenConnection(site)
  const batch = batchOf(site)
  const role: ConnectionRole = batch ? 'transaction' : (given?.role ?? roleOf(world, site))
  const connection = given?.connection ?? site.receiver
  const calls = listCalls(scope, connection.getText())
  const isOther = (call: ReceiverCall): boolean =>
    call.node !== site.node && !(site.node.getStart() <= call.node.getStart() && call.node.end <= site.node.end)
  const statements = calls.filter((call) => isOther(call) && isStatement(call))
  const hook = poolHookOf(world.checker, site.node)
  const life = lifeOf(world.checker, connection, scope)
  const lifelong = life === scope ? calls : listCalls(life, connection.getText())
  return {
    role,
    ...(site.known?.role === 'pool' ? { isPool: true as const } : {}),
    transaction: transactionOf({ site, connection, role, scope, calls, statements, given: given?.role === 'transaction', batch }),
    ...(hook ? { hook: hook.name } : {}),
    ...(hook?.perPool ? { perPool: true as const } : {}),
    ...(role === 'client' || role === 'transaction' ? connectionEnd({ world, connection, scope: life, calls: lifelong, role }) : {}),
    ...(isSaidOf(world.checker, connection, releaseHook) ? { restored: true as const } : {}),
    siblings: lifelong.filter((call) => isOther(call) && isStatement(call)).map((call) => spanIn(world.file, call.node)),
  }
}

const isStatement = ({ method }: ReceiverCall): boolean => executionMethods.has(method) || method === 'tag' || method === 'awaited'

interface ReceiverCall {
  readonly node: ts.CallExpression | ts.TaggedTemplateExpression
  readonly method: string
  readonly text: string
}

function roleOf({ checker }: ExpressionWorld, { node, receiver, known }: ConnectionSite): ConnectionRole {
  if (!known) return 'unknown'
  if (known.role !== 'pool') return known.role
  if (known.library !== 'pg' && isInAmbientTransaction(node, known.library)) return 'unknown'
  // One connection for the whole program: whatever runs later runs on it too.
  return isSaidOf(checker, receiver, /\b(?:max|poolSize|maximumPoolSize)\s*:\s*1\b|\bconnection_limit=1\b/) ? 'own' : 'pool'
}

/**
 * A transaction that the library finds by itself: `@Transactional()` of TypeORM, and Sequelize with a namespace, where the callback of
 * `transaction` has nothing to hand on.
 */
function isInAmbientTransaction(node: ts.Node, library: string): boolean {
  if (library === 'sequelize' && /\buseCLS\b|['"]@sequelize\/core['"]/.test(node.getSourceFile().text)) return true
  for (let at = findAncestor(node.parent, isFunction); at; at = findAncestor(at.parent, isFunction)) {
    const decorators = ts.canHaveDecorators(at) ? (ts.getDecorators(at) ?? []) : []
    if (decorators.some(({ expression }) => /transaction/i.test(expression.getText()))) return true
    const call = at.parent
    const isTransaction =
      ts.isCallExpression(call) && ts.isPropertyAccessExpression(call.expression) && call.expression.name.text === 'transaction'
    if (library === 'sequelize' && isTransaction && at.parameters.length === 0) return true
  }
  return false
}

/** In this file, or where the connection is declared. */
const isSaidOf = (checker: ts.TypeChecker, receiver: ts.Expression, pattern: RegExp): boolean =>
  pattern.test(receiver.getSourceFile().text) || pattern.test(declarationFile(checker, receiver)?.text ?? '')

/** `import { pool } from './pool'` -> `pool.ts`. */
function declarationFile(checker: ts.TypeChecker, receiver: ts.Expression): ts.SourceFile | undefined {
  let symbol = checker.getSymbolAtLocation(ts.isPropertyAccessExpression(receiver) ? receiver.name : receiver)
  if (symbol && (symbol.flags & ts.SymbolFlags.Alias) !== 0) symbol = checker.getAliasedSymbol(symbol)
  return symbol?.declarations?.[0]?.getSourceFile()
}

/** Every call on the receiver in the function, in order. */
function listCalls(scope: ts.Node, receiver: string): ReceiverCall[] {
  const calls: ReceiverCall[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node)) {
      const tag = node.tag.getText()
      if (tag === receiver) calls.push({ node, method: 'tag', text: node.template.getText() })
      else if (ts.isPropertyAccessExpression(node.tag) && node.tag.expression.getText() === receiver)
        calls.push({ node, method: node.tag.name.text, text: node.template.getText() })
    }
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const [first] = node.arguments
      if (node.expression.expression.getText() === receiver)
        calls.push({ node, method: node.expression.name.text, text: first?.getText() ?? '' })
      // sql`…`.execute(trx)
      else if (node.expression.name.text === 'execute' && first?.getText() === receiver)
        calls.push({ node, method: 'execute', text: node.expression.expression.getText() })
    }
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === receiver)
      calls.push({ node, method: 'query', text: '' })
    // await tx.user.findMany()
    if (ts.isAwaitExpression(node) && ts.isCallExpression(node.expression)) {
      const callee = node.expression.expression
      const isDeeper = ts.isPropertyAccessExpression(callee) && callee.expression.getText() !== receiver
      if (isDeeper && rootOf(callee).getText() === receiver) calls.push({ node: node.expression, method: 'awaited', text: '' })
    }
    ts.forEachChild(node, visit)
  }
  visit(scope)
  return calls.sort((a, b) => a.node.getStart() - b.node.getStart())
}

interface TransactionWorld {
  readonly site: ConnectionSite
  readonly role: ConnectionRole
  readonly scope: ts.Node
  readonly calls: readonly ReceiverCall[]
  readonly statements: readonly ReceiverCall[]
  readonly connection: ts.Expression
  /** The transaction is told apart from the receiver. */
  readonly given: boolean
  readonly batch: ts.ArrayLiteralExpression | undefined
}

function transactionOf({ site, connection, role, scope, calls, statements, given, batch }: TransactionWorld): TransactionFacts {
  const at = site.node.getStart()
  if (batch)
    return { kind: 'inside', first: batch.elements[0] !== undefined && batch.elements[0].getStart() <= at && at < batch.elements[0].end }
  if (given) {
    const text = connection.getText()
    const earlier = [...listOptionUses(scope, text), ...statements.map(({ node }) => node.getStart())].some((position) => position < at)
    return { kind: 'inside', first: !earlier }
  }
  const before = statements.filter((call) => call.node.getStart() < at)
  if (role === 'transaction') return { kind: 'inside', first: before.length === 0 }
  if (role === 'pool') return { kind: 'none' }
  const boundary = calls.filter((call) => call.node.getStart() < at && call.node !== site.node && isBoundary(call)).pop()
  if (boundary && isBegin(boundary)) {
    const since = before.filter((call) => call.node.getStart() > boundary.node.getStart())
    return { kind: 'inside', first: since.length === 0 }
  }
  // Given from outside: its caller may have begun a transaction.
  const root = rootOf(connection).getText()
  const isGiven = isFunction(scope) && (root === 'this' || scope.parameters.some((parameter) => parameter.name.getText() === root))
  return isGiven || role === 'unknown' ? { kind: 'unknown' } : { kind: 'none' }
}

const isBegin = (call: ReceiverCall): boolean =>
  call.method === 'startTransaction' || /^[`'"{\s]*(?:text:\s*['"`])?(?:begin|start\s+transaction)\b/i.test(call.text)
const isBoundary = (call: ReceiverCall): boolean =>
  isBegin(call) ||
  ['commitTransaction', 'rollbackTransaction'].includes(call.method) ||
  /^[`'"\s]*(?:commit|rollback|end)\b(?!\s+to)/i.test(call.text)

/**
 * A statement sent through a pool, and told which connection to take: `sequelize.query(sql, { transaction: t })`,
 * `knex.raw(sql).transacting(trx)`, `dataSource.query(sql, [], queryRunner)`.
 */
function givenConnection({
  node,
  known,
}: ConnectionSite): { readonly connection: ts.Expression; readonly role: ConnectionRole } | undefined {
  if (!known || !ts.isCallExpression(node)) return undefined
  if (known.library === 'sequelize') {
    const connection = sequelizeTransaction(node)
    return connection && { connection, role: 'transaction' }
  }
  if (known.library === 'typeorm' && known.role === 'pool') {
    const runner = node.arguments[2]
    return runner && { connection: runner, role: 'client' }
  }
  if (known.library !== 'knex') return undefined
  for (let at: ts.Node = node; ts.isPropertyAccessExpression(at.parent) && ts.isCallExpression(at.parent.parent); at = at.parent.parent) {
    const method = at.parent.name.text
    const [connection] = at.parent.parent.arguments
    if (connection && (method === 'transacting' || method === 'connection'))
      return { connection, role: method === 'transacting' ? 'transaction' : 'client' }
  }
  return undefined
}

function sequelizeTransaction(node: ts.CallExpression): ts.Expression | undefined {
  const options = node.arguments[1]
  if (!options || !ts.isObjectLiteralExpression(options)) return undefined
  for (const property of options.properties) {
    if (ts.isPropertyAssignment(property) && property.name.getText() === 'transaction') return property.initializer
    if (ts.isShorthandPropertyAssignment(property) && property.name.text === 'transaction') return property.name
  }
  return undefined
}

function listOptionUses(scope: ts.Node, text: string): number[] {
  const found: number[] = []
  const visit = (node: ts.Node): void => {
    const isOption =
      (ts.isPropertyAssignment(node) && node.name.getText() === 'transaction' && node.initializer.getText() === text) ||
      (ts.isShorthandPropertyAssignment(node) && node.name.text === 'transaction' && text === 'transaction')
    const call = isOption ? findAncestor(node, ts.isCallExpression) : undefined
    if (call) found.push(call.getStart())
    // knex('jobs').transacting(trx)
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'transacting')
      if (node.arguments[0]?.getText() === text) found.push(node.getStart())
    ts.forEachChild(node, visit)
  }
  visit(scope)
  return found
}

/** `prisma.$transaction([first, second])` runs its list on one connection, in order. */
function batchOf({ node, known }: ConnectionSite): ts.ArrayLiteralExpression | undefined {
  if (known?.library !== 'prisma') return undefined
  const list = node.parent
  const call = list.parent
  const isBatch =
    ts.isArrayLiteralExpression(list) &&
    ts.isCallExpression(call) &&
    ts.isPropertyAccessExpression(call.expression) &&
    call.expression.name.text === '$transaction'
  return isBatch ? list : undefined
}

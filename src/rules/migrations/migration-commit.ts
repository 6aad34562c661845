import { hasVersion } from '../../alembic/installed-versions'
import type { Operation } from '../../alembic/operation'
import { statementAt } from '../../alembic/operation-edits'
import type { Fix, Severity } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import { linesOf, standsAlone } from '../../fixes/python-lines'
import { removeStatements } from '../../fixes/remove-statements'
import { saidText } from '../../project/said-text'
import type { Workspace } from '../../project/workspace'
import type { Node, PythonModule, Stmt } from '../../python/ast'

export const migrationCommit = defineRule({
  id: 'migration-commit',
  family: 'migrations',
  summary: 'A revision ends the transaction that Alembic runs all revisions in',
  severity: 'error',
  recommended: true,
  fixable: true,
  languages: ['python'],
  needs: ['alembic', 'python', 'project'],
  triggers: ['down_revision'],
  *check({ alembic, python, project, file, notAnalysed }) {
    const found = alembic.revisionAt(file.path)
    if (!found?.lane.postgres) return
    const perMigration = found.environment.env()?.transactionPerMigration ?? false
    const { upgrade, downgrade } = alembic.operationsOf(file.path)
    for (const operation of [...upgrade, ...downgrade]) {
      const { effect } = operation
      if (effect.kind !== 'end-transaction' || operation.autocommit) continue
      const at = operation.sql?.flat.span ?? operation.span
      const isHarmful = effect.receiver === 'connection' || (effect.receiver === 'session' && effect.action === 'rollback')
      if (effect.receiver === 'session' && !isHarmful) continue
      // On SQLAlchemy 1.x the connection commits by itself and begins again.
      if (isHarmful && !hasVersion(found.environment.sqlalchemyVersion(), [2, 0])) continue
      if (isHarmful && perMigration === true) continue
      if (isHarmful && perMigration === 'dynamic') {
        notAnalysed(at, 'env.py computes `transaction_per_migration`')
        continue
      }
      const severity: Severity = isHarmful ? 'error' : 'warning'
      yield {
        at,
        severity,
        message: isHarmful
          ? `This ${effect.action} ends the one transaction of the whole run, so every later revision runs in a transaction that nobody commits: exit status 0, nothing kept`
          : `This ${effect.action} leaves the earlier statements of the run behind, so a failure further down can no longer be undone as a whole`,
        help: 'Leave transactions to Alembic; what cannot run inside one belongs into `with op.get_context().autocommit_block():`',
        data: { receiver: effect.receiver, action: effect.action },
        ...fixesFor(project, python, operation, isHarmful),
      }
    }
  },
})

const needsAutocommit = /\bconcurrently\b|postgresql_concurrently|add\s+value|\bvacuum\b|\b(create|drop)\s+database\b|reindex/i

function fixesFor(
  project: Workspace,
  module: PythonModule,
  operation: Operation,
  isHarmful: boolean,
): { readonly fixes?: readonly Fix[]; readonly noFix?: string } {
  const { path } = module
  const statement = operation.via === 'wrapper' ? undefined : statementAt(module, operation.span)
  if (statement?.kind !== 'ExprStmt') return { noFix: 'the call does not stand alone in a statement of this file' }
  const next = followingStatement(module, statement)
  if (next && needsAutocommit.test(saidText(project, path, next))) return { fixes: wrapNext(module, statement, next, path) }
  const removal = removeStatements(module, [statement])
  if (!removal) return { noFix: 'deleting it would change what an error handler does' }
  const action = operation.effect.kind === 'end-transaction' ? operation.effect.action : 'commit'
  const missing =
    action === 'rollback'
      ? 'what the rollback undid would be kept'
      : needsAutocommit.test(bodyText(project, path, statement))
        ? 'another statement of this revision cannot run inside a transaction'
        : whatEndsHere(project, path, statement, isHarmful)
  return {
    fixes: [
      {
        id: `${path}:commit:${statement.start}`,
        title: `Delete the ${action}`,
        ...(missing === undefined ? { safety: 'safe' as const } : { safety: 'unsafe' as const, why: missing }),
        proof:
          missing === undefined
            ? ['Alembic commits the run itself, and nothing in this revision has to run outside a transaction']
            : ['Alembic commits the run itself'],
        edits: removal.edits.map((edit) => ({ path, ...edit })),
      },
    ],
  }
}

const untilCommit = /\bset\s+(local|constraints)\b|set_config\s*\([^)]*,\s*true\s*\)|advisory_xact_lock|\bon\s+commit\s+(drop|delete)\b/i
const changesRows =
  /\b(insert\s+into|delete\s+from|merge\s+into|copy\s+\S+\s+from|update\s+\S+\s+set)\b|\bbulk_insert\s*\(|\b(insert|update|delete|add|add_all)\s*\(/i
const otherConnection =
  /\bcreate_(async_)?engine\b|\w*engine\b|\.connect\s*\(|\b\w*SessionLocal\s*\(|\bsubprocess\b|\bos\.system\b|\bThread/
/** What the commit does besides: settings and locks end with it, and constraints that wait for it are checked. */
function whatEndsHere(project: Workspace, path: string, statement: Stmt, isHarmful: boolean): string | undefined {
  let fn: Node | undefined = statement
  while (fn && fn.kind !== 'FunctionDef') fn = fn.parent
  if (!fn) return undefined
  const before = saidText(project, path, { start: fn.start, end: statement.start })
  const after = saidText(project, path, { start: statement.end, end: fn.end })
  // Also where nothing stands below: the revisions after this one, and the table of versions.
  if (untilCommit.test(before)) return 'what is set for one transaction above would reach what runs after it'
  const again = isInLoop(statement) ? before + after : after
  if (/\brollback\b/i.test(again)) return 'a rollback further on would undo what it keeps'
  if (otherConnection.test(again))
    return 'what follows may work on another connection, which would wait for this transaction or not see what it did'
  // A run that loses its revisions is worse than one that stops with "cannot ALTER TABLE because it has pending trigger events".
  return !isHarmful && changesRows.test(before)
    ? 'rows are changed before it, and where a constraint is deferred, PostgreSQL alters no table before their commit'
    : undefined
}

function isInLoop(statement: Stmt): boolean {
  for (let at = statement.parent; at && at.kind !== 'FunctionDef'; at = at.parent) if (at.kind === 'For' || at.kind === 'While') return true
  return false
}

function siblings(statement: Stmt): readonly Stmt[] {
  const { parent } = statement
  if (!parent || !('body' in parent) || !Array.isArray(parent.body)) return []
  return parent.body as readonly Stmt[]
}

const followingStatement = (_module: PythonModule, statement: Stmt): Stmt | undefined =>
  siblings(statement)[siblings(statement).indexOf(statement) + 1]

function bodyText(project: Workspace, path: string, statement: Stmt): string {
  let at: Stmt['parent'] = statement
  while (at && at.kind !== 'FunctionDef') at = at.parent
  return at ? saidText(project, path, at) : ''
}

/** `op.execute("COMMIT")` before a statement that must not run in a transaction: the block that Alembic has for it. */
function wrapNext(module: PythonModule, statement: Stmt, next: Stmt, path: string): Fix[] {
  const lines = linesOf(module)
  if (!standsAlone(lines, statement) || !standsAlone(lines, next)) return []
  const indent = lines.indentAt(statement.start)
  const first = lines.lineOf(next.start)
  const last = lines.lineOf(next.end)
  const edits = [{ path, start: statement.start, end: statement.end, text: 'with op.get_context().autocommit_block():' }]
  for (let line = first; line <= last; line++) {
    const start = lines.startOf(line)
    if (!lines.isBlank(line)) edits.push({ path, start, end: start, text: indent.includes('\t') ? '\t' : '    ' })
  }
  return [
    {
      id: `${path}:autocommit:${statement.start}`,
      title: 'Run the next statement in an autocommit block',
      safety: 'unsafe',
      proof: ['The statement after it cannot run inside a transaction'],
      why: 'the block commits what ran before it, as this statement did, and begins a new transaction after it',
      edits,
    },
  ]
}

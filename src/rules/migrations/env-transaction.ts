import type { EnvRun, EnvStatement } from '../../alembic/env-file'
import { hasVersion } from '../../alembic/installed-versions'
import type { Fix } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import { linesOf, standsAlone } from '../../fixes/python-lines'
import type { PythonModule } from '../../python/ast'

export const envTransaction = defineRule({
  id: 'env-transaction',
  family: 'migrations',
  summary: 'env.py opens a transaction before Alembic does, so nothing is kept',
  severity: 'error',
  recommended: true,
  fixable: true,
  languages: ['python'],
  needs: ['alembic', 'python'],
  triggers: ['context.configure', '.configure('],
  *check({ alembic, python, file, notAnalysed }) {
    const environment = alembic.environmentOfEnv(file.path)
    const env = environment?.env()
    if (!env || !hasVersion(environment?.sqlalchemyVersion(), [2, 0])) return
    for (const { span, reason } of env.notFollowed) notAnalysed(span, reason)
    for (const run of env.runs) {
      const last = run.pending.at(-1)
      if (run.opened !== 'connect' || run.committedAfter || !last) continue
      yield {
        at: last.span,
        message:
          'This statement begins a transaction before `context.configure()`, so Alembic leaves it to the caller, nobody commits it, and every migration is rolled back with exit status 0',
        help: last.kind === 'local' ? 'Move it inside `with context.begin_transaction():`' : 'Commit before `context.configure()`',
        related: [
          {
            path: file.path,
            span: { start: run.configure.start, end: run.configure.start + 'context.configure'.length },
            message: 'Alembic meets the open transaction here',
          },
        ],
        ...fixFor(python, run, last, file.path),
      }
    }
  },
})

function fixFor(
  module: PythonModule,
  run: EnvRun,
  last: EnvStatement,
  path: string,
): { readonly fixes?: readonly Fix[]; readonly noFix?: string } {
  const lines = linesOf(module)
  const statement = last.statement
  if (!standsAlone(lines, statement) || last.receiver === '') return { noFix: 'the statement does not stand alone on its lines' }
  const indent = lines.indentAt(statement.start)
  if (run.pending.some(({ kind }) => kind === 'local')) {
    if (run.pending.length > 1 || !run.transaction) return { noFix: 'several statements before `configure` need different treatment' }
    const target = lines.startOf(lines.lineOf(run.transaction.firstStatement))
    const inner = lines.indentAt(run.transaction.firstStatement)
    const start = lines.startOf(lines.lineOf(statement.start))
    const end = lines.endOf(lines.lineOf(statement.end))
    return {
      fixes: [
        {
          id: `${path}:transaction:${statement.start}`,
          title: 'Move the statement inside `context.begin_transaction()`',
          safety: 'safe',
          proof: ['It ends with its transaction, so it has to run in the one that Alembic opens and commits'],
          edits: [
            { path, start, end, text: '' },
            { path, start: target, end: target, text: `${inner}${module.text.slice(statement.start, statement.end)}${lines.newline}` },
          ],
        },
      ],
    }
  }
  return {
    fixes: [
      {
        id: `${path}:transaction:${statement.start}`,
        title: 'Commit before Alembic takes over',
        safety: 'safe',
        proof: [
          'The connection comes from `connect()`, and nothing commits it before or after the migrations',
          'What the statement sets lasts for the session, so the commit does not undo it',
        ],
        edits: [
          {
            path,
            start: statement.end,
            end: statement.end,
            text: `${lines.newline}${indent}${last.awaited ? 'await ' : ''}${last.receiver}.commit()`,
          },
        ],
      },
    ],
  }
}

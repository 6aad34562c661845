import type { EnvRun, EnvStatement } from '../../alembic/env-file'
import { hasVersion } from '../../alembic/installed-versions'
import type { Fix } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import { linesOf, standsAlone } from '../../fixes/python-lines'
import { functionAround } from '../../project/sessions/bindings'
import type { Node, PythonModule } from '../../python/ast'
import { descendants } from '../../python/children'
import { statementOf } from '../../python/scopes'
import type { Span } from '../../text/span'

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
        ...fixFor(python, run, last, file.path, env.transactionPerMigration !== false),
      }
    }
  },
})

function fixFor(
  module: PythonModule,
  run: EnvRun,
  last: EnvStatement,
  path: string,
  perMigration: boolean,
): { readonly fixes?: readonly Fix[]; readonly noFix?: string } {
  const lines = linesOf(module)
  const statement = last.statement
  if (!standsAlone(lines, statement) || last.receiver === '') return { noFix: 'the statement does not stand alone on its lines' }
  const around = statementBeside(module, last, run)
  if (run.pending.some(({ kind }) => kind === 'local')) {
    if (run.pending.length > 1 || !run.transaction) return { noFix: 'several statements before `configure` need different treatment' }
    if (perMigration) return { noFix: 'each revision has a transaction of its own, and the statement would reach the first one only' }
    if (around?.start !== statement.start) return { noFix: 'the statement runs under a condition, which would have to move with it' }
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
            { path, start: target, end: target, text: indentedTo(inner, module, { start, end }) },
          ],
        },
      ],
    }
  }
  // Behind the block that it stands in, and behind a comment on its last line.
  const place = around ?? statement
  const indent = lines.indentAt(place.start)
  const { end } = lines.index.lineSpan(lines.lineOf(place.end))
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
            start: end,
            end,
            text: `${lines.newline}${indent}${last.awaited ? 'await ' : ''}${last.receiver}.commit()`,
          },
        ],
      },
    ],
  }
}

/** The statement that holds the pending one and stands in the block of `context.configure()`; undefined in another function. */
function statementBeside(module: PythonModule, { span }: EnvStatement, { configure }: EnvRun): Node | undefined {
  const holders = new Set<Node | undefined>([undefined])
  for (let at = configure.parent; at; at = at.parent) holders.add(at)
  let at: Node | undefined = module.nodeAt(span.start, span.end)
  if (!at || functionAround(at) !== functionAround(configure)) return undefined
  while (at && !holders.has(at.parent)) at = at.parent
  return at
}

/** Whole lines, with their comments, as deep as another block; strings over several lines stay as they are. */
function indentedTo(inner: string, module: PythonModule, { start, end }: Span): string {
  const lines = linesOf(module)
  const outer = lines.indentAt(start)
  const fixed = new Set<number>()
  const holder = module.nodeAt(start + outer.length)
  const statement = holder && statementOf(holder)
  for (const node of statement ? descendants(statement) : [])
    if (node.kind === 'Str')
      for (const piece of node.pieces)
        for (let line = lines.lineOf(piece.start) + 1; line <= lines.lineOf(piece.end); line++) fixed.add(line)
  const text = module.text.slice(start, end)
  const first = lines.lineOf(start)
  const moved = text
    .split(/(?<=\n)/)
    .map((line, index) => (fixed.has(first + index) || !line.startsWith(outer) ? line : `${inner}${line.slice(outer.length)}`))
    .join('')
  return moved.endsWith('\n') ? moved : `${moved}${lines.newline}`
}

import type { SessionEvent } from '../../project/sessions/events'
import { helperCallOf } from '../../project/sessions/helpers'
import { type SchemaTemplate, templateOf } from '../../project/sessions/schema-template'
import type { SessionFlow } from '../../project/sessions/scope'
import { setsOnlyPath } from '../../project/sessions/sets-only-path'
import type { Workspace } from '../../project/workspace'
import type { Call, ExprStmt, Node, Stmt } from '../../python/ast'
import { type KeptAction, keptActions } from './kept-actions'

/** A statement that decides the tenant by session state: a SET, or the call of a helper that does one. */
export interface ScopeStatement {
  readonly event: SessionEvent
  readonly call: Call
  /** The statement that goes; undefined when the call is part of a larger one. */
  readonly stmt: ExprStmt | undefined
  readonly reset: boolean
  readonly schema: SchemaTemplate | undefined
  /** What stays of a helper call: `db.commit()`. */
  readonly keeps: readonly KeptAction[]
  /** The helper commits or rolls back on some ways only, so that nothing takes its call's place. */
  readonly mayEnd?: true
  readonly helper: string | undefined
  /** The text does more than set the path. */
  readonly more?: true
  /** A call that goes on, with the tenant's session: the function behind it sets the path. */
  readonly stays?: true
}

/** The statements of a function that set the path of one session, in source order. */
export function listScopeStatements(workspace: Workspace, path: string, flow: SessionFlow): readonly ScopeStatement[] {
  return flow.events.flatMap((event): ScopeStatement[] => {
    if (event.kind === 'set') {
      const reset = event.change.form === 'reset'
      const more = !setsOnlyPath(workspace, event.execution)
      return [
        {
          event,
          call: event.call,
          stmt: more ? undefined : statementOf(event.call),
          ...(more ? { more } : {}),
          reset,
          schema: reset ? undefined : templateOf(workspace, event.change, event.execution),
          keeps: [],
          helper: undefined,
        },
      ]
    }
    const helper = helperCallOf(workspace, path, event)
    if (!helper || (!helper.effect.sets && !helper.effect.resets)) return []
    const ends = helper.effect.rollsBack || helper.effect.commits
    const keeps = ends && event.kind === 'pass' ? keptActions(workspace, event) : []
    return [
      {
        event,
        call: helper.call,
        stmt: statementOf(helper.call),
        reset: !helper.effect.sets,
        schema: helper.effect.sets ? helper.schema : undefined,
        keeps: keeps ?? [],
        ...(keeps ? {} : { mayEnd: true }),
        helper: helper.helper.node.name,
      },
    ]
  })
}

function statementOf(call: Call): ExprStmt | undefined {
  const { parent } = call
  const stmt = parent?.kind === 'Await' ? parent.parent : parent
  return stmt?.kind === 'ExprStmt' ? stmt : undefined
}

/** The statement around a node that is a direct member of a block of the function. */
export function statementAround(node: Node): Stmt | undefined {
  for (let at: Node | undefined = node; at; at = at.parent) {
    const { parent } = at
    if (!parent) return undefined
    if (
      parent.kind === 'FunctionDef' ||
      parent.kind === 'If' ||
      parent.kind === 'For' ||
      parent.kind === 'While' ||
      parent.kind === 'Try' ||
      parent.kind === 'With' ||
      parent.kind === 'ExceptHandler' ||
      parent.kind === 'MatchCase'
    ) {
      const blocks: readonly (readonly Node[])[] =
        parent.kind === 'Try'
          ? [parent.body, parent.orelse, parent.finalbody]
          : parent.kind === 'If' || parent.kind === 'For' || parent.kind === 'While'
            ? [parent.body, parent.orelse]
            : [parent.body]
      if (blocks.some((block) => block.includes(at as Node))) return at as Stmt
    }
  }
  return undefined
}

/** `SessionLocal().execute(text("SET …"))`: with the statement goes what it is said on. */
export const whyNotApart = (statements: readonly ScopeStatement[], opening: Node): string | undefined =>
  statements.some(({ stmt }) => stmt && stmt.start <= opening.start && opening.end <= stmt.end)
    ? 'what sets the path is opened in the very statement that does'
    : undefined

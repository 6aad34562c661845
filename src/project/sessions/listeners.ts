import type { Call, Expr, FunctionDef } from '../../python/ast'
import { descendants, lastName } from '../../python/children'
import { toSqlText } from '../../python/sql-from-python'
import { saidText } from '../said-text'
import type { Workspace } from '../workspace'
import { bindingBefore, functionAround } from './bindings'
import { pathTriggers } from './triggers'
import type { Origin, SessionRef } from './value'
import { valueOf } from './values'

/** A function registered for an SQLAlchemy event. */
export interface Listener {
  readonly path: string
  readonly event: string
  readonly fn: FunctionDef
  /** What it listens on, where that is written: an engine, a factory, a class, one session. */
  readonly target: { readonly path: string; readonly expr: Expr } | undefined
}

/** Events in which a project can put a path or a map on every connection or session. */
const scopingEvents = [
  'after_begin',
  'checkout',
  'connect',
  'do_connect',
  'engine_connect',
  'begin',
  'do_orm_execute',
  'before_cursor_execute',
  'before_execute',
  'after_transaction_create',
]

/** Every listener of the project that touches the search path or a translate map. */
export function listScopingListeners(workspace: Workspace): readonly Listener[] {
  return workspace.memo('sessions/listeners', () => {
    return listListeners(workspace).filter(
      ({ event, fn, path }) => scopingEvents.includes(event) && touchesScope(workspace, path, event, fn),
    )
  })
}

/** Every listener of the project. */
export const listListeners = (workspace: Workspace): readonly Listener[] =>
  workspace.memo('sessions/all-listeners', () =>
    workspace.filesWith(['listens_for', 'event.listen', 'listen('], ['.py']).flatMap((path) => listenersIn(workspace, path)),
  )

/** Does a listener on this session, its factory or its engine say something about the path at one of these events? */
export function hasPathListener(workspace: Workspace, ref: SessionRef, events: readonly string[]): boolean {
  return listPathListeners(workspace).some(({ event, target }) => events.includes(event) && (!target || mayReach(workspace, target, ref)))
}

/** Listeners that speak of the path or discard the connection's state. */
function listPathListeners(workspace: Workspace): readonly Listener[] {
  return workspace.memo('sessions/path-listeners', () =>
    listListeners(workspace).filter(({ fn, path }) =>
      /search_path|SET\s+(?:SESSION\s+|LOCAL\s+)?SCHEMA|DISCARD\s+ALL|RESET\s+ALL/i.test(saidText(workspace, path, fn, scopeWords)),
    ),
  )
}

/** False only when the target is known to be something else. */
function mayReach(workspace: Workspace, { path, expr }: NonNullable<Listener['target']>, ref: SessionRef): boolean {
  const value = valueOf(workspace, path, expr)
  const opened = openingOf(ref)
  switch (value.kind) {
    case 'engine':
      return !opened?.engine || opened.engine.call === value.engine.call
    case 'factory':
      return !opened?.factory || opened.factory.call === value.factory.call
    case 'session':
      return value.ref.id === ref.id
    default: {
      // `def watch(session): @event.listens_for(session, …)`: one session, which that function was given.
      const fn = functionAround(expr)
      return !(fn && expr.kind === 'Name' && bindingBefore(fn, expr.id, expr.start))
    }
  }
}

function openingOf({ origin }: SessionRef): (Origin & { kind: 'opened' }) | undefined {
  if (origin.kind === 'opened') return origin
  if (origin.kind === 'yielded') return openingOf(origin.inner)
  return origin.kind === 'attribute' && origin.source ? openingOf(origin.source) : undefined
}

/** The event a function listens to, by decorator or by `event.listen` in its module. */
export function listenedEvent(workspace: Workspace, path: string, fn: FunctionDef): string | undefined {
  return decoratedEvent(fn) ?? listenersIn(workspace, path).find((listener) => listener.fn === fn)?.event
}

/** The event of `@event.listens_for(engine, "checkout")`, told without a look at the rest of the file. */
export const decoratedEvent = ({ decorators }: FunctionDef): string | undefined =>
  decorators.map((decorator) => (decorator.kind === 'Call' ? eventName(decorator, 1) : undefined)).find((event) => event !== undefined)

function listenersIn(workspace: Workspace, path: string): readonly Listener[] {
  const cache = workspace.memo('sessions/listeners-by-file', () => new Map<string, readonly Listener[]>())
  const known = cache.get(path)
  if (known) return known
  const found: Listener[] = []
  // Sockets listen too.
  const module = /sqlalchemy|sqlmodel/.test(workspace.text(path) ?? '') ? workspace.module(path) : undefined
  for (const slice of module?.topLevel ?? []) {
    if (!module || !/listens_for|listen\s*\(/.test(module.text.slice(slice.start, slice.end))) continue
    for (const stmt of module.statementsOf(slice)) {
      for (const node of descendants(stmt)) {
        if (node.kind === 'FunctionDef') {
          for (const decorator of node.decorators) {
            if (decorator.kind !== 'Call' || lastName(decorator.func) !== 'listens_for') continue
            const event = eventName(decorator, 1)
            if (event) found.push({ path, event, fn: node, target: targetOf(path, decorator) })
          }
        }
        if (node.kind === 'Call' && lastName(node.func) === 'listen') {
          const [, , callback] = node.args
          const value = callback ? valueOf(workspace, path, callback) : undefined
          const event = eventName(node, 1)
          if (event && value?.kind === 'function') found.push({ path: value.path, event, fn: value.node, target: targetOf(path, node) })
        }
      }
    }
  }
  cache.set(path, found)
  return found
}

function targetOf(path: string, call: Call): Listener['target'] {
  const expr = call.args[0] ?? call.keywords.find((keyword) => keyword.name === 'target')?.value
  return expr && { path, expr }
}

function eventName(call: Call, index: number): string | undefined {
  const name = lastName(call.func)
  if (name !== 'listens_for' && name !== 'listen') return undefined
  const argument = call.args[index] ?? call.keywords.find((keyword) => keyword.name === 'identifier')?.value
  const text = argument?.kind === 'Str' ? toSqlText(argument) : undefined
  const [segment] = text?.segments ?? []
  return text?.segments.length === 1 && segment?.kind === 'literal' ? segment.text : undefined
}

/** Statement listeners: what they return, or put on the statement, may move it to a tenant. */
const rewritesStatement = /\breturn\s+\S|execution_options|\.statement\s*=|with_loader_criteria|\.options\(/

/** One of them stands wherever a path or a map is set, or a connection's state is discarded. */
const scopeWords = [...pathTriggers, 'schema_translate_map', 'set_config', 'DISCARD ALL', 'discard all', 'RESET ALL', 'reset all']
const setsScope = /search_path|schema_translate_map|set_config|SET\s+(?:SESSION\s+|LOCAL\s+)?SCHEMA/i

function touchesScope(workspace: Workspace, path: string, event: string, fn: FunctionDef): boolean {
  if (/^(before_cursor_execute|before_execute|do_orm_execute)$/.test(event))
    return rewritesStatement.test(workspace.text(path)?.slice(fn.start, fn.end) ?? '')
  return setsScope.test(saidText(workspace, path, fn, scopeWords))
}

/** Those that may work in the transaction of whoever uses a session: neither on a connection's coming and going nor on tables being made. */
export const listFlushListeners = (workspace: Workspace): readonly Listener[] =>
  listListeners(workspace).filter(({ event }) => !/connect|checkout|checkin|reset|invalidate|create|drop/.test(event))

import { isMigrationFile } from '../../project/file-role'
import { bindingBefore, functionAround } from '../../project/sessions/bindings'
import { argumentFor } from '../../project/sessions/call-arguments'
import { eventsOf } from '../../project/sessions/events'
import { entryScope } from '../../project/sessions/scope'
import type { ScopeStep } from '../../project/sessions/session-state'
import type { SessionRef, TranslateMap, Value } from '../../project/sessions/value'
import { producedBy } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { Expr, FunctionDef } from '../../python/ast'
import { type TenantName, tenantNameOf } from './tenant-name'
import { tenantEntry } from './tenant-token'

/** A dependency of the project whose definition binds the session that it gives to a tenant's engine. */
export interface ScopedDependency {
  readonly path: string
  readonly fn: FunctionDef
  readonly async: boolean | undefined
  /** Where the session stands in the tuple that it gives; undefined when it gives the session alone. */
  readonly index: number | undefined
  readonly length: number
  /** The expression that is given. */
  readonly at: Expr
  readonly tenant: TenantName | undefined
  readonly commits: boolean
  readonly steps: readonly ScopeStep[]
}

/** The configured ones first, then what the project names in a `Depends(…)` or writes as one. */
export function listScopedDependencies(workspace: Workspace): readonly ScopedDependency[] {
  return workspace.memo('fixes/scoped-dependencies', () => {
    const configured = workspace.config.tenancy.scopedDependencies.flatMap((symbol) => {
      const definition = workspace.resolveSymbol(symbol)
      return definition?.kind === 'definition' && definition.node.kind === 'FunctionDef'
        ? (readDependency(workspace, definition.path, definition.node) ?? [])
        : []
    })
    const names = new Set<string>()
    const users = workspace.filesWith(['Depends('], ['.py'])
    for (const path of users)
      for (const [, name] of (workspace.text(path) ?? '').matchAll(/\bDepends\(\s*(?:\w+\s*\.\s*)*(\w+)/g)) if (name) names.add(name)
    const found = users.flatMap((path) => {
      const module = isMigrationFile(workspace, path) ? undefined : workspace.module(path)
      return (module?.topLevel ?? []).flatMap((slice) => {
        if (!module || slice.kind !== 'def' || slice.name === undefined) return []
        const text = module.text.slice(slice.start, slice.end)
        // A generator without a decorator that yields a session is hardly anything else.
        if (!(names.has(slice.name) && /\breturn\b/.test(text)) && !/^(async\s+)?def\s[\s\S]*\byield\b/.test(text)) return []
        return module
          .statementsOf(slice)
          .flatMap((stmt) => (stmt.kind === 'FunctionDef' ? (readDependency(workspace, path, stmt) ?? []) : []))
      })
    })
    return [...configured, ...found.filter((each) => !configured.some(({ fn }) => fn === each.fn))]
  })
}

function readDependency(workspace: Workspace, path: string, fn: FunctionDef): ScopedDependency | undefined {
  const product = producedBy(workspace, path, fn)
  const elements: readonly Value[] = product?.value.kind === 'tuple' ? product.value.elts : product ? [product.value] : []
  const index = elements.findIndex((each) => each.kind === 'session' && each.ref.type === 'session')
  const session = elements[index]
  if (!product || session?.kind !== 'session') return undefined
  const inner = session.ref
  const ref: SessionRef = {
    id: fn,
    type: inner.type,
    async: inner.async,
    origin: { kind: 'yielded', via: 'depends', path, fn, at: product.at, inner },
  }
  const base = entryScope(workspace, ref)
  if (base.kind !== 'translated' || !tenantEntry(workspace, base.map)) return undefined
  const { events } = eventsOf(workspace, path, fn)
  return {
    path,
    fn,
    async: inner.async,
    index: product.value.kind === 'tuple' ? index : undefined,
    length: elements.length,
    at: product.at,
    tenant: tenantOf(workspace, path, fn, inner, base.map),
    commits: events.some((event) => event.kind === 'commit' && event.ref.id === inner.id),
    steps: base.steps,
  }
}

/** The map's value as the dependency names it, also where a helper such as `tenant_session(schema)` holds the map. */
function tenantOf(
  workspace: Workspace,
  path: string,
  fn: FunctionDef,
  { id, origin }: SessionRef,
  map: TranslateMap,
): TenantName | undefined {
  const value = tenantEntry(workspace, map)?.value
  const around = value && functionAround(value)
  if (!value || !around) return undefined
  if (around === fn) return tenantNameOf(workspace, path, fn, value)
  if (origin.kind !== 'yielded' || origin.fn !== around || id.kind !== 'Call' || value.kind !== 'Name') return undefined
  const binding = bindingBefore(origin.fn, value.id, value.start)
  const argument = binding?.kind === 'param' ? argumentFor(id, origin.fn, binding.node) : undefined
  return argument && tenantNameOf(workspace, path, fn, argument)
}

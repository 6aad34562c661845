import type { Call, Expr, FunctionDef } from '../python/ast'
import { findCallee } from './evaluate'
import type { TenantLoop } from './operation'
import type { Place, Walk } from './operation-walk'

/** `@for_each_tenant_schema def upgrade(schema)`: the decorator calls the function once per tenant. */
export function applyDecorators(walk: Walk, definition: FunctionDef, place: Place): Place {
  for (const decorator of definition.decorators) {
    const target = decorator.kind === 'Call' ? decorator.func : decorator
    const name = target.kind === 'Name' ? target.id : target.kind === 'Attribute' ? target.attr : ''
    const callee =
      target.kind === 'Name' || target.kind === 'Attribute' ? findCallee({ ...asCall(target), func: target }, place.scope) : undefined
    const source = callee ? place.scope.workspace.module(callee.path)?.text.slice(callee.node.start, callee.node.end) : undefined
    const visits = source !== undefined ? /\bfor\b[^\n]*\b(schema|tenant)/i.test(source) : /(tenant|schema)/i.test(name)
    if (!visits) {
      walk.notFollowed.push({ span: { start: decorator.start, end: decorator.end }, reason: `the decorator \`${name}\` was not followed` })
      continue
    }
    const template = source === undefined ? undefined : /template/i.test(source) ? true : undefined
    const loop: TenantLoop = { template, span: undefined, via: 'decorator' }
    const locals = new Map(place.scope.locals)
    for (const param of definition.params) locals.set(param.name, { kind: 'tenant', template })
    return { ...place, loop, scope: { ...place.scope, locals } }
  }
  return place
}

const asCall = (target: Expr): Call => ({
  kind: 'Call',
  start: target.start,
  end: target.end,
  parent: target.parent,
  func: target,
  args: [],
  keywords: [],
  argsSpan: { kind: 'Arguments', start: target.end, end: target.end, parent: undefined },
})

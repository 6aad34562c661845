import type { RuleFinding } from '../../contract/finding'
import { functionAround } from '../../project/sessions/bindings'
import { keptSessionOf } from '../../project/sessions/effect'
import { eventsGiven, eventsOf, type SessionEvent } from '../../project/sessions/events'
import type { HelperUse } from '../../project/sessions/helper-uses'
import { moduleFunction } from '../../project/sessions/path-statements'
import { valueOfParam } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import { planScope } from './plan'
import { planTestPatch } from './test-patch'

/** What `search-path-helper` says about one use. */
export function describeHelperUse(workspace: Workspace, path: string, use: HelperUse): RuleFinding {
  const { helper, node } = use
  const name = helper.node.name
  const definition = {
    path: helper.path,
    span: { start: helper.node.nameStart, end: helper.node.nameStart + name.length },
    message: 'the helper',
  }
  return {
    at: { start: node.start, end: node.end },
    message: messageOf(use),
    help: "Bind the session to the tenant's engine once, and drop the helper",
    related: [definition],
    data: { helper: name, use: use.kind, origin: helper.origin },
    ...fixOf(workspace, path, use),
  }
}

function messageOf({ kind, helper }: HelperUse): string {
  const name = `\`${helper.node.name}\``
  switch (kind) {
    case 'import':
      return `${name} is imported: it sets the search path by hand, so the session's tenant depends on what ran last`
    case 'patch':
      return `A test replaces ${name} by its name, so it keeps passing when the helper is gone from the code`
    case 'reference':
      return `${name} is handed on: whoever calls it sets the search path by hand`
    default:
      return helper.node.kind === 'ClassDef'
        ? `${name} sets the search path by hand, so what runs after it (or after a commit inside it) reads another schema`
        : `${name} sets the search path by hand, so whatever runs after the next commit or rollback reads another schema`
  }
}

function fixOf(workspace: Workspace, path: string, use: HelperUse): Pick<RuleFinding, 'fixes' | 'noFix'> {
  const { kind, helper, node } = use
  if (kind === 'import') return { noFix: 'the import goes with the last call' }
  if (kind === 'patch') {
    const plan = planTestPatch(workspace, path, use)
    return typeof plan === 'string' ? { noFix: plan } : { fixes: [plan] }
  }
  if (kind === 'reference') return { noFix: 'who calls it is not known here' }
  if (helper.node.kind === 'ClassDef')
    return { noFix: `\`${helper.node.name}\` is a class: open the session for the tenant where it is used` }
  const { parent } = helper.node
  if (parent?.kind === 'ClassDef' && keptSessionOf(workspace, helper.path, helper.node))
    return { noFix: `\`${parent.name}\` keeps the session, whose other users have it too: open it for the tenant where it is made` }
  const module = workspace.module(path)
  const call = node.parent
  if (!module || call?.kind !== 'Call') return { noFix: 'the call cannot be read' }
  const around = functionAround(call)
  const fn = around?.kind === 'FunctionDef' ? around : moduleFunction(module)
  const calls = (each: SessionEvent) => each.kind === 'pass' && each.call === call
  const event =
    eventsOf(workspace, path, fn).events.find(calls) ??
    fn.params.flatMap((param) => eventsGiven(workspace, path, fn, param).events.filter((each) => each.ref.id === param && calls(each)))[0]
  if (!event) return { noFix: 'which session it is given is not known' }
  const { ref } = event
  const { origin } = ref
  const typed = origin.kind !== 'parameter' || origin.fn !== fn || valueOfParam(workspace, path, origin.param, fn).kind === 'session'
  const plan = planScope(workspace, path, fn, typed ? ref : { ...ref, type: 'unknown' })
  if (plan.fix) return { fixes: [plan.fix] }
  return plan.alternatives ? { fixes: plan.alternatives } : { noFix: plan.reason }
}

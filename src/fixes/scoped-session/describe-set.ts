import type { RuleFinding } from '../../contract/finding'
import type { PathStatement } from '../../project/sessions/path-statements'
import { flowOf } from '../../project/sessions/scope'
import { writtenName } from '../../project/sessions/written-name'
import type { Workspace } from '../../project/workspace'
import { planScope, type ScopePlan } from './plan'

/** What `raw-search-path` says about a statement: other rules show it when they are switched off. */
export function describeSet(workspace: Workspace, statement: PathStatement): RuleFinding {
  const { execution, change, fn, event, path } = statement
  const plan = event ? planScope(workspace, path, fn, event.ref) : ({ reason: 'what it runs on is not known' } satisfies ScopePlan)
  const isCovered = event ? flowOf(workspace, path, fn, event.ref).events.some((each) => each.node === event.node) : false
  const covered = plan.fix && isCovered
  return {
    at: { start: execution.site.start, end: execution.site.end },
    message: messageOf(workspace, statement),
    help: "Bind the session to the tenant's engine (`schema_translate_map`), and qualify raw SQL with a validated schema name",
    data: { form: change.form, via: change.via, quoted: change.members[0] ? change.members[0].quote !== 'none' : false },
    ...(plan.related && plan.related.length > 0 ? { related: plan.related } : {}),
    ...(plan.fix && covered
      ? { fixes: [plan.fix] }
      : isCovered && plan.alternatives
        ? { fixes: plan.alternatives }
        : { noFix: plan.reason ?? 'the statement is not part of what the fix covers' }),
  }
}

/** The tenant's schema as the code writes it: the first member of the path that is put in, else the first. */
function targetOf(workspace: Workspace, { change, execution }: PathStatement): string | undefined {
  const name = change.members.find(({ holes }) => holes.length > 0) ?? change.members[0]
  return name && writtenName(workspace, name, execution)
}

function messageOf(workspace: Workspace, statement: PathStatement): string {
  const { change } = statement
  const target = targetOf(workspace, statement)
  const schema = target ? `\`${target}\`` : 'another schema'
  // asyncpg's pool resets what is given back: there is no next user to fear for, but no path either.
  const until =
    statement.event?.ref.type === 'asyncpg'
      ? ' only until it is given back, so whatever runs on another connection, or after that, reads another schema'
      : ", so after a commit the next user of the pooled connection reads this tenant's rows"
  switch (change.form) {
    case 'reset':
      return 'The search path is reset by hand, so which schema is read depends on what ran before on this connection'
    case 'local':
      return `\`SET LOCAL\` puts ${schema} on the search path until the transaction ends, so whatever runs after the next commit or rollback reads another schema`
    case 'set_config':
      return change.transactionLocal === true
        ? `\`set_config\` puts ${schema} on the search path until the transaction ends, so whatever runs after the next commit or rollback reads another schema`
        : `\`set_config\` puts ${schema} on the connection's search path${until}`
    default:
      return `\`SET ${change.via === 'SET SCHEMA' ? 'SCHEMA' : 'search_path'}\` puts ${schema} on the connection's search path${until}`
  }
}

import type { RuleFinding } from '../../contract/finding'
import { decoratedEvent } from '../../project/sessions/listeners'
import type { PathStatement } from '../../project/sessions/path-statements'
import { flowOf } from '../../project/sessions/scope'
import { writtenName } from '../../project/sessions/written-name'
import type { Workspace } from '../../project/workspace'
import { planScope, type ScopePlan } from './plan'

/** What `raw-search-path` says about a statement: other rules show it when they are switched off. */
export function describeSet(workspace: Workspace, statement: PathStatement): RuleFinding {
  const { execution, change, fn, event, path } = statement
  const listened = decoratedEvent(fn)
  const everyone = listened !== undefined && listened in moments ? moments[listened] : undefined
  const plan: ScopePlan = everyone
    ? { reason: `this listener sets the path for all that ${everyone}: bind their sessions to the tenant's engine, and it goes` }
    : event
      ? planScope(workspace, path, fn, event.ref)
      : { reason: 'what it runs on is not known' }
  const isCovered = event ? flowOf(workspace, path, fn, event.ref).events.some((each) => each.node === event.node) : false
  const covered = plan.fix && isCovered
  return {
    at: { start: execution.site.start, end: execution.site.end },
    message: (listened && messageOfListener(workspace, statement, listened)) || messageOf(workspace, statement),
    help:
      listened === 'after_begin'
        ? "Use `SELECT set_config('search_path', :path, true)` with the path bound, or bind the sessions to the tenant's engine"
        : "Bind the session to the tenant's engine (`schema_translate_map`), and qualify raw SQL with a validated schema name",
    data: { form: change.form, via: change.via, quoted: change.members[0] ? change.members[0].quote !== 'none' : false },
    ...(plan.related && plan.related.length > 0 ? { related: plan.related } : {}),
    ...(plan.fix && covered
      ? { fixes: [plan.fix] }
      : isCovered && plan.alternatives
        ? { fixes: plan.alternatives }
        : { noFix: plan.reason ?? 'the statement is not part of what the fix covers' }),
  }
}

/** Who has the path that a listener sets. */
const moments: Readonly<Record<string, string>> = {
  checkout: 'take a connection',
  checkin: 'take a connection',
  connect: 'take a connection',
  engine_connect: 'take a connection',
  after_begin: 'begin a transaction',
  begin: 'begin a transaction',
}

/** A listener sets the path again each time, or once for all that follow: nothing is lost at a commit, and nothing is left over. */
function messageOfListener(workspace: Workspace, statement: PathStatement, listened: string): string | undefined {
  if (statement.change.form === 'reset') return undefined
  const target = targetOf(workspace, statement)
  const schema = target ? `\`${target}\`` : 'another schema'
  switch (listened) {
    case 'checkout':
    case 'engine_connect':
      return `Each connection that is taken gets ${schema} as its search path, so what runs on it later, for another tenant, still reads this one`
    case 'connect':
      return `Each new connection gets ${schema} as its search path and keeps it, so the pool hands this tenant's rows to the next one`
    case 'after_begin':
    case 'begin':
      return `Each transaction begins with ${schema} on its search path, written into the SQL, so a name that is no plain one reads another schema`
    default:
      return undefined
  }
}

/** The tenant's schema as the code writes it: the first member of the path that is put in, else the first. */
function targetOf(workspace: Workspace, { change, execution }: PathStatement): string | undefined {
  const name = change.members.find(({ holes }) => holes.length > 0) ?? change.members[0]
  return name && writtenName(workspace, name, execution)
}

/** Also a connection whose pool is kept where it is not followed: `app["pool"]` of a file that knows no other driver. */
function isAsyncpg(workspace: Workspace, { path, event }: PathStatement): boolean {
  if (event?.ref.type === 'asyncpg') return true
  const text = workspace.text(path) ?? ''
  return event?.ref.type === 'unknown' && /^\s*(?:import|from) asyncpg\b/m.test(text) && !/sqlalchemy|psycopg/.test(text)
}

function messageOf(workspace: Workspace, statement: PathStatement): string {
  const { change } = statement
  const target = targetOf(workspace, statement)
  const schema = target ? `\`${target}\`` : 'another schema'
  // asyncpg's pool resets what is given back: there is no next user to fear for, but no path either.
  const until = isAsyncpg(workspace, statement)
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

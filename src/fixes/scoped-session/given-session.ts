import { placeOf } from '../../project/place-of'
import { directCallsOf } from '../../project/sessions/callers'
import { planScopedDependency } from './change-dependency'
import { type Outcome, type Rewrite, refuse } from './plan'
import { planTenantPart } from './tenant-part'

/** Rewrite 9: a framework gives the function an unscoped session (`Depends(get_db)`), and the function sets the path itself. */
export function planGivenSession(rewrite: Rewrite): Outcome {
  const { workspace, fn, flow, statements } = rewrite
  const handed = flow.events.find((event) => event.kind === 'leave')
  if (handed)
    return refuse(
      `\`${fn.name}\` is a dependency itself and hands the session on: the editor's refactoring of it binds a session to the tenant's engine`,
    )
  if (statements.some(({ stmt }) => !stmt)) return refuse('the statement that sets the path is part of a larger expression')
  const [site] = directCallsOf(workspace, fn)
  if (site)
    return refuse(`\`${fn.name}\` is also called at ${placeOf(workspace, site.path, site.call)}, with a session that nobody scopes for it`)
  const changed = planScopedDependency(rewrite)
  const refused = whyRefused(changed)
  if (refused === undefined) return changed
  const wrapped = planTenantPart(rewrite)
  const also = whyRefused(wrapped)
  return also === undefined ? wrapped : refuse(`${refused}; ${also}`)
}

const whyRefused = (outcome: Outcome): string | undefined =>
  outcome.kind === 'refused' ? outcome.reason : outcome.proofs.find(({ verdict }) => verdict === 'refuted')?.text

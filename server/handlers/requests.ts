import type { CancellationToken } from 'vscode-languageserver'
import { rulePages } from '../../src/index'
import { type RequestName, requests } from '../../src/protocol'
import { guard } from '../guard'
import { failed } from '../outcomes'
import type { Session } from '../session'
import { answerDebugInformation } from './debug-information'
import { answerExplain } from './explain'
import { collectFixes, reviewFixes } from './fix-all'
import { answerConstraints, answerMigrations } from './live'
import { makeSuppression } from './make-edit'
import { answerGraph, answerRevision } from './migration-graph'
import { answerPrepareModels } from './prepare-models'
import { answerSessionHelper } from './session-helper'
import { answerComparison, answerDisconnect, answerOverview, answerReport, answerWithout } from './tenants'
import { answerSymbol, answerUsages } from './usages'

/** What the extension asks beyond the protocol of language servers. */
export function bindRequests(session: Session): void {
  const bind = <Params, Result>(
    request: RequestName<Params, Result>,
    handle: (params: Params, signal: AbortSignal) => Promise<Result>,
  ): void => {
    session.connection.onRequest(request.method, (params: Params, token: CancellationToken) =>
      guard(session, request.method, token, async (signal) => {
        await session.ready
        return handle(params, signal)
      }),
    )
  }
  bind(requests.rulePage, async ({ rule }) => {
    const markdown = Object.hasOwn(rulePages, rule) ? rulePages[rule] : undefined
    return markdown === undefined ? failed('not-found', session.say('rule.none', { rule })) : { ok: true, value: { markdown } }
  })
  bind(requests.fixAll, (params, signal) => collectFixes(session, params, signal))
  bind(requests.reviewFixes, (params, signal) => reviewFixes(session, params, signal))
  bind(requests.suppress, async ({ reason, until, ...target }, signal) => {
    const edit = await makeSuppression(session, target, signal, { reason, until })
    return edit ? { ok: true as const, value: edit } : failed('not-found', session.say('suppress.gone'), session.say('suppress.again'))
  })
  bind(requests.graph, (params, signal) => answerGraph(session, params, signal))
  bind(requests.findRevision, (params, signal) => answerRevision(session, params, signal))
  bind(requests.checkMigrations, (params, signal) => answerMigrations(session, params, signal))
  bind(requests.tenants, (params) => answerOverview(session, params))
  bind(requests.compareTenant, (params) => answerComparison(session, params))
  bind(requests.tenantReport, (params) => answerReport(session, params))
  bind(requests.tenantsWithout, (params) => answerWithout(session, params))
  bind(requests.disconnect, () => answerDisconnect(session))
  bind(requests.prepareModels, (params) => answerPrepareModels(session, params))
  bind(requests.sessionHelper, () => answerSessionHelper(session))
  bind(requests.debugInformation, () => answerDebugInformation(session))
  bind(requests.explain, (params) => answerExplain(session, params))
  bind(requests.usages, (params, signal) => answerUsages(session, params, signal))
  bind(requests.symbolAt, (params) => answerSymbol(session, params))
  bind(requests.constraints, (params, signal) => answerConstraints(session, params, signal))
}

import { type CancellationToken, ErrorCodes, LSPErrorCodes, ResponseError } from 'vscode-languageserver'
import type { Session } from './session'

/** A cancellation token as a signal. */
export function toSignal(token: CancellationToken): AbortSignal {
  const controller = new AbortController()
  if (token.isCancellationRequested) controller.abort(new Cancelled())
  else token.onCancellationRequested(() => controller.abort(new Cancelled()))
  return controller.signal
}

class Cancelled extends Error {
  constructor() {
    super('the request was cancelled')
  }
}

/**
 * The one place around a handler that catches: a cancelled request says so, a bug is logged with its stack and answered in one line.
 * The handler gets a signal that follows the client's cancellation. Before `initialize` there is no answer, and nothing to wait for.
 */
export async function guard<T>(
  { log, features }: Pick<Session, 'log' | 'features'>,
  name: string,
  token: CancellationToken,
  handle: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const signal = toSignal(token)
  try {
    features()
    return await handle(signal)
  } catch (error) {
    if (error instanceof ResponseError) throw error
    if (signal.aborted) throw new ResponseError(LSPErrorCodes.RequestCancelled, `${name} was cancelled`)
    log.error(`${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    throw new ResponseError(ErrorCodes.InternalError, `TenantScope could not answer ${name}; its log has the details`)
  }
}

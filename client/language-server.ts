/** The language server behind the commands: there is one at a time, and another after each start. */
export interface LanguageServer<Client> {
  /** Of the last start: settles when the server answered `initialize`, rejects when it did not start. */
  client(): Promise<Client>
  restart(): Promise<void>
  stop(): Promise<void>
}

export interface LanguageServerOptions<Client> {
  /** Makes a client of its own each time: one that failed to start cannot be started again. */
  start(): Promise<Client>
  stop(client: Client): Promise<void>
}

export function createLanguageServer<Client>({ start, stop }: LanguageServerOptions<Client>): LanguageServer<Client> {
  let current: Promise<Client>
  const begin = (): void => {
    current = start()
    // Whoever asks for the client hears of it; when nobody asks it is no unhandled rejection.
    current.catch(() => undefined)
  }
  const end = async (): Promise<void> => {
    const client = await current.catch(() => undefined)
    if (client !== undefined) await stop(client)
  }
  // Two restarts at once would stop one server twice and start two: each waits for what was asked before it.
  let queue: Promise<void> = Promise.resolve()
  const afterOthers = (run: () => Promise<void>): Promise<void> => {
    const done = queue.then(run)
    queue = done.catch(() => undefined)
    return done
  }
  begin()
  return {
    client: () => current,
    restart: () =>
      afterOthers(async () => {
        // One that hangs says so when it is stopped, and is ended all the same: another one starts whatever it says.
        await end().catch(() => undefined)
        begin()
        await current
      }),
    stop: () => afterOthers(end),
  }
}

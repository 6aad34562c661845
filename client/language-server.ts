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
  begin()
  return {
    client: () => current,
    async restart() {
      await end()
      begin()
      await current
    },
    stop: end,
  }
}

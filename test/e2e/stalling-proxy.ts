import { connect, createServer, type Socket } from 'node:net'

/** Stands before a database and lets only so much of its answers through until it is told otherwise: a check that is half done. */
export interface StallingProxy {
  readonly port: number
  /** So many bytes more of the database's answers, over all connections; then nothing any more. */
  letThrough(bytes: number): void
  stop(): Promise<void>
}

export async function startStallingProxy(target: { readonly host: string; readonly port: number }): Promise<StallingProxy> {
  let left = Number.POSITIVE_INFINITY
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const database = connect(target.port, target.host)
    for (const socket of [client, database]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
    }
    client.on('data', (data) => database.write(data))
    database.on('data', (data) => {
      if (left <= 0) return
      left -= data.length
      client.write(data)
    })
    client.on('close', () => database.destroy())
    database.on('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return {
    port: address.port,
    letThrough(bytes) {
      left = bytes
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

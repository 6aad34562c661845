import { connect, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'

interface CancelRoute {
  readonly host: string
  readonly port: number
  readonly tls: ConnectionOptions | undefined
}

const sslRequestCode = 80877103
const cancelRequestCode = 80877102

/**
 * Ask the server to stop what a connection is running, over a socket of its own, as the protocol wants it. Best effort within half a
 * second: when it fails the statement timeout ends the statement.
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS
 */
export async function sendCancel(client: object, { host, port, tls }: CancelRoute): Promise<void> {
  const processId: unknown = Reflect.get(client, 'processID')
  const secret: unknown = Reflect.get(client, 'secretKey')
  const key = typeof secret === 'number' ? int32(secret) : Buffer.isBuffer(secret) ? secret : undefined
  if (typeof processId !== 'number' || !key) return
  const request = Buffer.concat([int32(12 + key.length), int32(cancelRequestCode), int32(processId), key])
  await new Promise<void>((resolve) => {
    const socket: Socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)
    const timer = setTimeout(() => socket.destroy(), 500)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      clearTimeout(timer)
      resolve()
    })
    socket.once('connect', () => {
      if (!tls) {
        socket.end(request)
        return
      }
      socket.once('data', (answer) => {
        if (answer[0] !== 'S'.charCodeAt(0)) socket.destroy()
        else {
          const secure = connectTls({ ...tls, socket }, () => secure.end(request))
          secure.on('error', () => socket.destroy())
        }
      })
      socket.write(Buffer.concat([int32(8), int32(sslRequestCode)]))
    })
  })
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeInt32BE(value | 0)
  return buffer
}

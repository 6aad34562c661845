import { type ChildProcess, spawn } from 'node:child_process'
import * as path from 'node:path'

interface Message {
  readonly id?: number | string
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown }
}

export class RpcError extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly data: unknown,
  ) {
    super(message)
  }
}

/** A language client that knows nothing but JSON-RPC over pipes: what the server gets and gives can be seen as it is. */
export interface RpcClient {
  request<T>(method: string, params?: unknown): Promise<T>
  /** A request that can be cancelled. */
  start<T>(method: string, params?: unknown): { readonly answer: Promise<T>; cancel(): void }
  notify(method: string, params?: unknown): void
  /** Answer requests of the server; others get an error. */
  serve(method: string, answer: (params: never) => unknown): void
  /** Notifications received so far, of one method. */
  received<T>(method: string): readonly T[]
  /** The first notification, come or to come, that satisfies the test. */
  waitFor<T>(method: string, test?: (params: T) => boolean): Promise<T>
  readonly errors: () => string
  /** The server's process; undefined when it did not start. */
  readonly pid: number | undefined
  stop(): Promise<number | null>
}

const usualDeadline = 20_000
export const root = path.resolve(__dirname, '..', '..')

export interface ClientOptions {
  readonly program?: string
  readonly cwd?: string
  /** Milliseconds that an answer may take. */
  readonly deadline?: number
}

export function startClient(
  args: readonly string[] = [process.env.TENANTSCOPE_CLI ?? path.join(root, 'dist/cli.js'), 'lsp', '--stdio'],
  { program = process.execPath, cwd, deadline = usualDeadline }: ClientOptions = {},
): RpcClient {
  const server = spawn(program, args, { cwd, stdio: ['pipe', 'pipe', 'pipe'], env: withoutDatabase() })
  const pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  const notifications: { method: string; params: unknown }[] = []
  const served = new Map<string, (params: never) => unknown>()
  const waiting = new Set<() => void>()
  let next = 1
  let errors = ''
  server.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8')
  })
  const send = (message: Message): void => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }), 'utf8')
    server.stdin.write(`Content-Length: ${body.length}\r\n\r\n`)
    server.stdin.write(body)
  }
  const receive = (message: Message): void => {
    if (message.method !== undefined && message.id !== undefined) {
      const answer = served.get(message.method)
      if (answer) send({ id: message.id, result: answer(message.params as never) ?? null })
      else send({ id: message.id, error: { code: -32601, message: `no ${message.method} here` } })
    } else if (message.method !== undefined) {
      notifications.push({ method: message.method, params: message.params })
      for (const wake of [...waiting]) wake()
    } else if (typeof message.id === 'number') {
      const entry = pending.get(message.id)
      pending.delete(message.id)
      if (message.error) entry?.reject(new RpcError(message.error.code, message.error.message, message.error.data))
      else entry?.resolve(message.result)
    }
  }
  readMessages(server, receive)
  const client: RpcClient = {
    request: <T>(method: string, params?: unknown) => client.start<T>(method, params).answer,
    start<T>(method: string, params?: unknown) {
      const id = next++
      const answer = new Promise<T>((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`${method} was not answered in ${deadline / 1000} s; standard error: ${errors}`)),
          deadline,
        )
        const settle =
          <Value>(then: (value: Value) => void) =>
          (value: Value): void => {
            clearTimeout(timer)
            then(value)
          }
        pending.set(id, { resolve: settle(resolve as (value: unknown) => void), reject: settle(reject) })
      })
      send({ id, method, params })
      return { answer, cancel: () => send({ method: '$/cancelRequest', params: { id } }) }
    },
    notify: (method, params) => send({ method, params }),
    serve: (method, answer) => void served.set(method, answer),
    received: <T>(method: string) => notifications.filter((each) => each.method === method).map(({ params }) => params as T),
    waitFor: <T>(method: string, test: (params: T) => boolean = () => true) =>
      new Promise<T>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no ${method} came in ${deadline / 1000} s; standard error: ${errors}`)), deadline)
        const look = (): void => {
          const found = client.received<T>(method).find(test)
          if (found === undefined) return
          waiting.delete(look)
          clearTimeout(timer)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
    errors: () => errors,
    pid: server.pid,
    async stop() {
      const ended = new Promise<number | null>((resolve) => server.on('exit', resolve))
      if (server.exitCode !== null) return server.exitCode
      await client.request('shutdown')
      client.notify('exit')
      return ended
    },
  }
  return client
}

/** No database of the machine that runs the tests may answer. */
const withoutDatabase = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PG|DATABASE_URL|TENANTSCOPE_DATABASE)/.test(name)))

function readMessages({ stdout }: ChildProcess, receive: (message: Message) => void): void {
  let buffer = Buffer.alloc(0)
  stdout?.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk])
    for (;;) {
      const header = buffer.indexOf('\r\n\r\n')
      const length = header < 0 ? undefined : /Content-Length: (\d+)/i.exec(buffer.toString('ascii', 0, header))?.[1]
      if (length === undefined || buffer.length < header + 4 + Number(length)) return
      const end = header + 4 + Number(length)
      receive(JSON.parse(buffer.toString('utf8', header + 4, end)) as Message)
      buffer = buffer.subarray(end)
    }
  })
}

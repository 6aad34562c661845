import { createConnection, ProposedFeatures } from 'vscode-languageserver/node'
import { startServer } from './start-server'

/** Serve over standard input and output until the editor says `exit` or goes away; the connection then ends the process. */
export function serveStdio(): Promise<never> {
  startServer(createConnection(ProposedFeatures.all, process.stdin, process.stdout))
  return new Promise(() => undefined)
}

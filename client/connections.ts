import * as vscode from 'vscode'
import type { DatabaseParams } from '../src/protocol'
import { toShownUrl, withPassword } from './connection-url'

/** A way to a database that the user gave. Nothing in it is secret. */
export type Connection =
  | { readonly kind: 'stored'; readonly label: string /** Without passwords; several are shards. */; readonly urls: readonly string[] }
  /** An environment variable, called by its label, that holds the URL. */
  | { readonly kind: 'environment'; readonly label: string }

/** The connections of this workspace: what may be seen in the editor's memory, whole URLs in its secret storage. */
export interface Connections {
  list(): readonly Connection[]
  active(): Connection | undefined
  use(connection: Connection | undefined): Promise<void>
  /** Keep the URLs with their passwords, and use them from now on. */
  store(urls: readonly string[]): Promise<Connection>
  /** The connection stays; its password is asked for when it is used again. */
  forgetPassword(connection: Connection): Promise<void>
  remove(connection: Connection): Promise<void>
  /** What a request says about the database; asks for a password that was forgotten. Undefined when the user gives none. */
  params(): Promise<DatabaseParams | undefined>
}

const listKey = 'connections'
const activeKey = 'activeConnection'

export function createConnections(memory: vscode.Memento, secrets: vscode.SecretStorage): Connections {
  const list = (): readonly Connection[] => memory.get<readonly Connection[]>(listKey, [])
  const others = (label: string): readonly Connection[] => list().filter((each) => each.label !== label)
  const use = async (connection: Connection | undefined): Promise<void> => {
    if (connection) await memory.update(listKey, [connection, ...others(connection.label)])
    await memory.update(activeKey, connection?.label)
  }
  const active = (): Connection | undefined => {
    const label = memory.get<string>(activeKey)
    return list().find((connection) => connection.label === label)
  }
  const storeUrls = (label: string, urls: readonly string[]): Thenable<void> => secrets.store(secretKey(label), JSON.stringify(urls))
  return {
    list,
    active,
    use,
    async store(urls) {
      const shown = urls.map(toShownUrl)
      const label = shown.map((each) => each.label).join(', ')
      const connection: Connection = { kind: 'stored', label, urls: shown.map(({ url }) => url) }
      await storeUrls(label, urls)
      await use(connection)
      return connection
    },
    forgetPassword: async ({ label }) => secrets.delete(secretKey(label)),
    async remove({ label }) {
      await secrets.delete(secretKey(label))
      await memory.update(listKey, others(label))
    },
    async params() {
      const connection = active()
      if (!connection) return {}
      if (connection.kind === 'environment') return { urlEnv: connection.label }
      const stored = parseUrls(await secrets.get(secretKey(connection.label)))
      if (stored) return { urls: stored }
      const urls = await askPasswords(connection.urls)
      if (urls) await storeUrls(connection.label, urls)
      return urls && { urls }
    },
  }
}

function parseUrls(stored: string | undefined): readonly string[] | undefined {
  const urls: unknown = stored === undefined ? undefined : JSON.parse(stored)
  return Array.isArray(urls) ? urls.filter((url) => typeof url === 'string') : undefined
}

async function askPasswords(urls: readonly string[]): Promise<readonly string[] | undefined> {
  const complete: string[] = []
  for (const url of urls) {
    const password = await vscode.window.showInputBox({
      title: vscode.l10n.t('Password for {0}', toShownUrl(url).label),
      prompt: vscode.l10n.t(
        'It is kept in the secret storage of this computer. Leave it empty where none is needed, or where .pgpass has it',
      ),
      password: true,
      ignoreFocusOut: true,
    })
    if (password === undefined) return undefined
    complete.push(withPassword(url, password))
  }
  return complete
}

/** One project's password must not be used for another project. */
function secretKey(label: string): string {
  const home = vscode.workspace.workspaceFile ?? vscode.workspace.workspaceFolders?.[0]?.uri
  return `database:${home?.toString() ?? 'no workspace'}:${label}`
}

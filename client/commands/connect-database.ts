import * as vscode from 'vscode'
import type { Command } from '../client-context'
import { problemOfUrl, urlsIn } from '../connection-url'
import type { Connection, Connections } from '../connections'

/** Choose a connection of this workspace, or give a new one: a URL (several, separated by blanks, are shards) or the name of a variable that holds it. */
export const connectDatabase: Command = async ({ connections }, purpose) => {
  const connection = await chooseConnection(connections)
  if (!connection) return false
  if (purpose !== 'on the way') {
    void vscode.window
      .showInformationMessage(
        `TenantScope: ${vscode.l10n.t('{0} will be read', connection.label)}`,
        vscode.l10n.t('Check Tenant Migrations'),
      )
      .then((choice) => {
        if (choice) void vscode.commands.executeCommand('tenantscope.checkTenantMigrations')
      })
  }
  return true
}

interface ConnectionItem extends vscode.QuickPickItem {
  readonly connection?: Connection
  choose(): Promise<Connection | undefined>
}

async function chooseConnection(connections: Connections): Promise<Connection | undefined> {
  const variables = listVariables()
  if (connections.list().length === 0 && variables.length === 0) return askUrl(connections)
  const item = await pickItem(connections, variables)
  return item?.choose()
}

function pickItem(connections: Connections, variables: readonly string[]): Promise<ConnectionItem | undefined> {
  const remove: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('trash'),
    tooltip: vscode.l10n.t('Forget this connection and its password'),
  }
  const use = (connection: Connection) => async (): Promise<Connection> => {
    await connections.use(connection)
    return connection
  }
  const known = connections.list()
  const listItems = (): ConnectionItem[] => [
    ...connections.list().map((connection) => ({
      connection,
      label: `${connection.kind === 'environment' ? '$(symbol-variable)' : '$(database)'} ${connection.label}`,
      ...(connection.label === connections.active()?.label ? { description: vscode.l10n.t('in use') } : {}),
      buttons: [remove],
      choose: use(connection),
    })),
    ...variables
      .filter((label) => !known.some((connection) => connection.label === label))
      .map((label) => ({
        label: `$(symbol-variable) ${label}`,
        description: vscode.l10n.t('environment variable'),
        choose: use({ kind: 'environment', label }),
      })),
    { label: `$(add) ${vscode.l10n.t('Enter a connection URL…')}`, alwaysShow: true, choose: () => askUrl(connections) },
  ]
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick<ConnectionItem>()
    pick.title = vscode.l10n.t('Connect Database')
    pick.placeholder = vscode.l10n.t('Sessions are read-only')
    pick.items = listItems()
    pick.onDidTriggerItemButton(async ({ item }) => {
      if (!item.connection) return
      await connections.remove(item.connection)
      pick.items = listItems()
    })
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0])
      pick.hide()
    })
    pick.onDidHide(() => {
      pick.dispose()
      resolve(undefined)
    })
    pick.show()
  })
}

async function askUrl(connections: Connections): Promise<Connection | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Connect Database'),
    prompt: vscode.l10n.t('It is kept in the secret storage of this computer and read only by TenantScope; sessions are read-only'),
    placeHolder: 'postgresql://user:password@host:5432/database',
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => {
      const problem = urlsIn(value)
        .map(problemOfUrl)
        .find((each) => each !== undefined)
      return problem && sayProblem(problem)
    },
  })
  const urls = urlsIn(text ?? '')
  return urls.length > 0 ? connections.store(urls) : undefined
}

const sayProblem = (problem: 'scheme' | 'unreadable'): string =>
  problem === 'scheme'
    ? vscode.l10n.t('A URL begins with postgresql://')
    : vscode.l10n.t('This URL cannot be read: escape special characters in the password, @ as %40 and / as %2F')

/** Variables that hold the URL of a PostgreSQL database, by name; what they hold stays where it is. */
const listVariables = (): readonly string[] =>
  Object.entries(process.env)
    .flatMap(([name, value]) => (/^postgres(ql)?(\+\w+)?:\/\//.test(value ?? '') ? [name] : []))
    .sort()

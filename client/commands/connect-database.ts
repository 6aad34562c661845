import * as vscode from 'vscode'
import type { Command } from '../client-context'

/** Asks for the connection URL (several, separated by blanks, are shards) and keeps it in the editor's secret storage. Returns true when one was given. */
export const connectDatabase: Command = async ({ secrets }) => {
  const text = await vscode.window.showInputBox({
    title: 'Connect Database',
    prompt: 'It is kept in the secret storage of this computer and read only by TenantScope; sessions are read-only',
    placeHolder: 'postgresql://user:password@host:5432/database',
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) =>
      urlsIn(value)
        .map(problemOf)
        .find((problem) => problem !== undefined),
  })
  const urls = urlsIn(text ?? '')
  if (urls.length === 0) return false
  await secrets.store(urls)
  void vscode.window.showInformationMessage(`TenantScope: connected to ${urls.map(describe).join(', ')}`)
  return true
}

function urlsIn(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}

function problemOf(url: string): string | undefined {
  if (!/^postgres(ql)?(\+\w+)?:\/\//.test(url)) return 'A URL begins with postgresql://'
  return URL.canParse(url) ? undefined : 'This URL cannot be read: escape special characters in the password, @ as %40 and / as %2F'
}

/** Host and database, never the password. */
function describe(url: string): string {
  const { hostname, pathname } = new URL(url)
  return `\`${decodeURIComponent(pathname.slice(1))}\` on ${hostname || 'localhost'}`
}

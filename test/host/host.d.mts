import type { BrowserContext, Page } from 'playwright-core'

export interface HostDirs {
  readonly tmp: string
  readonly serverData: string
  readonly userData: string
  readonly extensions: string
}

export interface HostServer {
  readonly port: number
  readonly token: string
  readonly authority: string
  readonly exited: Promise<unknown>
  stop(): Promise<void>
  killNow(): void
}

export function hostPaths(): { readonly vscode: string; readonly node: string; readonly chromium: string }
export function makeDirs(options?: { readonly extensions?: string; readonly settings?: Readonly<Record<string, unknown>> }): HostDirs
export function cleanDirs(dirs: HostDirs): void
export function startServer(options: {
  readonly dirs: HostDirs
  readonly env?: NodeJS.ProcessEnv
  readonly driver?: boolean
  readonly askTrust?: boolean
  readonly onLog?: (text: string) => void
}): Promise<HostServer>
export function workbenchUrl(
  server: HostServer,
  opened: { readonly folder?: string; readonly workspace?: string; readonly payload?: readonly (readonly [string, string])[] },
): string
export function remoteUri(server: HostServer, file: string): string
export function openBrowser(options: {
  readonly dirs: HostDirs
  readonly viewport?: { readonly width: number; readonly height: number }
  readonly deviceScaleFactor?: number
}): Promise<{ readonly context: BrowserContext; readonly page: Page }>

import type { LogOutputChannel } from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import type { Connections } from './connections'
import type { ChangePreview } from './views/change-preview'
import type { ReportPages } from './views/report-pages'
import type { RevisionTree } from './views/revision-tree'
import type { SchemaPages } from './views/schema-pages'
import type { TenantTree } from './views/tenant-tree'

/** What every command may use. */
export interface ClientContext {
  /** Settles when the server answered `initialize`; rejects when it did not start. Another one after a restart. */
  readonly client: Promise<LanguageClient>
  restart(): Promise<void>
  readonly channel: LogOutputChannel
  readonly connections: Connections
  readonly tree: TenantTree
  readonly revisions: RevisionTree
  readonly pages: ReportPages
  readonly schemas: SchemaPages
  readonly changes: ChangePreview
}

/** Ask, call one request, show. What it returns is for tests and for other commands. */
export type Command = (context: ClientContext, ...args: readonly unknown[]) => Promise<unknown>

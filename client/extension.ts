import * as vscode from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { commandIds, linkCommandIds, liveChanged } from '../src/protocol'
import type { ClientContext, Command } from './client-context'
import { checkTenantMigrations } from './commands/check-tenant-migrations'
import { clearTenantFilter } from './commands/clear-tenant-filter'
import { compareTenantWithTemplate } from './commands/compare-tenant-with-template'
import { connectDatabase } from './commands/connect-database'
import { copyTenantNames } from './commands/copy-tenant-names'
import { createTenantSessionHelper } from './commands/create-tenant-session-helper'
import { disconnectDatabase } from './commands/disconnect-database'
import { filterTenants } from './commands/filter-tenants'
import { findMissingRevision } from './commands/find-missing-revision'
import { findUsagesBeforeRemoval } from './commands/find-usages-before-removal'
import { fixAllInWorkspace } from './commands/fix-all-in-workspace'
import { forgetDatabasePassword } from './commands/forget-database-password'
import { goToRevisions } from './commands/go-to-revisions'
import { inspectConstraintNames } from './commands/inspect-constraint-names'
import { openRulePage } from './commands/open-rule-page'
import { prepareModelsForTenantScope } from './commands/prepare-models-for-tenant-scope'
import { restartServer } from './commands/restart-server'
import { saveTenantReport } from './commands/save-tenant-report'
import { showDebugInformation } from './commands/show-debug-information'
import { showMigrationGraph } from './commands/show-migration-graph'
import { showOutput } from './commands/show-output'
import { showTenantsWithout } from './commands/show-tenants-without'
import { suppress } from './commands/suppress'
import { createConnections } from './connections'
import { createLanguageServer } from './language-server'
import { createRedactedChannel } from './redacted-channel'
import { createChangePreview } from './views/change-preview'
import { createConnectionStatus } from './views/connection-status'
import { createReportPages } from './views/report-pages'
import { createRevisionTree } from './views/revision-tree'
import { createSchemaPages } from './views/schema-pages'
import { createServerStatus, type ServerStatus } from './views/server-status'
import { createTenantTree } from './views/tenant-tree'

const commands: { readonly [id: string]: Command } = {
  [commandIds.checkTenantMigrations]: checkTenantMigrations,
  [commandIds.inspectConstraintNames]: inspectConstraintNames,
  [commandIds.fixAllInWorkspace]: fixAllInWorkspace,
  [commandIds.findMissingRevision]: findMissingRevision,
  [commandIds.findUsagesBeforeRemoval]: findUsagesBeforeRemoval,
  [commandIds.showMigrationGraph]: showMigrationGraph,
  [commandIds.createTenantSessionHelper]: createTenantSessionHelper,
  [commandIds.prepareModelsForTenantScope]: prepareModelsForTenantScope,
  [commandIds.connectDatabase]: connectDatabase,
  [commandIds.disconnectDatabase]: disconnectDatabase,
  [commandIds.forgetDatabasePassword]: forgetDatabasePassword,
  [commandIds.filterTenants]: filterTenants,
  [commandIds.clearTenantFilter]: clearTenantFilter,
  [commandIds.copyTenantNames]: copyTenantNames,
  [commandIds.compareTenantWithTemplate]: compareTenantWithTemplate,
  [commandIds.saveTenantReport]: saveTenantReport,
  [commandIds.restartServer]: restartServer,
  [commandIds.showOutput]: showOutput,
  [commandIds.showDebugInformation]: showDebugInformation,
  [linkCommandIds.openRulePage]: openRulePage,
  [linkCommandIds.goToRevisions]: goToRevisions,
  [linkCommandIds.suppress]: suppress,
  [linkCommandIds.showTenantsWithout]: showTenantsWithout,
}

/** What tests see of the running extension. */
export interface TenantScopeApi {
  /** Settles when the language server answered `initialize`. */
  readonly ready: Promise<void>
}

let stop: (() => Promise<void>) | undefined

/** Wires the rooms together and returns at once: the server starts while the editor goes on. */
export function activate(extension: vscode.ExtensionContext): TenantScopeApi {
  const channel = createRedactedChannel('TenantScope')
  const status = createServerStatus()
  const server = createLanguageServer({
    async start() {
      try {
        return await startLanguageClient(extension.asAbsolutePath('dist/server.js'), channel, status, () => tree.refresh())
      } catch (error) {
        tellFailure(error, channel, status)
        throw error
      }
    },
    // One that failed later than its start has nothing to stop.
    stop: async (client) => (client.needsStop() ? client.dispose() : undefined),
  })
  const tree = createTenantTree(server.client, extension.workspaceState)
  const context: ClientContext = {
    get client() {
      return server.client()
    },
    restart: server.restart,
    channel,
    connections: createConnections(extension.workspaceState, extension.secrets),
    tree,
    revisions: createRevisionTree(),
    pages: createReportPages(),
    schemas: createSchemaPages(),
    changes: createChangePreview(),
  }
  const { revisions, pages, schemas, changes } = context
  extension.subscriptions.push(channel, status, tree, revisions, pages, schemas, changes, createConnectionStatus(tree))
  for (const [id, run] of Object.entries(commands)) {
    extension.subscriptions.push(vscode.commands.registerCommand(id, (...args: unknown[]) => guard(context, id, run, args)))
  }
  stop = server.stop
  extension.subscriptions.push(
    // Trust comes without a reload, and the server learns of it only when it starts.
    vscode.workspace.onDidGrantWorkspaceTrust(() => vscode.commands.executeCommand(commandIds.restartServer)),
  )
  return { ready: server.client().then(() => undefined) }
}

export async function deactivate(): Promise<void> {
  await stop?.()
}

/** The language client is most of this bundle's code: it is loaded when the activation is over, so that the editor need not wait for it. */
async function startLanguageClient(
  serverModule: string,
  channel: vscode.LogOutputChannel,
  status: ServerStatus,
  refresh: () => Promise<void>,
): Promise<LanguageClient> {
  await new Promise((resolve) => setImmediate(resolve))
  const { createLanguageClient } = await import('./language-client')
  const client = createLanguageClient(serverModule, channel, status.checked)
  await status.follow(client)
  client.onNotification(liveChanged, refresh)
  await client.start()
  return client
}

function tellFailure(error: unknown, channel: vscode.LogOutputChannel, status: ServerStatus): void {
  status.failed()
  channel.error(`The language server did not start: ${String(error)}`)
  const [restart, output] = [vscode.l10n.t('Restart Server'), vscode.l10n.t('Show Output')]
  const failed = vscode.l10n.t('the language server did not start. The output channel says why.')
  void vscode.window.showErrorMessage(`TenantScope: ${failed}`, restart, output).then((choice) => {
    if (choice === restart) void vscode.commands.executeCommand(commandIds.restartServer)
    if (choice === output) channel.show()
  })
}

/** A command that throws has met a bug: it goes to the output channel, and the user hears of it. */
async function guard(context: ClientContext, id: string, run: Command, args: readonly unknown[]): Promise<unknown> {
  try {
    return await run(context, ...args)
  } catch (error) {
    if (error instanceof vscode.CancellationError) return undefined
    context.channel.error(`${id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    const answer = await vscode.window.showErrorMessage(
      `TenantScope: ${vscode.l10n.t('the command failed. The output channel has the details.')}`,
      vscode.l10n.t('Show Output'),
    )
    if (answer) context.channel.show()
    return undefined
  }
}

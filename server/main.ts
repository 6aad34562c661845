import { createConnection, ProposedFeatures } from 'vscode-languageserver/node'
import { startServer } from './start-server'

// The way to talk comes from the arguments: --node-ipc from the extension, --stdio from other editors.
startServer(createConnection(ProposedFeatures.all))

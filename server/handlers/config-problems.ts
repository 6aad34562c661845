import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver'
import { source } from '../convert'
import type { Session } from '../session'

const published = new WeakMap<Session, Set<string>>()

/** Mistakes in configuration files stand where they were made; they are pushed, because nobody asks for diagnostics of TOML files. */
export async function publishProblems(session: Session): Promise<void> {
  const before = published.get(session) ?? new Set()
  const now = new Map<string, Diagnostic[]>()
  for (const project of await session.projects.all()) {
    for (const { path, line, character, message, help } of project.problems) {
      const at = { line, character }
      const diagnostic: Diagnostic = {
        range: { start: at, end: at },
        severity: DiagnosticSeverity.Error,
        source,
        message: help ? `${message}\n${help}` : message,
      }
      const uri = project.uriOf(path)
      now.set(uri, [...(now.get(uri) ?? []), diagnostic])
    }
  }
  for (const uri of before) if (!now.has(uri)) await session.connection.sendDiagnostics({ uri, diagnostics: [] })
  for (const [uri, diagnostics] of now) {
    await session.connection.sendDiagnostics({ uri, diagnostics })
    session.log.warn(`${uri} has ${diagnostics.length} mistakes; what it says beside them is used`)
  }
  published.set(session, new Set(now.keys()))
}

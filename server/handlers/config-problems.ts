import { type Diagnostic, DiagnosticSeverity, type Position } from 'vscode-languageserver'
import { source } from '../convert'
import { createDiskView, toPosition } from '../positions'
import type { Project } from '../project'
import { clientUri, type Session } from '../session'

const published = new WeakMap<Session, Set<string>>()

/** Mistakes in configuration files stand where they were made; they are pushed, because nobody asks for diagnostics of TOML files. */
export async function publishProblems(session: Session): Promise<void> {
  const before = published.get(session) ?? new Set()
  const now = new Map<string, Diagnostic[]>()
  for (const project of await session.projects.all()) {
    if (!project.settings.enable) continue
    for (const { path, message, help, ...place } of project.problems) {
      const at = toClientPosition(session, project, path, place)
      const diagnostic: Diagnostic = {
        range: { start: at, end: at },
        severity: DiagnosticSeverity.Error,
        source,
        message: help ? `${message}\n${help}` : message,
      }
      const uri = clientUri(session.documents, project, path)
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

/** Mistakes are counted in UTF-16 units of the file as it is on disk. */
function toClientPosition({ features }: Session, { fs }: Project, file: string, { line, character }: Position): Position {
  const read = fs.readText(file)
  if (read.kind === 'unreadable') return { line, character }
  const view = createDiskView(read.text, features().encoding)
  return toPosition(view, view.lines.offsetAt({ line, character }))
}

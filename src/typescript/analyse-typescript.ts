import { findFieldUses } from './field-uses'
import { listSqlExecutions } from './sql-executions'
import { listShapes } from './type-shapes'
import type { TypescriptFileFacts, TypescriptReport, TypescriptRequest } from './typescript-facts'
import { createPrograms, type ProgramOptions } from './typescript-project'

type Mutable = { -readonly [Key in keyof TypescriptFileFacts]: TypescriptFileFacts[Key][number][] }

/** Analyse the files of a request. Loads the TypeScript compiler: call it in a worker. */
export function analyseTypescript(request: TypescriptRequest, options: ProgramOptions): TypescriptReport {
  const files: Record<string, Mutable> = {}
  for (const { path } of request.files) files[path] = { sql: [], fields: [], shapes: [], notAnalysed: [] }
  const shapes = new Set(request.shapes)
  for (const program of createPrograms(request.files, options)) {
    if (request.fields.length > 0) {
      const { uses, untyped } = findFieldUses(program, request.fields)
      for (const { path, ...use } of uses) files[path]?.fields.push(use)
      for (const { path, ...reason } of untyped) files[path]?.notAnalysed.push(reason)
    }
    for (const file of program.files) {
      if (shapes.size > 0) files[file.path]?.shapes.push(...listShapes(program, file, shapes))
      if (request.sql && !file.path.endsWith('.vue')) files[file.path]?.sql.push(...listSqlExecutions(program, file, request.words))
    }
  }
  for (const facts of Object.values(files)) facts.fields.sort((a, b) => a.span.start - b.span.start)
  return { files }
}

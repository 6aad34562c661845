import type { SqlExecution } from './typescript-facts'
import type { ProgramFile, TypescriptProgram } from './typescript-project'

/** Placeholder until written. */
export function listSqlExecutions(_program: TypescriptProgram, _file: ProgramFile): SqlExecution[] {
  return []
}

import type { Workspace } from '../../project/workspace'
import type { Call, PythonModule } from '../../python/ast'
import type { TextEdit } from '../../text/apply-edits'
import { linesOf } from '../python-lines'
import { mapSource } from './tenant-token'

export const maximumLine = 100

/** `SessionLocal()` -> `SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema}))`, broken over lines when long. */
export function bindArgument(
  workspace: Workspace,
  module: PythonModule,
  call: Call,
  engine: string,
  schema: string,
  /** In the place of what is given now, and under another name. */
  { alone = false, by = 'bind=' } = {},
): TextEdit {
  const lines = linesOf(module)
  const map = mapSource(workspace, schema)
  const argument = `${by}${engine}.execution_options(${map})`
  const { argsSpan } = call
  const inside = module.text.slice(argsSpan.start + 1, argsSpan.end - 1)
  const last = Math.max(argsSpan.start + 1, ...[...call.args, ...call.keywords].map(({ end }) => end))
  // A comment behind the last argument would swallow what is written after it.
  if (!alone && module.text.slice(last, argsSpan.end - 1).includes('#'))
    return { start: last, end: last, text: last > argsSpan.start + 1 ? `, ${argument}` : argument }
  const isEmpty = alone || inside.trim() === ''
  const at = isEmpty ? { start: argsSpan.start + 1, end: argsSpan.end - 1 } : { start: argsSpan.end - 1, end: argsSpan.end - 1 }
  const separator = isEmpty ? '' : /,\s*$/.test(inside) ? (/\s$/.test(inside) ? '' : ' ') : ', '
  const line = lines.lineOf(argsSpan.start)
  if (lines.textOf(line).length + argument.length <= maximumLine || inside.includes('\n') || !isEmpty)
    return { ...at, text: `${separator}${argument}` }
  const indent = lines.indentAt(argsSpan.start)
  const unit = indentUnit(module)
  const inner = `${indent}${unit}`
  const wide = `${inner}${argument}`
  const body =
    wide.length <= maximumLine
      ? wide
      : `${inner}${by}${engine}.execution_options(${lines.newline}${inner}${unit}${map}${lines.newline}${inner})`
  return { ...at, text: `${lines.newline}${body}${lines.newline}${indent}` }
}

/** The file's own step of indentation. */
export function indentUnit({ text }: Pick<PythonModule, 'text'>): string {
  const found = /^(?:\t|[ ]{2,8})(?=\S)/m.exec(text)
  return found?.[0] ?? '    '
}

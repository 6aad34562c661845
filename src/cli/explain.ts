import { explainSession } from '../engine/explain-session'
import { createRanges } from '../report/check-document'
import { createLineIndex } from '../text/line-index'
import { resolveTargets } from './find-root'
import { openProject } from './open-project'
import { CliError, type CommandWorld, exitCodes } from './options'

export interface ExplainOptions {
  /** `PATH:LINE[:COL]`, 1-based. */
  readonly place: string
  readonly config: string | undefined
  readonly isolated: boolean
}

/** Print the scope of the session at a place, and its proof. */
export async function explain(world: CommandWorld, { place, config, isolated }: ExplainOptions): Promise<number> {
  const found = /^(.+?):(\d+)(?::(\d+))?$/.exec(place)
  if (!found) throw new CliError(`\`${place}\` is no place`, 'Write PATH:LINE or PATH:LINE:COLUMN')
  const [, name = '', line = '1', column] = found
  const [target] = resolveTargets(world.cwd, [name])
  if (target?.kind !== 'file') throw new CliError(`${name} is no file`)
  const project = await openProject(world, { targets: [target], config, isolated })
  try {
    const file = project.toRoot(target.path)
    const workspace = project.engine.workspaces.of(file)
    const text = workspace.text(file)
    if (text === undefined) throw new CliError(`${name} cannot be read`)
    const lines = createLineIndex(text)
    if (Number(line) < 1 || Number(line) > lines.lineCount) throw new CliError(`${name} has no line ${line}`, `It has ${lines.lineCount}`)
    const span = lines.lineSpan(Number(line) - 1)
    const indent = /^\uFEFF?\s*/.exec(text.slice(span.start, span.end))?.[0].length ?? 0
    const offset = column === undefined ? span.start + indent : lines.offsetAt({ line: Number(line) - 1, character: Number(column) - 1 })
    const explanation = explainSession(workspace, file, offset)
    if (!explanation) {
      world.stdout.write(`No session is known at ${place}.\n`)
      return exitCodes.clean
    }
    const rangeOf = createRanges((each) => project.engine.workspaces.of(each).text(each))
    const steps = explanation.proof.map(({ path: file, span, text }) => {
      const { start } = rangeOf(file, span)
      return `  ${project.show(file)}:${start.line}:${start.column} ${text}\n`
    })
    world.stdout.write(`${explanation.summary}\n${steps.join('')}`)
    return exitCodes.clean
  } finally {
    await project.close()
  }
}

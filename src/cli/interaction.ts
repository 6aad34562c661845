import type { Finding, Fix } from '../index'
import { createRanges, toDocumentFinding } from '../report/check-document'
import { createPaint } from '../report/paint'
import { formatFinding } from '../report/text'
import { applyEdits } from '../text/apply-edits'
import type { Check } from './open-check'
import { type PatchedFile, toPatch } from './print-diff'

export interface Interaction {
  accept(finding: Finding, fix: Fix): Promise<boolean>
  close(): void
}

/** Asks about each fix on standard error; answers come line by line from standard input. The end of input means quit. */
export function createInteraction({ world, project }: Check): Interaction {
  const lines = readLines(world.stdin)
  const paint = createPaint(world.colors.stderr)
  let all = false
  let quit = false
  return {
    async accept(finding, fix) {
      if (all || quit) return all
      const textOf = (file: string) => project.engine.workspaces.of(file).text(file)
      const shown = toDocumentFinding(finding, project.show, createRanges(textOf))
      const lineOf = (_: string, line: number) => textOf(finding.path)?.split(/\r\n|\n|\r/)[line - 1]
      world.stderr.write(`\n${formatFinding({ ...shown, fixes: [] }, lineOf, paint)}${previewOf(fix, textOf, project.show)}`)
      for (const proof of fix.proof) world.stderr.write(`  proved: ${proof}\n`)
      if (fix.why) world.stderr.write(`  not proved: ${fix.why}\n`)
      for (;;) {
        world.stderr.write(`${paint('bold', fix.title)} (${fix.safety})? [y]es, [n]o, [a]ll, [q]uit: `)
        const answer = (await lines.next()).value?.trim().toLowerCase() ?? 'q'
        if (answer === 'y' || answer === 'yes') return true
        if (answer === 'n' || answer === 'no') return false
        all = answer === 'a' || answer === 'all'
        quit = answer === 'q' || answer === 'quit'
        if (all || quit) return all
      }
    },
    close() {
      void lines.return(undefined)
    },
  }
}

function previewOf({ edits, files = [] }: Fix, textOf: (path: string) => string | undefined, show: (path: string) => string): string {
  const paths = new Set([...edits, ...files].map(({ path }) => path))
  const shown = [...paths].map((path): PatchedFile => {
    const before = textOf(path)
    const operation = files.find((each) => each.path === path)
    const own = edits.filter((edit) => edit.path === path)
    const after = operation?.kind === 'delete' ? undefined : applyEdits(before ?? '', own)
    const moved = operation?.kind === 'rename' ? { path: show(operation.to), from: show(path) } : { path: show(path) }
    return { ...moved, before, after }
  })
  // To be read, not to be applied: a move is shown as one wherever the user stands.
  return toPatch(shown, true)
}

async function* readLines(stdin: AsyncIterable<Uint8Array | string>): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of stdin) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
  return undefined
}

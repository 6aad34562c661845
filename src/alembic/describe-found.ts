import type { FoundRevision } from './find-revision'

/** What was found of a revision, for a person: Markdown that also reads well as plain text. */
export function describeFound(found: FoundRevision): string {
  const { revision, here, places, plan, headsAfter, merge, stamp } = found
  if (here) return `\`${revision}\` is here: ${here.path}\n`
  const lines: string[] = []
  for (const place of places) {
    const where =
      place.kind === 'worktree'
        ? `worktree \`${place.where}\``
        : place.kind === 'stash'
          ? `\`${place.where}\``
          : `branch ${list(place.branches.length > 0 ? place.branches : [place.where])}`
    const commit =
      place.commit === undefined
        ? 'not committed'
        : `commit ${place.commit.slice(0, 9)} by ${place.author ?? ''} on ${place.date?.slice(0, 10) ?? ''}`
    lines.push(
      `\`${revision}\` is in the ${where} (${commit})`,
      `  file: ${place.path}`,
      ...(place.message === '' ? [] : [`  message: ${place.message}`]),
      `  builds on: ${place.down.length === 0 ? 'nothing, it is a base' : list(place.down)}`,
      `  downgrade: ${place.emptyDowngrade ? 'empty, so a database that has it cannot be taken back by Alembic' : 'present'}`,
    )
  }
  if (places.length === 0) {
    lines.push(`\`${revision}\` is nowhere: not in a worktree, a branch, a tag or a stash of this repository`)
    if (stamp) {
      lines.push(
        '  If it is lost for good, this statement lets Alembic go on. Review it; it is never run for you:',
        `    ${stamp.statement}`,
        `  ${stamp.skips}`,
      )
    }
  }
  if (plan) {
    const names = list(plan.copies.map(({ id }) => id))
    lines.push(`To have it here, ${plan.copies.length === 1 ? `copy ${names}` : `copy these, oldest first: ${names}`}`)
    for (const { target } of plan.copies) lines.push(`  ${target}`)
    if (plan.stillMissing.length > 0) lines.push(`  Even then ${list(plan.stillMissing)} would be missing, and it is nowhere`)
    if (headsAfter.length > 1) {
      lines.push(`After that there are ${headsAfter.length} heads: ${list(headsAfter)}`)
      if (merge) lines.push(`  Join them with ${merge.path}, or put yours on top of the other if no database has it yet`)
    }
  }
  return `${lines.join('\n')}\n`
}

const list = (names: readonly string[]): string =>
  names
    .slice(0, 12)
    .map((name) => `\`${name}\``)
    .join(', ') + (names.length > 12 ? ` and ${names.length - 12} more` : '')

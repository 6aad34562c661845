import { existsSync, mkdirSync } from 'node:fs'
import * as path from 'node:path'
import type { MigrationEnvironment } from '../alembic/alembic-facts'
import { describeFound } from '../alembic/describe-found'
import { type FoundRevision, findRevision } from '../alembic/find-revision'
import { createGit } from '../host/git'
import type { Project } from './open-project'
import { CliError, type CommandWorld, exitCodes } from './options'
import { writeAtomically } from './write-files'

interface Wanted {
  readonly revision: string
  readonly copy: boolean
  readonly json: boolean
}

/** `graph --find REV [--copy]`: 0 when the revision was found, 1 when it is nowhere. */
export async function findAndCopy(
  world: CommandWorld,
  project: Project,
  environments: readonly MigrationEnvironment[],
  { revision, copy, json }: Wanted,
): Promise<number> {
  const found = await search(world, project, environments, revision)
  const copied = copy ? copyFiles(project, found) : []
  if (json) world.stdout.write(`${JSON.stringify(toDocument(found, copied, project), null, 2)}\n`)
  else {
    world.stdout.write(describeFound(found))
    for (const file of copied) world.stdout.write(`wrote ${file}\n`)
  }
  return found.here || found.places.length > 0 ? exitCodes.clean : exitCodes.findings
}

async function search(
  world: CommandWorld,
  project: Project,
  environments: readonly MigrationEnvironment[],
  revision: string,
): Promise<FoundRevision> {
  try {
    return await findRevision(createGit(project.root), { environments }, revision, world.signal)
  } catch (error) {
    if (world.signal.aborted) throw error
    throw new CliError(
      `the repository could not be searched: ${error instanceof Error ? error.message : String(error)}`,
      'Run it inside a git repository',
    )
  }
}

/** All files or none: an existing one is never overwritten. */
function copyFiles({ root, show }: Project, { plan, here, revision }: FoundRevision): string[] {
  if (here) return []
  if (!plan)
    throw new CliError(`there is nothing to copy: \`${revision}\` was not found`, 'Ask whoever ran it, or review the stamp statement')
  const taken = plan.copies.find(({ target }) => existsSync(path.join(root, target)))
  if (taken) throw new CliError(`${show(taken.target)} exists already with another content`, 'Move it away first; nothing was written')
  return plan.copies.map(({ target, text }) => {
    const absolute = path.join(root, target)
    mkdirSync(path.dirname(absolute), { recursive: true })
    writeAtomically(absolute, text)
    return show(target)
  })
}

function toDocument(found: FoundRevision, copied: readonly string[], { show }: Project): object {
  return {
    version: 1,
    revision: found.revision,
    here: found.here ? show(found.here.path) : null,
    places: found.places.map(({ kind, where, branches, path: file, commit, author, date, down, message, emptyDowngrade }) => ({
      kind,
      name: where,
      branches,
      path: show(file),
      commit: commit ?? null,
      author: author ?? null,
      date: date ?? null,
      parents: down,
      message,
      emptyDowngrade,
    })),
    copies: found.plan?.copies.map(({ id, target }) => ({ revision: id, path: show(target) })) ?? [],
    stillMissing: found.plan?.stillMissing ?? [],
    copied,
    headsAfter: found.headsAfter,
    stamp: found.stamp ?? null,
  }
}

import type { MigrationEnvironment } from '../../alembic/alembic-facts'
import type { Existence, ExpectedObject } from '../../alembic/expected-schema'
import { hasVersion } from '../../alembic/installed-versions'
import type { Effect, NameRef, Operation } from '../../alembic/operation'
import { addKeyword } from '../../alembic/operation-edits'
import type { Fix, RuleFinding } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import type { PythonModule } from '../../python/ast'

export const unguardedDrop = defineRule({
  id: 'unguarded-drop',
  family: 'migrations',
  summary: 'A revision drops or renames what the revisions before it do not create',
  severity: 'warning',
  recommended: true,
  fixable: true,
  languages: ['python'],
  needs: ['alembic', 'python'],
  triggers: ['drop', 'DROP', 'rename', 'RENAME', 'new_column_name'],
  *check({ alembic, python, file, notAnalysed }) {
    const found = alembic.revisionAt(file.path)
    if (!found?.lane.postgres) return
    const replay = found.lane.replay()
    const { upgrade, downgrade } = alembic.operationsOf(file.path)
    const made = new Set(upgrade.flatMap(({ effect }) => listCreated(effect)))
    const seen = new Set<string>()
    for (const operation of [...upgrade, ...downgrade]) {
      const target = targetOf(operation)
      if (!target || operation.guard) continue
      const { name, what } = target
      if (name.kind === 'dynamic' && !name.catalogue) notAnalysed(name.span, `the name of the ${what} is computed when the revision runs`)
      if (name.kind !== 'text') continue
      const existence = replay.existenceOf(operation)
      if (!existence || existence.kind === 'created') continue
      // A downgrade takes back what its own upgrade made.
      if (operation.direction === 'downgrade' && made.has(name.value)) continue
      const at = operation.via === 'wrapper' ? operation.span : name.span
      if (seen.has(`${at.start}:${name.value}`)) continue
      seen.add(`${at.start}:${name.value}`)
      yield {
        at,
        ...describe(name.value, what, operation, existence),
        ...fixesFor(found.environment, python, operation, name, what, existence, downgrade, file.path),
      }
    }
  },
})

type What = 'index' | 'constraint' | 'column' | 'table'

function targetOf({ effect, table }: Operation): { readonly name: NameRef; readonly what: What } | undefined {
  switch (effect.kind) {
    case 'drop-index':
    case 'rename-index':
      return { name: effect.name, what: 'index' }
    case 'drop-constraint':
    case 'rename-constraint':
      return { name: effect.name, what: 'constraint' }
    case 'drop-column':
      return { name: effect.name, what: 'column' }
    // op.alter_column("jobs", "batch_id", new_column_name="batch")
    case 'alter-column':
      return effect.to ? { name: effect.name, what: 'column' } : undefined
    case 'drop-table':
    case 'rename-table':
      return table ? { name: table.name, what: 'table' } : undefined
    default:
      return undefined
  }
}

const isRename = ({ kind }: Effect): boolean => kind.startsWith('rename') || kind === 'alter-column'

function listCreated(effect: Effect): string[] {
  const names = (refs: readonly (NameRef | undefined)[]): string[] => refs.flatMap((ref) => (ref?.kind === 'text' ? [ref.value] : []))
  switch (effect.kind) {
    case 'create-constraint':
      return names([effect.constraint.name])
    case 'create-index':
      return names([effect.index.name])
    case 'add-column':
      return effect.column.name === undefined ? [] : [effect.column.name]
    case 'rename-table':
    case 'rename-index':
    case 'rename-constraint':
    case 'alter-column':
      return names([effect.to])
    default:
      return []
  }
}

function describe(
  name: string,
  what: What,
  { effect, loop, tried }: Operation,
  { kind, candidates }: Existence,
): Pick<RuleFinding, 'message' | 'help' | 'severity' | 'data'> {
  const verb = isRename(effect) ? 'rename' : 'drop'
  const named = candidates.flatMap(({ names }) => names ?? [])
  const poisons = tried ? ', and the `try` around it does not help: the failed statement ruins the transaction' : ''
  return {
    severity: kind === 'absent' ? 'warning' : 'info',
    message:
      kind === 'absent'
        ? `No revision before this one creates the ${what} \`${name}\`, so the ${verb} fails${loop ? ' in the first tenant that never had it' : ' where it never existed'}${poisons}`
        : `Whether the ${what} \`${name}\` exists could not be proved from the revisions, so the ${verb} may fail${loop ? ' in some tenants' : ''}${poisons}`,
    help:
      kind === 'absent' && named.length > 0
        ? `The revisions create ${named.map((one) => `\`${one}\``).join(', ')} there: name the one that was meant, or guard the ${verb}`
        : `Guard the ${verb}, or look the name up first`,
    data: { name, what, known: kind },
  }
}

function fixesFor(
  environment: MigrationEnvironment,
  module: PythonModule,
  operation: Operation,
  name: NameRef,
  what: What,
  existence: Existence,
  downgrade: readonly Operation[],
  path: string,
): Pick<RuleFinding, 'fixes' | 'noFix'> {
  if (operation.via === 'wrapper') return { noFix: 'the operation stands in a helper of another place' }
  const twin = existence.kind === 'absent' && name.kind === 'text' ? findTwin(operation, existence, name.value, downgrade) : undefined
  const [twinName] = twin?.names ?? []
  const fixes: Fix[] = []
  if (twin && twinName !== undefined && twin.names?.length === 1) {
    const quoted = /^["']/.exec(module.text.slice(name.span.start))
    fixes.push({
      id: `${path}:rename:${name.span.start}`,
      title: `Use \`${twinName}\`, the name the ${what} has`,
      safety: 'unsafe',
      proof: [
        `Revision \`${twin.revision}\` creates \`${twinName}\`${twin.auto ? ' (the name PostgreSQL gives)' : ''}, the only ${what} of this kind and definition on the table`,
      ],
      why: 'a database that was changed by hand may have another name',
      edits: [{ path, ...name.span, text: quoted ? `"${twinName}"` : twinName }],
    })
  }
  const guard = guardEdit(environment, module, operation)
  if (guard) {
    fixes.push({
      id: `${path}:guard:${name.span.start}`,
      title: `Add IF EXISTS: the ${what} may stay under another name unnoticed`,
      safety: 'unsafe',
      proof: ["The project's Alembic supports the guard"],
      why: `a database where the ${what} has another name keeps it`,
      edits: [{ path, ...guard }],
    })
  }
  if (fixes.length > 0) return { fixes }
  return {
    noFix: isRename(operation.effect)
      ? 'a rename has no guard of its own: look the object up first'
      : operation.via === 'sql'
        ? 'the statement stands elsewhere or is put together: write `IF EXISTS` where it is'
        : "the project's Alembic has no guard for this operation",
  }
}

/** The object that has the same definition under another name: the columns are those of the downgrade that would bring it back. */
function findTwin(
  { effect, direction }: Operation,
  { candidates }: Existence,
  name: string,
  downgrade: readonly Operation[],
): ExpectedObject | undefined {
  const columns = direction === 'upgrade' ? definedColumns(downgrade, name) : undefined
  const same = columns ? candidates.filter((candidate) => candidate.columns?.join() === columns.join()) : []
  if (same.length === 1) return same[0]
  if (effect.kind !== 'drop-constraint' || effect.constraintKind === undefined || effect.constraintKind === 'check' || columns)
    return undefined
  return candidates.length === 1 ? candidates[0] : undefined
}

function definedColumns(operations: readonly Operation[], name: string): readonly string[] | undefined {
  for (const { effect } of operations) {
    if (effect.kind === 'create-index' && effect.index.name.kind === 'text' && effect.index.name.value === name) return effect.index.columns
    if (effect.kind === 'create-constraint' && effect.constraint.name.kind === 'text' && effect.constraint.name.value === name)
      return effect.constraint.columns
  }
  return undefined
}

const guardedSince: Readonly<Record<string, readonly [number, number]>> = {
  'drop-index': [1, 12],
  'drop-constraint': [1, 16],
  'drop-column': [1, 16],
  'drop-table': [1, 14],
}

function guardEdit(
  environment: MigrationEnvironment,
  module: PythonModule,
  operation: Operation,
): { start: number; end: number; text: string } | undefined {
  const { effect, call, sql, via } = operation
  if (sql) {
    const text = sql.flat.text.slice(sql.start, sql.end)
    const keyword = {
      'drop-index': /\bdrop\s+index\s+(concurrently\s+)?/i,
      'drop-table': /\bdrop\s+table\s+/i,
      'drop-constraint': /\bdrop\s+constraint\s+/i,
      'drop-column': /\bdrop\s+column\s+/i,
    }[effect.kind as string]
    const matches = keyword ? [...text.matchAll(new RegExp(keyword.source, 'gi'))] : []
    const [match] = matches
    if (!match || matches.length !== 1) return undefined
    const offset = sql.start + match.index + match[0].length
    const place = sql.flat.sourceOf(offset, offset + 1)
    return place.end - place.start === 1 ? { start: place.start, end: place.start, text: 'IF EXISTS ' } : undefined
  }
  const since = guardedSince[effect.kind]
  if (!call || via !== 'op' || !since || !hasVersion(environment.alembicVersion(), since)) return undefined
  return addKeyword(module, call, 'if_exists=True')
}

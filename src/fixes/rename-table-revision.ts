import { alembicFacts, type MigrationEnvironment } from '../alembic/alembic-facts'
import { folderOf, join } from '../alembic/environments'
import type { ExpectedTable } from '../alembic/expected-schema'
import { statementAt } from '../alembic/operation-edits'
import type { Workspace } from '../project/workspace'
import type { For, PythonModule } from '../python/ast'
import { descendants } from '../python/children'

export interface RenameRevision {
  readonly path: string
  readonly text: string
  /** Whether it goes through every tenant, as another revision of the project does. */
  readonly loops: boolean
}

/** The revision that renames a table and what carries its name, on top of the only head. Undefined where the chain has no such table or several heads. */
export function toRenameRevision(workspace: Workspace, from: string, to: string): RenameRevision | undefined {
  for (const environment of alembicFacts(workspace).environments) {
    const { graph } = environment
    const [headId] = graph.heads
    const head = headId === undefined ? undefined : graph.byId.get(headId)
    const table = environment.lanes.flatMap((lane) => lane.replay().tables).find((each) => each.name === from)
    if (!head || graph.heads.length !== 1 || !table) continue
    let id = idOf(`${from}>${to}>${head.id}`)
    while (graph.byId.has(id)) id = idOf(id)
    const loop = findLoop(workspace, environment)
    return {
      path: join(folderOf(head.path), `${id}_rename_${from}.py`),
      text: write({ id, head: head.id, from, to, table, loop }),
      loops: loop !== undefined,
    }
  }
  return undefined
}

interface Loop {
  /** `for schema in tenant_schemas(op.get_bind()):` */
  readonly header: string
  readonly variable: string
  readonly imports: readonly string[]
}

/** How the newest revision that goes through the tenants does it. */
function findLoop(workspace: Workspace, { graph }: MigrationEnvironment): Loop | undefined {
  const facts = alembicFacts(workspace)
  const newest = [...graph.files].sort((a, b) => ((a.header.createDate ?? '') < (b.header.createDate ?? '') ? 1 : -1))
  for (const { path } of newest) {
    const module = workspace.module(path)
    const operation = facts.operationsOf(path).upgrade.find(({ loop }) => loop?.via === 'for' && loop.span !== undefined)
    const statement = module && operation?.loop?.span ? statementAt(module, operation.loop.span) : undefined
    if (!module || statement?.kind !== 'For' || statement.target.kind !== 'Name') continue
    const imports = importsOf(module, statement)
    if (imports)
      return {
        header: `for ${statement.target.id} in ${module.text.slice(statement.iter.start, statement.iter.end)}:`,
        variable: statement.target.id,
        imports,
      }
  }
  return undefined
}

/** The import lines that the loop's iterable needs; undefined when it uses anything else of its file. */
function importsOf(module: PythonModule, { iter }: For): readonly string[] | undefined {
  const lines = new Set<string>()
  for (const node of descendants(iter)) {
    if (node.kind !== 'Name' || node.id === 'op') continue
    const statement = module.imports().find((each) => each.names.some(({ name, asname }) => (asname ?? name) === node.id))
    if (statement?.kind !== 'ImportFrom' || statement.level > 0) return undefined
    lines.add(`from ${statement.module} import ${node.id}`)
  }
  return [...lines]
}

function write({
  id,
  head,
  from,
  to,
  table,
  loop,
}: {
  readonly id: string
  readonly head: string
  readonly from: string
  readonly to: string
  readonly table: ExpectedTable
  readonly loop: Loop | undefined
}): string {
  // Only names that are certain and carry the table's own.
  const renamed = table.objects.flatMap(({ kind, names }) => {
    const [name] = names ?? []
    return name !== undefined && names?.length === 1 && name.includes(from) ? [{ kind, old: name, now: name.replaceAll(from, to) }] : []
  })
  const steps = (oldTable: string, newTable: string, turn: (entry: (typeof renamed)[number]) => readonly [string, string]): string[] => {
    const schema = loop ? `, schema=${loop.variable}` : ''
    const prefix = loop ? `{quote(${loop.variable})}.` : ''
    const statements = renamed.map((entry) => {
      const [before, after] = turn(entry)
      const sql =
        entry.kind === 'index'
          ? `ALTER INDEX ${prefix}${before} RENAME TO ${after}`
          : `ALTER TABLE ${prefix}${newTable} RENAME CONSTRAINT ${before} TO ${after}`
      return `op.execute(${loop ? 'f' : ''}"${sql}")`
    })
    const body = [`op.rename_table("${oldTable}", "${newTable}"${schema})`, ...statements]
    if (!loop) return body
    const quote = statements.length > 0 ? ['quote = op.get_bind().dialect.identifier_preparer.quote'] : []
    return [...quote, loop.header, ...body.map((line) => `    ${line}`)]
  }
  const block = (lines: readonly string[]): string => lines.map((line) => `    ${line}\n`).join('')
  return `"""Rename ${from} to ${to}

Revision ID: ${id}
Revises: ${head}

"""

from alembic import op
${loop?.imports.length ? `\n${loop.imports.join('\n')}\n` : ''}
revision = "${id}"
down_revision = "${head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
${block(steps(from, to, ({ old, now }) => [old, now]))}

def downgrade() -> None:
${block(steps(to, from, ({ old, now }) => [now, old]))}`
}

/** Twelve hexadecimal digits, the length of Alembic's own ids (FNV-1a, two seeds): asking twice gives the same file. */
function idOf(text: string): string {
  const hash = (seed: number): string => {
    let value = seed
    for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
    return (value >>> 0).toString(16).padStart(8, '0')
  }
  return (hash(0x811c9dc5) + hash(0x01234567)).slice(0, 12)
}

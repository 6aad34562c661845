import type { AlembicFacts, MigrationEnvironment } from '../../alembic/alembic-facts'
import type { Operation } from '../../alembic/operation'
import { addKeyword, statementAt } from '../../alembic/operation-edits'
import { placementOf } from '../../alembic/placement'
import { type Coverage, findPartialCoverage } from '../../alembic/tenant-coverage'
import type { Fix } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import { linesOf, standsAlone } from '../../fixes/python-lines'
import type { Workspace } from '../../project/workspace'
import type { For, ImportFrom, PythonModule, Stmt } from '../../python/ast'
import { descendants } from '../../python/children'
import { applyEdits } from '../../text/apply-edits'

export const tenantCoverage = defineRule({
  id: 'tenant-coverage',
  family: 'migrations',
  summary: 'A revision changes tenant tables in the template only, or in the tenants only',
  severity: 'error',
  recommended: true,
  fixable: true,
  languages: ['python'],
  needs: ['alembic', 'project', 'python'],
  triggers: ['down_revision'],
  *check({ alembic, project, python, file, config, notAnalysed }) {
    const found = alembic.revisionAt(file.path)
    const { template } = config.tenancy
    if (!found?.lane.postgres || template === undefined) return
    const { upgrade, notFollowed } = alembic.operationsOf(file.path)
    for (const { span, reason } of notFollowed) notAnalysed(span, reason)
    // What could not be followed may be what visits the other side.
    if (notFollowed.length > 0) return
    const isTenantTable = (table: string): boolean => found.environment.scopeOfTable(table) === 'tenant'
    const unplaced = upgrade.find(
      ({ table }) => table?.schema.kind === 'default' && table.name.kind === 'text' && isTenantTable(table.name.value),
    )
    const placement = unplaced ? placementOf(found.environment) : undefined
    if (unplaced && placement?.kind === 'unknown')
      notAnalysed(unplaced.span, `where env.py sends it could not be read: ${placement.reason}`)
    const coverage = findPartialCoverage(upgrade, placement ?? { kind: 'default' }, config, isTenantTable)
    const [first] = coverage?.operations ?? []
    if (!coverage || !first) return
    const tables = [
      ...new Set(coverage.operations.flatMap(({ table }) => (table?.name.kind === 'text' ? [`\`${table.name.value}\``] : []))),
    ].join(', ')
    const count = coverage.operations.length === 1 ? 'This operation' : `${coverage.operations.length} operations of this revision`
    yield {
      at: first.span,
      message:
        coverage.reach === 'template'
          ? `${count} on ${tables} reach${coverage.operations.length === 1 ? 'es' : ''} only \`${template}\`, so every tenant that exists already is left behind while alembic_version says it is done`
          : `${count} on ${tables} reach${coverage.operations.length === 1 ? 'es' : ''} the tenants but not \`${template}\`, so every tenant created from now on lacks the change`,
      help: coverage.reach === 'template' ? "Run it for the tenants too, in the project's loop" : `Run it for \`${template}\` too`,
      related: coverage.operations.slice(1, 6).map(({ span }) => ({ path: file.path, span, message: 'This one too' })),
      ...fixFor(alembic, found.environment, project, python, coverage, file.path),
    }
  },
})

interface ProjectLoop {
  /** `for schema in get_tenant_schemas(op.get_bind()):` */
  readonly header: string
  readonly variable: string
  readonly imports: readonly string[]
  readonly template: boolean | undefined
}

/** How other revisions of the project visit the tenants, when that can be repeated elsewhere: only imported names and `op` in its header. */
function findProjectLoop(alembic: AlembicFacts, { location, lanes }: MigrationEnvironment, workspace: Workspace): ProjectLoop | undefined {
  return workspace.memo(`alembic:project-loop:${location}`, () => {
    for (const { graph } of lanes) {
      for (const { path } of [...graph.order].reverse()) {
        for (const { loop } of alembic.operationsOf(path).upgrade) {
          const module = loop?.via === 'for' && loop.span ? workspace.module(path) : undefined
          const statement = module && loop?.span ? statementAt(module, loop.span) : undefined
          const found = module && statement?.kind === 'For' ? readLoop(module, statement, loop?.template) : undefined
          if (found) return found
        }
      }
    }
    return undefined
  })
}

function readLoop(module: PythonModule, loop: For, template: boolean | undefined): ProjectLoop | undefined {
  const [body] = loop.body
  if (loop.target.kind !== 'Name' || !body) return undefined
  const imports: string[] = []
  for (const node of descendants(loop.iter)) {
    if (node.kind !== 'Name' || node.id === 'op') continue
    const statement = module
      .imports()
      .find(
        (candidate): candidate is ImportFrom =>
          candidate.kind === 'ImportFrom' && candidate.names.some(({ name, asname }) => (asname ?? name) === node.id),
      )
    if (!statement || statement.level > 0) return undefined
    imports.push(`from ${statement.module} import ${node.id}`)
  }
  return {
    header: `for ${loop.target.id} in ${module.text.slice(loop.iter.start, loop.iter.end)}:`,
    variable: loop.target.id,
    imports,
    template,
  }
}

function fixFor(
  alembic: AlembicFacts,
  environment: MigrationEnvironment,
  workspace: Workspace,
  module: PythonModule,
  coverage: Coverage,
  path: string,
): { readonly fixes?: readonly Fix[]; readonly noFix?: string } {
  if (coverage.reach === 'tenants') return { noFix: "the template's turn belongs into the project's own loop" }
  const loop = findProjectLoop(alembic, environment, workspace)
  if (!loop) return { noFix: 'no revision of this project shows how to visit the tenants' }
  const lines = linesOf(module)
  const statements: { readonly statement: Stmt; readonly operation: Operation }[] = []
  for (const operation of coverage.operations) {
    const statement = operation.via === 'op' ? statementAt(module, operation.span) : undefined
    if (statement?.kind !== 'ExprStmt' || !operation.call || operation.table?.schema.kind !== 'default' || !standsAlone(lines, statement)) {
      return { noFix: 'not every operation is a plain op.* call in a statement of its own' }
    }
    statements.push({ statement, operation })
  }
  const last = statements.at(-1)
  if (!last) return {}
  const indent = lines.indentAt(last.statement.start)
  if (statements.some(({ statement }) => lines.indentAt(statement.start) !== indent))
    return { noFix: 'the operations stand on different levels' }
  const step = indent.includes('\t') ? '\t' : '    '
  const body = statements.map(({ statement, operation }) => {
    const start = lines.startOf(lines.lineOf(statement.start))
    const source = module.text.slice(start, statement.end)
    const edit = operation.call
      ? addKeyword(
          module,
          operation.call,
          `${operation.effect.kind === 'create-constraint' && operation.effect.constraint.kind === 'foreign' ? 'source_schema' : 'schema'}=${loop.variable}`,
        )
      : undefined
    const scoped = edit ? applyEdits(source, [{ start: edit.start - start, end: edit.end - start, text: edit.text }]) : source
    return scoped
      .split(/\r?\n/)
      .map((line) => (line.trim() === '' ? line : step + line))
      .join(lines.newline)
  })
  const text = `${lines.newline}${indent}${loop.header}${lines.newline}${body.join(lines.newline)}`
  const edits = [{ path, start: last.statement.end, end: last.statement.end, text }]
  const header = module.imports().at(-1)
  for (const line of loop.imports)
    if (header && !module.text.includes(line)) edits.unshift({ path, start: header.end, end: header.end, text: `${lines.newline}${line}` })
  return {
    fixes: [
      {
        id: `${path}:tenant-loop`,
        title: `Repeat the operations for the tenants in the project's loop`,
        safety: 'unsafe',
        proof: [`Other revisions of the project visit the tenants with \`${loop.header}\``],
        why:
          loop.template === false
            ? 'tenants that were mended by hand have the change already'
            : 'whether that loop visits the template too is not certain, and tenants that were mended by hand have the change already',
        edits,
      },
    ],
  }
}

import type { ModelHints } from '../../fixes/decide-models'
import type { PreparedProject } from '../../fixes/prepare-project'
import type { SchemaSnapshot } from '../../live/snapshot'
import type { Workspace } from '../../project/workspace'
import { type CliCommand, CliError, collectList, exitCodes, listOf, stringOf } from '../options'

export const command: CliCommand = {
  name: 'prepare-models',
  summary: "give the tenants' models the placeholder schema, for projects that only ever used a path; dry unless --write",
  configure(command) {
    command
      .argument('[dir]', 'the project; the current folder without it')
      .option('--diff', 'print a patch, write nothing')
      .option('--write', 'write the files')
      .option('--tenant <names>', "classes or tables that are the tenants', separated by commas", collectList)
      .option('--shared <names>', 'classes or tables that all tenants share', collectList)
      .option('--snapshot <file>', 'let the tables of a snapshot decide')
      .option('--format <format>', 'text or json', 'text')
      .option('--config <file>', 'configuration file to use')
      .option('--isolated', 'use no configuration file')
      .addHelpText('after', '\nExit code: 0, or 1 when --diff prints something. `check --unsafe-fixes` binds the sessions afterwards.')
  },
  async run(world, [folder = '.'], options) {
    const format = (['text', 'json'] as const).find((each) => each === options.format)
    if (!format) throw new CliError(`there is no format \`${stringOf(options.format) ?? ''}\` here`, 'Formats: text, json')
    if (options.diff === true && options.write === true)
      throw new CliError('--diff writes nothing, and --write was asked for too', 'Pass one of them')
    const { resolveTargets } = await import('../find-root')
    const { openProject } = await import('../open-project')
    const { prepareProject } = await import('../../fixes/prepare-project')
    const [target] = resolveTargets(world.cwd, [folder])
    if (target?.kind !== 'folder') throw new CliError(`${folder} is no folder`, 'Name the folder of the project')
    const project = await openProject(world, { targets: [target], config: stringOf(options.config), isolated: options.isolated === true })
    try {
      const here = project.toRoot(target.path)
      const workspace = project.engine.workspaces.of(here === '' ? 'models.py' : `${here}/models.py`)
      const hints = await readHints(world.cwd, options)
      const prepared = prepareProject(workspace, hints, (path) => here === '' || path.startsWith(`${here}/`))
      if (prepared.refusal !== undefined) throw new CliError(prepared.refusal, '`tenantscope check --fix` binds the sessions as it is')
      refuseUnknown(hints, prepared)
      const { applyEdits } = await import('../../text/apply-edits')
      const changed = [...new Set(prepared.edits.map(({ path }) => path))].sort().map((path) => {
        const before = workspace.text(path) ?? ''
        return {
          path,
          before,
          after: applyEdits(
            before,
            prepared.edits.filter((edit) => edit.path === path),
          ),
        }
      })
      if (options.diff === true) {
        const { toPatch } = await import('../print-diff')
        const { isPatchRoot } = await import('../patch-root')
        world.stdout.write(
          toPatch(
            changed.map((file) => ({ ...file, path: project.show(file.path) })),
            isPatchRoot(world.cwd),
          ),
        )
        return changed.length > 0 ? exitCodes.findings : exitCodes.clean
      }
      if (options.write === true) {
        const { writeOutcome } = await import('../write-files')
        writeOutcome(project.root, { changed, removed: [] })
      }
      world.stdout.write(
        format === 'json'
          ? `${JSON.stringify(toDocument(workspace, prepared, project.show, options.write === true), null, 2)}\n`
          : toText(prepared, project.show, options.write === true, workspace.config.tenancy.placeholder),
      )
      return exitCodes.clean
    } finally {
      await project.close()
    }
  },
}

async function readHints(cwd: string, options: Readonly<Record<string, unknown>>): Promise<ModelHints> {
  const named = { tenant: listOf(options.tenant), shared: listOf(options.shared) }
  const both = named.tenant.find((name) => named.shared.includes(name))
  if (both !== undefined) throw new CliError(`\`${both}\` is named by --tenant and by --shared`, 'A table is the one or the other')
  const file = stringOf(options.snapshot)
  if (file === undefined) return named
  const path = await import('node:path')
  const { readNamed } = await import('../read-snapshot')
  return { ...named, live: tablesOf(readNamed(path.resolve(cwd, file), file)) }
}

function tablesOf({ databases, tenants, shapes }: SchemaSnapshot): ModelHints['live'] {
  const tablesIn = (strict: string) => (shapes[strict]?.objects ?? []).flatMap(({ kind, name }) => (kind === 'table' ? [name] : []))
  return {
    tenant: new Set(tenants.flatMap(({ structure }) => (structure.kind === 'known' ? tablesIn(structure.strict) : []))),
    shared: new Set(databases.flatMap(({ shared }) => shared.flatMap(({ strict }) => tablesIn(strict)))),
  }
}

/** A name that is misspelt would otherwise be ignored in silence. */
function refuseUnknown({ tenant, shared }: ModelHints, { decisions }: PreparedProject): void {
  const isKnown = (name: string) => decisions.some(({ model }) => model.className === name || model.table === name)
  const unknown = [...tenant, ...shared].find((name) => !isKnown(name))
  if (unknown !== undefined)
    throw new CliError(
      `no model without schema is called \`${unknown}\``,
      decisions.length > 0 ? `There are: ${decisions.map(({ name }) => name).join(', ')}` : 'Every model carries a schema already',
    )
}

type Show = (path: string) => string

function toText({ decisions, refused, renamedIndexes, edits }: PreparedProject, show: Show, written: boolean, placeholder: string): string {
  if (decisions.length === 0) return 'Every model carries a schema already.\n'
  const lines: string[] = []
  const section = (title: string, rows: PreparedProject['decisions'][number]['rows']) => {
    const list = decisions.filter((each) => each.rows === rows)
    if (list.length === 0) return
    lines.push(title, ...list.map(({ name, model, why }) => `  ${name} (${show(model.path)}): ${why}`), '')
  }
  section(`The tenants', ${written ? 'now' : 'to be put'} into schema \`${placeholder}\`:`, 'tenant')
  section('Shared, left as they are:', 'shared')
  section('Not known, left as they are (--tenant or --shared says it):', 'unknown')
  if (refused.length > 0)
    lines.push(
      'To be changed by hand:',
      ...refused.map(({ model, reason }) => `  ${model.className ?? model.table ?? ''} (${show(model.path)}): ${reason}`),
      '',
    )
  if (renamedIndexes.length > 0)
    lines.push('The names that `index=True` makes hold the schema, so these change:', ...renamedIndexes.map((name) => `  ${name}`), '')
  const count = new Set(edits.map(({ path }) => path)).size
  const files = `${count} ${count === 1 ? 'file' : 'files'}`
  lines.push(
    edits.length === 0
      ? 'Nothing to change.'
      : written
        ? `${edits.length} places in ${files} were changed. Sessions that only set a path fail on \`${placeholder}\` until they are bound: \`tenantscope check --unsafe-fixes\` is next.`
        : `${edits.length} places in ${files} would change. --diff shows them, --write changes them.`,
  )
  return `${lines.join('\n')}\n`
}

function toDocument(workspace: Workspace, { decisions, refused, renamedIndexes, edits }: PreparedProject, show: Show, written: boolean) {
  return {
    version: 1,
    placeholder: workspace.config.tenancy.placeholder,
    models: decisions.map(({ name, model, rows, why }) => ({ name, table: model.table ?? null, path: show(model.path), rows, why })),
    refused: refused.map(({ model, reason }) => ({ name: model.className ?? model.table ?? null, path: show(model.path), reason })),
    renamedIndexes,
    files: [...new Set(edits.map(({ path }) => show(path)))].sort(),
    written,
  }
}

import { type CliCommand, CliError, exitCodes, stringOf } from '../options'

const formats = ['text', 'json', 'mermaid', 'dot'] as const

/** The rules that speak about the graph as a whole. */
const graphRules = ['multiple-heads', 'missing-parent-revision', 'duplicate-revision', 'revision-cycle']

export const command: CliCommand = {
  name: 'graph',
  summary: 'the Alembic revisions as a graph: heads, bases, problems; no Python is run',
  configure(command) {
    command
      .argument('[dir...]', 'projects; the current folder without any')
      .option('--format <format>', formats.join(', '), 'text')
      .option('--find <revision>', 'look for a revision here, in the other worktrees, in every branch and in the stashes')
      .option('--copy', 'with --find: bring its file and its missing ancestors here')
      .option('--merging <branch>', 'the heads as they will be when a branch is merged into what lies here')
      .option('--config <file>', 'configuration file to use')
      .option('--isolated', 'use no configuration file')
  },
  async run(world, positional, options) {
    const format = formats.find((each) => each === options.format)
    if (!format) throw new CliError(`there is no format \`${stringOf(options.format) ?? ''}\` here`, `Formats: ${formats.join(', ')}`)
    const { resolveTargets } = await import('../find-root')
    const { openProject } = await import('../open-project')
    const { listEnvironmentsBelow } = await import('../list-environments')
    const { formatDot, formatGraphText, formatMermaid, toGraphDocument } = await import('../../report/graph-document')
    const { createRanges, toDocumentFinding } = await import('../../report/check-document')
    const { formatFinding } = await import('../../report/text')
    const { createPaint } = await import('../../report/paint')
    const targets = resolveTargets(world.cwd, positional)
    const project = await openProject(world, {
      targets,
      config: stringOf(options.config),
      isolated: options.isolated === true,
      selection: { select: graphRules },
    })
    try {
      const environments = listEnvironmentsBelow(project, targets)
      const wanted = stringOf(options.find)
      if (wanted !== undefined) {
        const { findAndCopy } = await import('../find-and-copy')
        return await findAndCopy(world, project, environments, { revision: wanted, copy: options.copy === true, json: format === 'json' })
      }
      if (options.copy === true) throw new CliError('--copy needs to know what to bring', 'Name the revision with --find')
      const branch = stringOf(options.merging)
      if (branch !== undefined) {
        const { showMerge } = await import('../show-merge')
        return await showMerge(world, project, environments, { branch, json: format === 'json' })
      }
      if (environments.some(({ graph }) => graph.problems.some(({ kind }) => kind === 'missing-parent'))) {
        const { loadGitFacts } = await import('../load-git-facts')
        await loadGitFacts(world, project)
      }
      const paths = environments.flatMap(({ graph }) => graph.files.map((revision) => revision.path))
      const report = await project.engine.checkProject({ paths, signal: world.signal })
      const textOf = (file: string) => project.engine.workspaces.of(file).text(file)
      const findings = report.findings
        .filter(({ suppressed }) => !suppressed)
        .map((finding) => toDocumentFinding(finding, project.show, createRanges(textOf)))
      if (environments.length === 0)
        world.log.warn(
          'no Alembic environment here: neither an alembic.ini nor revision files; `[alembic] locations` in tenantscope.toml names them',
        )
      if (format === 'json') world.stdout.write(`${JSON.stringify(toGraphDocument(environments, findings, project.show), null, 2)}\n`)
      else if (format === 'mermaid') world.stdout.write(formatMermaid(environments))
      else if (format === 'dot') world.stdout.write(formatDot(environments))
      else {
        const lineOf = (_: string, __: number) => undefined
        const shown = findings.map((finding) => formatFinding(finding, lineOf, createPaint(world.colors.stdout)))
        world.stdout.write([formatGraphText(environments, project.show), ...shown].join('\n'))
      }
      for (const { rule, path, message } of report.failures) world.log.error(`${rule} failed on ${project.show(path)}: ${message}`)
      if (report.failures.length > 0) return exitCodes.failed
      return findings.some(({ severity }) => severity !== 'info') ? exitCodes.findings : exitCodes.clean
    } finally {
      await project.close()
    }
  },
}

import { listDifferences } from './compare-shapes'
import { findsName } from './finds-name'
import type { LiveWorld } from './live-world'
import { dollarQuote, guardFunctions } from './repair-guards'
import { planRepair } from './repair-statements'
import { type RepairStep, rowsOf } from './repair-step'
import type { TenantGroup } from './tenant-groups'
import { quoteLiteral } from './tenants'

export interface RepairScript {
  readonly sql: string
  readonly groups: number
  readonly tenants: number
  /** Things that the script only says. */
  readonly byHand: number
}

/**
 * A psql script that brings outliers to the template, for review; nothing here runs it. One procedure per group of equal tenants, one
 * transaction per tenant, guarded by the fingerprint that was read: a tenant that moved since stops the script, one that is done already is
 * passed over, so that the script can be run again after a failure. The first tenant of each group goes alone and is confirmed by hand.
 */
export function writeRepairScript(
  { snapshot, grouping }: Pick<LiveWorld, 'snapshot' | 'grouping'>,
  versionTables: readonly string[],
  database = 0,
): RepairScript {
  const facts = snapshot.databases[database]
  const reference = grouping.references[database]
  const template = reference && snapshot.shapes[reference.structure.strict]
  const namesTemplate = findsName(reference?.tenant.schema ?? '')
  const groups = grouping.groups.flatMap((group) => {
    const tenants = group.tenants.filter((tenant) => tenant.database === database)
    const here = snapshot.shapes[group.strict]
    if (group.isTemplate || !template || !here || tenants.length === 0) return []
    const differences = listDifferences(template, here)
    const own = new Set(template.objects.filter(({ kind }) => kind === 'table').map(({ name }) => name))
    return [
      {
        group,
        schemas: tenants.map(({ schema }) => schema),
        steps: planRepair(differences, (table) => own.has(table), namesTemplate),
        rows: differences.flatMap(rowsOf),
      },
    ]
  })
  const major = Math.floor((facts?.serverVersion ?? 150000) / 10000)
  const target = reference?.structure.strict ?? ''
  const lines = [
    `-- Brings the outliers among the tenants of ${comment(facts?.database ?? '')} to ${reference?.kind === 'template' ? 'the template' : reference?.kind === 'majority' ? 'what most tenants look like' : 'one tenant, because no structure is that of most'}, ${comment(reference?.tenant.schema ?? '')}.`,
    '-- Written by TenantScope for review. Read it, try it on a copy, then run it with psql as the owner of the schemas:',
    '--   psql -X -v ON_ERROR_STOP=1 -f THIS_FILE',
    '-- Every tenant is one transaction. A tenant that changed since the script was written stops it; tenants that are done are passed over,',
    '-- so after a failure mend the cause and run it again. Everything marked "by hand" is not done here.',
    '\\set ON_ERROR_STOP on',
    `select current_database() = ${quoteLiteral(facts?.database ?? '')} as right_database \\gset`,
    '\\if :right_database',
    '\\else',
    '  \\echo This script was written for another database',
    '  \\quit',
    '\\endif',
    '',
    ...guardFunctions(major, versionTables),
    ...(groups.length === 0 ? [] : templateLines(reference?.tenant.schema ?? '', target)),
    '',
    ...(groups.length === 0
      ? ['-- Nothing to do: every tenant is identical to the reference.', '']
      : groups.flatMap((entry, i) => groupLines(i + 1, groups.length, entry, { target, template: reference?.tenant.schema ?? '' }))),
    '-- What is still different now:',
    `select s.schema, pg_temp.tenant_fingerprint(s.schema) = ${quoteLiteral(target)} as like_the_template`,
    `from unnest(array[${groups
      .flatMap(({ schemas }) => schemas)
      .map(quoteLiteral)
      .join(', ')}]::text[]) as s(schema);`,
    '',
  ]
  return {
    sql: lines.join('\n'),
    groups: groups.length,
    tenants: groups.reduce((sum, { schemas }) => sum + schemas.length, 0),
    byHand: groups.reduce((sum, { steps }) => sum + steps.filter(({ kind }) => kind === 'manual').length, 0),
  }
}

interface GroupEntry {
  readonly group: TenantGroup
  readonly schemas: readonly string[]
  readonly steps: readonly RepairStep[]
  /** All that differs. */
  readonly rows: readonly string[]
}

interface Goal {
  readonly target: string
  readonly template: string
}

function groupLines(number: number, total: number, { group, schemas, steps, rows }: GroupEntry, goal: Goal): readonly string[] {
  const of = (kind: RepairStep['kind']) => steps.filter((step) => step.kind === kind)
  const [canary, ...others] = schemas
  const procedure = `pg_temp.repair_group_${number}`
  const call = (schema: string, name = procedure) => `begin; call ${name}(${quoteLiteral(schema)}); commit;`
  const complete = steps.every(({ kind }) => kind === 'transaction')
  // What is not as in the template yet when only these kinds of steps have run.
  const leftBy = (...kinds: readonly RepairStep['kind'][]): string => {
    const isDone = (row: string): boolean => {
      const its = steps.filter((step) => step.rows?.includes(row))
      return its.length > 0 && its.every(({ kind }) => kinds.includes(kind))
    }
    return `array[${[...new Set(rows.filter((row) => !isDone(row)))].map(quoteLiteral).join(', ')}]::text[]`
  }
  const template = quoteLiteral(goal.template)
  return [
    `-- Group ${number} of ${total}: ${schemas.length} ${schemas.length === 1 ? 'tenant' : 'tenants'}, ${comment(schemas.slice(0, 20).join(', '))}${schemas.length > 20 ? ' …' : ''}`,
    ...of('manual').map(({ sql }) => `--   by hand: ${comment(sql)}`),
    ...(of('transaction').length > 0
      ? [
          ...procedureLines(procedure, of('transaction'), {
            before: group.strict,
            after: goal.target,
            left: leftBy('transaction'),
            template,
            complete,
          }),
          '',
          `\\echo Group ${number}: the first of ${schemas.length} goes alone`,
          ...(canary === undefined ? [] : [call(canary)]),
          ...(others.length === 0
            ? []
            : [
                ...confirm(`Look at it. Type the name of the database to go on with the other ${others.length}: `),
                ...others.map((schema) => call(schema)),
              ]),
          '',
        ]
      : []),
    ...(of('shared').length > 0
      ? [
          '-- Apart, because these lock a table that all tenants share: run them when it is quiet.',
          ...sharedLines(`${procedure}_shared`, of('shared'), {
            template,
            before: leftBy('transaction'),
            after: leftBy('transaction', 'shared'),
          }),
          ...schemas.map((schema) => call(schema, `${procedure}_shared`)),
          '',
        ]
      : []),
    ...(of('concurrent').length > 0
      ? [
          `select count(pg_temp.tenant_is_ready(s.schema, ${template}, ${leftBy('transaction', 'shared')})) as ready_for_indexes from unnest(array[${schemas.map(quoteLiteral).join(', ')}]::text[]) as s(schema);`,
          ...of('concurrent').flatMap((step) => concurrentLines(step, schemas)),
        ]
      : []),
    '',
  ]
}

function procedureLines(
  name: string,
  steps: readonly RepairStep[],
  guard: { readonly before: string; readonly after: string; readonly left: string; readonly template: string; readonly complete: boolean },
): readonly string[] {
  return procedureOf(
    name,
    [
      `  if found = ${quoteLiteral(guard.after)} then return; end if;`,
      `  if found is distinct from ${quoteLiteral(guard.before)} then`,
      '    -- Done in an earlier run, or else moved.',
      `    perform pg_temp.tenant_is_ready(tenant, ${guard.template}, ${guard.left});`,
      '    return;',
      '  end if;',
    ],
    steps,
    guard.complete
      ? [
          `  if pg_temp.tenant_fingerprint(tenant) is distinct from ${quoteLiteral(guard.after)} then raise exception 'the schema % would still differ from the template', tenant; end if;`,
        ]
      : [],
  )
}

const sharedLines = (
  name: string,
  steps: readonly RepairStep[],
  { template, before, after }: { readonly template: string; readonly before: string; readonly after: string },
): readonly string[] =>
  procedureOf(
    name,
    [
      `  if pg_temp.tenant_state(tenant, ${after}) = pg_temp.tenant_state(${template}, ${after}) then return; end if;`,
      `  perform pg_temp.tenant_is_ready(tenant, ${template}, ${before});`,
    ],
    steps,
    [],
  )

function procedureOf(name: string, guard: readonly string[], steps: readonly RepairStep[], after: readonly string[]): readonly string[] {
  const body = [
    '',
    "declare literal text := replace(quote_ident(tenant), '''', ''''''); found text := pg_temp.tenant_fingerprint(tenant);",
    'begin',
    "  set local lock_timeout = '2s';",
    "  set local statement_timeout = '5min';",
    ...guard,
    ...steps.map(({ sql }) => `  execute format(${dollarQuote(toFormat(sql), 'sql')}, tenant, literal);`),
    ...after,
    'end ',
  ].join('\n')
  return [`create or replace procedure ${name}(tenant text) language plpgsql as ${dollarQuote(body, 'repair')};`]
}

/** Outside any transaction; tenants where it is done already are left out, so it can be run again. Only the index that was read is dropped. */
function concurrentLines({ sql, index }: RepairStep, schemas: readonly string[]): readonly string[] {
  const filled = (text: string): string =>
    `format(${dollarQuote(toFormat(text), 'sql')}, s.schema, replace(quote_ident(s.schema), '''', ''''''))`
  const found = `pg_temp.index_definition(s.schema, ${quoteLiteral(index?.name ?? '')})`
  return [
    `select ${filled(sql)}`,
    `from unnest(array[${schemas.map(quoteLiteral).join(', ')}]::text[]) as s(schema) where ${index?.is === undefined ? `${found} is null` : `${found} = ${filled(index.is)}`} \\gexec`,
  ]
}

/** A tenant that is made like a template of yesterday would differ from today's. */
const templateLines = (schema: string, target: string): readonly string[] => [
  `select pg_temp.tenant_fingerprint(${quoteLiteral(schema)}) is not distinct from ${quoteLiteral(target)} as right_template \\gset`,
  '\\if :right_template',
  '\\else',
  '  \\echo The template itself changed since this script was written: write it anew',
  '  \\quit',
  '\\endif',
]

const confirm = (question: string): readonly string[] => [
  `\\prompt ${quoteLiteral(question)} answer`,
  "select :'answer' = current_database() as confirmed \\gset",
  '\\if :confirmed',
  '\\else',
  '  \\echo Stopped; what is done stays done',
  '  \\quit',
  '\\endif',
]

/** `~.` as arguments of `format`: quoted as an identifier, or, inside a literal, with its quotes doubled too. */
function toFormat(sql: string): string {
  return sql
    .replaceAll('%', '%%')
    .replace(/'~\./g, "'%2$s.")
    .replace(/(^|[^\w~])~\./g, '$1%1$I.')
}

/** Names come from a database: none of them may end a comment's line. */
const comment = (text: string): string => text.replace(/\s+/g, ' ')

import type { Fix } from '../../contract/finding'
import { oneSchema, planBoundSession } from './bound-session'
import { openerOf } from './opener'
import { provePathIndependence } from './path-independence'
import type { Outcome, Rewrite } from './plan'
import { missing, type Proof, proved } from './proof'
import { qualifyTables } from './qualify-tables'
import { planLoop } from './tenant-loop'
import { findTenantSession } from './tenant-session'

type Edits = Outcome & { readonly kind: 'edits' }

/**
 * Rewrite 6: raw SQL still resolves by the path, so binding the session alone would lose it. Ways on, for a person to choose from;
 * all of them unsafe. Empty where something else stands in the way too.
 */
export function planRawSql(rewrite: Rewrite, outcome: Edits, finish: (outcome: Edits, key: string) => Fix): readonly Fix[] {
  const others = outcome.proofs.filter(({ verdict, id }) => verdict === 'refuted' && id !== 'P2')
  if (others.length > 0 || rewrite.ref.type !== 'session') return []
  return [qualified(rewrite, outcome, finish), withPath(rewrite, finish)].flatMap((fix) => (fix ? [fix] : []))
}

function qualified(rewrite: Rewrite, outcome: Edits, finish: (outcome: Edits, key: string) => Fix): Fix | undefined {
  const schema = oneSchema(rewrite)
  const found = typeof schema === 'string' ? undefined : qualifyTables(rewrite, schema)
  if (!found || typeof found === 'string') return undefined
  // What stays unknown in the statements, besides the tables that are qualified now.
  const rest = provePathIndependence(rewrite.workspace, rewrite.module.path, [{ ...rewrite.effect, raw: [] }])
  if (rest.verdict === 'refuted') return undefined
  const list = found.tables.map((table) => `\`${table}\``).join(', ')
  const open: Proof[] = [
    missing(
      'P2',
      `${list} in raw SQL ${found.tables.length > 1 ? 'are' : 'is'} found through the schema's name now${found.quoted ? ', which is quoted because nothing shows that it was checked' : ''}`,
    ),
    ...(rest.verdict === 'missing' ? [rest] : []),
  ]
  return finish(
    {
      ...outcome,
      title: `${outcome.title}, and qualify ${list} in raw SQL`,
      edits: [...outcome.edits, ...found.edits],
      proofs: [...outcome.proofs.filter(({ id }) => id !== 'P2'), ...open],
    },
    'qualified',
  )
}

/** With the project's own helper, which can set the path of each transaction. */
function withPath(rewrite: Rewrite, finish: (outcome: Edits, key: string) => Fix): Fix | undefined {
  const { workspace, module, ref } = rewrite
  const { origin } = ref
  const opener = openerOf(workspace, ref)
  if (origin.kind !== 'opened' || !opener) return undefined
  const helper = findTenantSession(workspace, module, origin.call, { opener, async: ref.async === true, writes: false })
  if (!helper || !setsPathOnRequest(rewrite, helper.helper)) return undefined
  const given: Rewrite = { ...rewrite, searchPath: true }
  const again = planLoop(given) ?? planBoundSession(given)
  if (again.kind !== 'edits' || !again.edits.some(({ text }) => text.includes('search_path=True'))) return undefined
  if (again.proofs.some(({ verdict, id }) => verdict === 'refuted' && id !== 'P2')) return undefined
  return finish(
    {
      ...again,
      title: `Open the session with \`${helper.name}(…, search_path=True)\`: raw SQL stays scoped by a path`,
      proofs: [
        ...again.proofs.filter(({ id }) => id !== 'P2'),
        proved('P2', `\`${helper.name}\` sets the path at the beginning of each transaction`),
        missing('P2', 'raw SQL goes on resolving by a path, also after a commit where it was gone before'),
      ],
    },
    'with-path',
  )
}

/** `search_path=True` of the helper listens to the beginning of each transaction. */
function setsPathOnRequest(
  { workspace }: Rewrite,
  { path, fn }: { readonly path: string; readonly fn: { params: readonly { name: string }[]; start: number; end: number } },
): boolean {
  const text = workspace.text(path)?.slice(fn.start, fn.end) ?? ''
  return fn.params.some(({ name }) => name === 'search_path') && /\bafter_begin\b/.test(text)
}

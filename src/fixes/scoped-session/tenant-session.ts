import { dottedPathOf } from '../../project/dotted-path'
import { isMigrationFile } from '../../project/file-role'
import { libraryWord } from '../../project/library-word'
import { placeOf } from '../../project/place-of'
import { bindingBefore, functionAround, isLocalName } from '../../project/sessions/bindings'
import { eventsOf } from '../../project/sessions/events'
import { producedBy } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { FunctionDef, Node, Param, PythonModule } from '../../python/ast'
import type { ImportAddition } from '../imports'
import { whatElse } from './helper-deeds'
import { type Opener, openAlike, openerOf } from './opener'
import { missing, type Proof, proved } from './proof'
import { tenantEntry } from './tenant-token'

/** A context manager of the project that opens a session bound to the tenant it is given: `with tenant_session(schema) as db`. */
export interface TenantSessionHelper {
  readonly path: string
  readonly fn: FunctionDef
  /** The parameter whose value the map gives to the tenant's token. */
  readonly schema: Param
  readonly async: boolean
  readonly opener: Opener
  /** It commits by itself when its block ends. */
  readonly commits: boolean
  /** What it does besides opening, committing and closing. */
  readonly more: Node | undefined
}

/** The configured helper when its definition proves it, else what the project defines. */
export function listTenantSessions(workspace: Workspace): readonly TenantSessionHelper[] {
  return workspace.memo('fixes/tenant-sessions', () => {
    const symbol = workspace.config.tenancy.tenantSession
    const configured = symbol === undefined ? undefined : workspace.resolveSymbol(symbol)
    if (symbol !== undefined) {
      const node = configured?.kind === 'definition' && configured.node.kind === 'FunctionDef' ? configured.node : undefined
      const helper = node && configured?.kind === 'definition' ? readHelper(workspace, configured.path, node) : undefined
      return helper ? [helper] : []
    }
    return workspace.filesWith(['contextmanager'], ['.py']).flatMap((path) => {
      const module = workspace.module(path)
      if (!module?.text.includes('contextmanager') || isMigrationFile(workspace, path)) return []
      return module.topLevel.flatMap((slice) => {
        if (slice.kind !== 'def' || !/contextmanager[\s\S]*\byield\b/.test(module.text.slice(slice.start, slice.end))) return []
        return module.statementsOf(slice).flatMap((stmt) => (stmt.kind === 'FunctionDef' ? (readHelper(workspace, path, stmt) ?? []) : []))
      })
    })
  })
}

function readHelper(workspace: Workspace, path: string, fn: FunctionDef): TenantSessionHelper | undefined {
  const manages = fn.decorators.some((decorator) => {
    return /^(async)?contextmanager$/.test(libraryWord(workspace, path, decorator))
  })
  const product = manages ? producedBy(workspace, path, fn)?.value : undefined
  if (product?.kind !== 'session' || product.ref.type !== 'session') return undefined
  const { origin } = product.ref
  const opener = openerOf(workspace, product.ref)
  if (origin.kind !== 'opened' || !opener || !origin.engine?.map || functionAround(origin.call) !== fn) return undefined
  const { map } = origin.engine
  const entry = tenantEntry(workspace, map)
  const binding =
    entry?.value.kind === 'Name' && map.path === path && map.complete ? bindingBefore(fn, entry.value.id, entry.value.start) : undefined
  if (binding?.kind !== 'param' || binding.fn !== fn) return undefined
  const schema = binding.node
  // Whatever else it needs, a fix could not know.
  const [first, ...rest] = fn.params.filter(({ style }) => style === 'positional' || style === 'keyword')
  if (first !== schema || rest.some((param) => param.default === undefined)) return undefined
  const { events } = eventsOf(workspace, path, fn)
  return {
    path,
    fn,
    schema,
    async: fn.async,
    opener,
    commits: events.some((event) => event.kind === 'commit' && event.ref.id === product.ref.id),
    more: whatElse(fn, schema, product.ref),
  }
}

/** A call of the project's helper in a file. */
export interface TenantSessionCall {
  /** `with tenant_session(`, without what is given to it. */
  readonly opening: string
  readonly name: string
  readonly imports: readonly ImportAddition[]
  readonly helper: TenantSessionHelper
  /** P0, and P8 when the helper commits where the code did not. */
  readonly proofs: readonly Proof[]
}

/** The helper that opens the very same sessions; undefined when there is none, several, or no way to reach it from here. */
export function findTenantSession(
  workspace: Workspace,
  module: PythonModule,
  at: Node,
  { opener, async, writes }: { readonly opener: Opener; readonly async: boolean; readonly writes: boolean },
): TenantSessionCall | undefined {
  const fitting = listTenantSessions(workspace).filter((each) => each.async === async && openAlike(each.opener, opener))
  const [helper] = fitting
  if (!helper || fitting.length !== 1) return undefined
  const imports = importOf(workspace, module, helper, at)
  if (!imports) return undefined
  const { name } = helper.fn
  return {
    opening: `${async ? 'async ' : ''}with ${name}(`,
    name,
    imports,
    helper,
    proofs: [
      proved(
        'P0',
        `\`${name}\` (${placeOf(workspace, helper.path, helper.fn)}) opens a session of \`${nameOf(opener)}\` that is bound to the engine of its \`${helper.schema.name}\``,
      ),
      ...(helper.more
        ? [missing('P0', `\`${name}\` does more than to open and close its session, at ${placeOf(workspace, helper.path, helper.more)}`)]
        : []),
      ...(helper.commits && writes
        ? [missing('P8', `\`${name}\` commits at its end, also what this function leaves without a commit`)]
        : []),
    ],
  }
}

const nameOf = (opener: Opener): string =>
  opener.kind === 'factory' ? (opener.factory.name ?? 'the same factory') : opener.qualified.slice(opener.qualified.lastIndexOf('.') + 1)

function importOf(
  workspace: Workspace,
  module: PythonModule,
  { path, fn }: TenantSessionHelper,
  at: Node,
): readonly ImportAddition[] | undefined {
  return importAdditions(workspace, module, { path, name: fn.name, isIt: (node) => node === fn }, at)
}

/** How a file gets a name of another one: nothing to do, a further name of an import, or a line of its own. Undefined when it cannot. */
export function importAdditions(
  workspace: Workspace,
  module: PythonModule,
  { path, name, isIt }: { readonly path: string; readonly name: string; readonly isIt: (node: Node) => boolean },
  at: Node,
): readonly ImportAddition[] | undefined {
  if (isLocalName(at, name)) return undefined
  const bound = workspace.resolveName(module.path, name, at.start)
  if (bound) return bound.kind === 'definition' && isIt(bound.node) ? [] : undefined
  if (path === module.path) return undefined
  for (const statement of module.imports()) {
    if (statement.kind !== 'ImportFrom' || statement.parent || statement.names.some((each) => each.name === '*')) continue
    const source = workspace.resolveModule(module.path, statement.module, statement.level)
    const given = source === undefined ? undefined : workspace.resolveName(source, name)
    if (given?.kind === 'definition' && isIt(given.node)) return [{ statement, name }]
  }
  const dotted = dottedPathOf(workspace, module.path, path)
  return dotted === undefined || importsLeadTo(workspace, path, module.path) ? undefined : [{ line: `from ${dotted} import ${name}` }]
}

/** Would an import of one module run the other one? A new import between them could then turn in a circle. */
export function importsLeadTo(workspace: Workspace, from: string, to: string): boolean {
  const seen = new Set<string>([from])
  const open = [from]
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (path === to) return true
    for (const statement of workspace.module(path)?.imports() ?? []) {
      const found =
        statement.kind === 'ImportFrom'
          ? [
              workspace.resolveModule(path, statement.module, statement.level),
              // `from app import db` may name a module.
              ...statement.names.map((each) =>
                workspace.resolveModule(path, `${statement.module}${statement.module === '' ? '' : '.'}${each.name}`, statement.level),
              ),
            ]
          : statement.names.map((each) => workspace.resolveModule(path, each.name))
      for (const next of found) {
        if (next === undefined || seen.has(next)) continue
        seen.add(next)
        open.push(next)
      }
    }
  }
  return false
}

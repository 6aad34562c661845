import type { Model } from '../../models/model'
import { modelFacts } from '../../models/model-facts'
import { placeOf } from '../../project/place-of'
import { scopeOf } from '../../project/sessions/bindings'
import type { Effect } from '../../project/sessions/effect'
import type { Workspace } from '../../project/workspace'
import type { Expr, FunctionDef, Node } from '../../python/ast'
import { descendants } from '../../python/children'
import { stringValue } from '../../python/strings'
import { maxRoots, type Root, reachRoots } from './named-roots'
import { missing, type Proof } from './proof'
import { bareTypeOf, proveToken, proveTypes } from './proofs'
import { tenantToken } from './tenant-token'

/**
 * P1 where calls do not say which model they work on: `items.append(Price(…))`, `for model in MODELS`, `recent()` that makes a statement.
 * Only of interest where the project has models that may be the tenants' and that no map moves: such a one must not be named in what the
 * function is made of, and no object of an unknown class given to the session.
 */
export function proveBareModels(workspace: Workspace, path: string, fn: FunctionDef, effect: Effect): readonly Proof[] {
  const bare = listBare(workspace)
  const types = effect.writes || effect.commits ? listWithBareTypes(workspace) : new Set<Model>()
  const inserted =
    types.size > 0 && proveTypes(workspace, effect).verdict === 'proved' ? findNamed(workspace, path, fn, types, 'functions') : undefined
  if (inserted === 'too many') return [missing('P6', tooMany)]
  if (inserted)
    return [
      missing(
        'P6',
        `\`${inserted.name}\` is named at ${inserted.place}, has an enum without a schema, and multi-row inserts cast to it by search_path`,
      ),
    ]
  if (bare.size === 0 || proveToken(workspace, effect).verdict !== 'proved') return []
  const found = findNamed(workspace, path, fn, bare, 'all')
  if (found === 'too many') return [missing('P1', tooMany)]
  if (found) return [missing('P1', `\`${found.name}\` is named at ${found.place}, and has no schema, so a map would not move it`)]
  const given = effect.calls.find(
    ({ event }) => event.kind === 'orm' && event.entities.length === 0 && isFromOutside(fn, event.call.args[0]),
  )
  return given
    ? [
        missing(
          'P1',
          `whose rows \`${given.event.kind === 'orm' ? given.event.method : ''}\` is given at ${placeOf(workspace, given.path, given.event.node)} is not known`,
        ),
      ]
    : []
}

const listBare = (workspace: Workspace): ReadonlySet<Model> =>
  workspace.memo(
    'fixes/bare-models',
    () =>
      new Set(
        tenantToken(workspace) === null
          ? []
          : modelFacts(workspace)
              .all()
              .filter(({ scope, schema }) => scope === 'unknown' && schema.kind === 'none'),
      ),
  )

const listWithBareTypes = (workspace: Workspace): ReadonlySet<Model> =>
  workspace.memo(
    'fixes/models-with-bare-types',
    () =>
      new Set(
        modelFacts(workspace)
          .all()
          .filter((model) => bareTypeOf(workspace, model) !== undefined),
      ),
  )

/** A parameter, or an attribute of one: callers know what it is. */
function isFromOutside(fn: FunctionDef, arg: Expr | undefined): boolean {
  let at = arg
  while (at?.kind === 'Attribute' || at?.kind === 'Starred') at = at.value
  if (at?.kind !== 'Name') return false
  return (scopeOf(fn).bindings.get(at.id) ?? []).some(({ kind }) => kind === 'param')
}

const tooMany = `more than ${maxRoots} functions, classes and values are named from here, and were not all looked at`

/** The first mention of a model in a function, and in the functions, classes and values of the project that it names. */
function findNamed(
  workspace: Workspace,
  path: string,
  fn: FunctionDef,
  bare: ReadonlySet<Model>,
  into: 'all' | 'functions',
): { readonly name: string; readonly place: string } | 'too many' | undefined {
  if (bare.size === 0) return undefined
  const roots = reachRoots(workspace, [{ path, node: fn }], ({ node }) => into === 'all' || node.kind === 'FunctionDef')
  for (const root of roots) {
    const found = mentionsOf(workspace, root).find(({ models }) => models.some((model) => bare.has(model)))
    if (found) return { name: found.name, place: placeOf(workspace, root.path, found.node) }
  }
  return roots.length > maxRoots ? 'too many' : undefined
}

/** Models that some code names, in its order. */
interface Mention {
  readonly models: readonly Model[]
  readonly name: string
  readonly node: Node
}

/** Read once per state of the project: the roots of one fix are those of the next. */
function mentionsOf(workspace: Workspace, root: Root): readonly Mention[] {
  const known = workspace.memo('fixes/mentions', () => new WeakMap<Node, readonly Mention[]>())
  const mentions = known.get(root.node) ?? listMentions(workspace, root)
  known.set(root.node, mentions)
  return mentions
}

function listMentions(workspace: Workspace, root: Root): readonly Mention[] {
  const facts = modelFacts(workspace)
  const words = modelWords(workspace)
  return [...descendants(root.node)].flatMap((node): Mention[] => {
    // getattr(models, "Price"), metadata.tables["prices"]
    if (node.kind === 'Str') {
      const name = stringValue(node)
      const models = name === undefined ? undefined : words.get(name)
      return name !== undefined && models ? [{ models, name, node }] : []
    }
    const model = node.kind === 'Name' || node.kind === 'Attribute' ? facts.resolve(root.path, node) : undefined
    return model ? [{ models: [model], name: model.className ?? model.table ?? 'a table', node }] : []
  })
}

/** The models that a text may mean, by class and by table. */
const modelWords = (workspace: Workspace): ReadonlyMap<string, readonly Model[]> =>
  workspace.memo('fixes/model-words', () => {
    const words = new Map<string, Model[]>()
    for (const model of modelFacts(workspace).all())
      for (const word of new Set([model.className, model.table]))
        if (word !== undefined) words.set(word, [...(words.get(word) ?? []), model])
    return words
  })

import { definitionOf } from '../../models/evaluate'
import type { Model } from '../../models/model'
import { modelFacts } from '../../models/model-facts'
import { scopeOf } from '../../project/sessions/bindings'
import type { Effect } from '../../project/sessions/effect'
import { placeOf } from '../../project/sessions/scope'
import { valueOf } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { Expr, FunctionDef, Node } from '../../python/ast'
import { descendants } from '../../python/children'
import { stringValue } from '../../python/strings'
import { bareTypeOf, missing, type Proof, proveToken, proveTypes } from './proofs'
import { tenantToken } from './tenant-token'

/**
 * P1 where calls do not say which model they work on: `items.append(Price(…))`, `for model in MODELS`, `recent()` that makes a statement.
 * Only of interest where the project has models that may be the tenants' and that no map moves: such a one must not be named in what the
 * function is made of, and no object of an unknown class given to the session.
 */
export function proveBareModels(workspace: Workspace, path: string, fn: FunctionDef, effect: Effect): readonly Proof[] {
  const bare = listBare(workspace)
  const types = effect.writes || effect.commits ? listWithBareTypes(workspace) : []
  const inserted = proveTypes(workspace, effect).verdict === 'proved' ? findNamed(workspace, path, fn, types, 'functions') : undefined
  if (inserted)
    return [
      missing(
        'P6',
        `\`${inserted.name}\` is named at ${inserted.place}, has an enum without a schema, and multi-row inserts cast to it by search_path`,
      ),
    ]
  if (bare.length === 0 || proveToken(workspace, effect).verdict !== 'proved') return []
  const found = findNamed(workspace, path, fn, bare, 'all')
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

const listBare = (workspace: Workspace): readonly Model[] =>
  workspace.memo('fixes/bare-models', () =>
    tenantToken(workspace) === null
      ? []
      : modelFacts(workspace)
          .all()
          .filter(({ scope, schema }) => scope === 'unknown' && schema.kind === 'none'),
  )

const listWithBareTypes = (workspace: Workspace): readonly Model[] =>
  workspace.memo('fixes/models-with-bare-types', () =>
    modelFacts(workspace)
      .all()
      .filter((model) => bareTypeOf(workspace, model) !== undefined),
  )

/** A parameter, or an attribute of one: callers know what it is. */
function isFromOutside(fn: FunctionDef, arg: Expr | undefined): boolean {
  let at = arg
  while (at?.kind === 'Attribute' || at?.kind === 'Starred') at = at.value
  if (at?.kind !== 'Name') return false
  return (scopeOf(fn).bindings.get(at.id) ?? []).some(({ kind }) => kind === 'param')
}

/** So many functions, classes and values are looked into. */
const maxRoots = 200

/** The first mention of a model in a function, and in the functions, classes and values of the project that it names. */
function findNamed(
  workspace: Workspace,
  path: string,
  fn: FunctionDef,
  bare: readonly Model[],
  into: 'all' | 'functions',
): { readonly name: string; readonly place: string } | undefined {
  if (bare.length === 0) return undefined
  const models = modelFacts(workspace)
  const words = new Map(
    bare.flatMap((model) => [model.className, model.table].flatMap((word) => (word === undefined ? [] : [[word, model]]))),
  )
  const roots: { readonly path: string; readonly node: Node }[] = [{ path, node: fn }]
  const seen = new Set<Node>([fn])
  const add = (at: string, node: Node) => {
    if (seen.has(node) || roots.length >= maxRoots) return
    seen.add(node)
    roots.push({ path: at, node })
  }
  for (const root of roots) {
    for (const node of descendants(root.node)) {
      const place = () => placeOf(workspace, root.path, node)
      // getattr(models, "Price"), metadata.tables["prices"]
      if (node.kind === 'Str') {
        const word = stringValue(node)
        if (word !== undefined && words.has(word)) return { name: word, place: place() }
      }
      if (node.kind !== 'Name' && node.kind !== 'Attribute') continue
      const model = models.resolve(root.path, node)
      if (model && bare.includes(model)) return { name: model.className ?? model.table ?? 'a table', place: place() }
      const definition = definitionOf(workspace, root.path, node)
      if (definition?.kind === 'definition' && (into === 'all' || definition.node.kind === 'FunctionDef'))
        add(definition.path, definition.node)
      else if (node.kind === 'Attribute') {
        const value = valueOf(workspace, root.path, node)
        if (value.kind === 'function' || value.kind === 'method') add(value.path, value.node)
      }
    }
  }
  return undefined
}

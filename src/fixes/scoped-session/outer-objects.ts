import type { Model } from '../../models/model'
import { modelFacts } from '../../models/model-facts'
import { placeOf } from '../../project/place-of'
import { scopeOf } from '../../project/sessions/bindings'
import { dependencyOf } from '../../project/sessions/depends'
import { dependencyNamed, valueOf } from '../../project/sessions/values'
import { typeOfAnnotation } from '../../project/types/annotation'
import { typeOf } from '../../project/types/expression-type'
import type { ClassRef } from '../../project/types/python-type'
import type { Workspace } from '../../project/workspace'
import type { FunctionDef, Name, Node, Param } from '../../python/ast'
import { descendants } from '../../python/children'
import type { Rewrite } from './plan'
import { missing, type Proof, refuted } from './proof'

interface OuterObjects {
  /** The dependency that gives the outer session. */
  readonly giver: FunctionDef
  /** Which uses count: those beside the tenant's session. */
  readonly inPart: (node: Node) => boolean
  /** The outer session is closed before the part: its objects keep the columns that were loaded, and nothing else. */
  readonly closed: boolean
}

/**
 * P9 for a function whose tenant gets another session than the one it was given: what other dependencies (or the function itself,
 * before) loaded belongs to the outer one. Its columns may be read; what is changed, stored or followed there crosses.
 */
export function proveOuterObjects(rewrite: Rewrite, outer: OuterObjects): readonly Proof[] {
  const { workspace, module, fn, ref } = rewrite
  const proofs: Proof[] = []
  for (const param of fn.params) {
    if (param === ref.id) continue
    const shares = sharesSession(workspace, module.path, param, outer.giver)
    const holder = shares ? holderOf(workspace, module.path, param) : undefined
    if (holder)
      return [
        refuted(
          'P9',
          `\`${param.name}\` is a \`${holder}\` that works on the session of \`${outer.giver.name}\` too, and would stay unscoped`,
        ),
      ]
    proofs.push(...usesOf(rewrite, outer, param.name, classOfParam(workspace, module.path, param), shares))
  }
  for (const [name, bindings] of scopeOf(fn).bindings) {
    const assigned = bindings.flatMap((binding) => (binding.kind === 'assign' && !outer.inPart(binding.node) ? [binding.value] : []))
    const [value] = assigned
    if (!value || !outer.closed) continue
    const fromSession = [...descendants(value)].some((node) => node.kind === 'Name' && isRef(rewrite, node))
    const type = typeOf(workspace, module.path, value)
    if (fromSession || type?.kind === 'instance')
      proofs.push(...usesOf(rewrite, outer, name, type?.kind === 'instance' ? type.cls : undefined, fromSession))
  }
  const worst = proofs.find(({ verdict }) => verdict === 'refuted')
  return worst ? [worst] : proofs.slice(0, 1)
}

function usesOf(
  rewrite: Rewrite,
  { inPart, closed, giver }: OuterObjects,
  name: string,
  cls: ClassRef | undefined,
  shares: boolean,
): readonly Proof[] {
  const { workspace, module, fn } = rewrite
  const model = cls && modelFacts(workspace).modelOf(cls.path, cls.node)
  if (cls ? !model : !shares) return []
  const proofs: Proof[] = []
  for (const stmt of fn.body) {
    for (const node of descendants(stmt)) {
      if (node.kind !== 'Name' || node.id !== name || !inPart(node)) continue
      const verdict = judge(rewrite, node, model, closed)
      if (!verdict) continue
      const text = `${verdict.text} at ${placeOf(workspace, module.path, node)}, and it belongs to the session of \`${giver.name}\``
      proofs.push(verdict.certain ? refuted('P9', text) : missing('P9', text))
    }
  }
  return proofs
}

/** What a use of an outer object does; undefined for reading a column. */
function judge(rewrite: Rewrite, node: Name, model: Model | undefined, closed: boolean): { text: string; certain: boolean } | undefined {
  const { parent } = node
  if (parent?.kind === 'Attribute' && parent.value === node) {
    const written = `\`${node.id}.${parent.attr}\``
    const target = parent.parent
    if ((target?.kind === 'Assign' && target.targets.includes(parent)) || target?.kind === 'Delete')
      return { text: `${written} is changed`, certain: true }
    if (model?.columns.some(({ attribute }) => attribute === parent.attr)) return undefined
    if (model?.relationships.some(({ attribute }) => attribute === parent.attr)) return { text: `${written} is loaded`, certain: true }
    return { text: `${written} is used`, certain: false }
  }
  const call = parent?.kind === 'Keyword' ? parent.parent : parent
  if (call?.kind === 'Call') {
    const callee = valueOf(rewrite.workspace, rewrite.module.path, call.func)
    const stores = callee.kind === 'class' && modelFacts(rewrite.workspace).modelOf(callee.path, callee.node) !== undefined
    const given = call.func.kind === 'Attribute' && call.func.value.kind === 'Name' && isRef(rewrite, call.func.value)
    if (stores || given) return { text: `\`${node.id}\` is handed to the tenant's session`, certain: true }
  }
  return { text: `\`${node.id}\` is handed on`, certain: closed }
}

const isRef = ({ workspace, module, ref }: Rewrite, node: Name): boolean => {
  const value = valueOf(workspace, module.path, node)
  return value.kind === 'session' && value.ref.id === ref.id
}

function classOfParam(workspace: Workspace, path: string, param: Param): ClassRef | undefined {
  const type = param.annotation && typeOfAnnotation(workspace, path, param.annotation)
  if (type?.kind === 'instance') return type.cls
  const injection = dependencyOf(workspace, path, param)
  const given = injection && dependencyNamed(workspace, injection)
  const promised = given?.node.returns && typeOfAnnotation(workspace, given.path, given.node.returns)
  return promised?.kind === 'instance' ? promised.cls : undefined
}

/** Does what fills a parameter depend on the same session? */
export function sharesSession(workspace: Workspace, path: string, param: Param, giver: FunctionDef): boolean {
  const seen = new Set<Node>()
  const reaches = (at: string, params: readonly Param[]): boolean =>
    params.some((each) => {
      const injection = dependencyOf(workspace, at, each)
      const given = injection && dependencyNamed(workspace, injection)
      if (given) {
        if (given.node === giver) return true
        if (seen.has(given.node)) return false
        seen.add(given.node)
        return reaches(given.path, given.node.params)
      }
      const target = injection?.target ?? each.annotation
      const value = injection && target ? valueOf(workspace, injection.target ? injection.path : at, target) : undefined
      const constructor =
        value?.kind === 'class' ? value.node.body.find((stmt) => stmt.kind === 'FunctionDef' && stmt.name === '__init__') : undefined
      if (value?.kind !== 'class' || constructor?.kind !== 'FunctionDef' || seen.has(constructor)) return false
      seen.add(constructor)
      return reaches(value.path, constructor.params)
    })
  return reaches(path, [param])
}

/** A class of the project, no model, that keeps a session among its attributes. */
function holderOf(workspace: Workspace, path: string, param: Param): string | undefined {
  const injection = dependencyOf(workspace, path, param)
  const target = injection?.target
  const value = injection && target ? valueOf(workspace, injection.path, target) : undefined
  const cls = value?.kind === 'class' ? value : classOfParam(workspace, path, param)
  if (!cls || modelFacts(workspace).modelOf(cls.path, cls.node)) return undefined
  const keeps = cls.node.body.some(
    (member) =>
      member.kind === 'FunctionDef' &&
      [...descendants(member)].some(
        (node) =>
          node.kind === 'Assign' &&
          node.value !== undefined &&
          node.targets.some((to) => to.kind === 'Attribute') &&
          valueOf(workspace, cls.path, node.value).kind === 'session',
      ),
  )
  return keeps ? cls.node.name : undefined
}

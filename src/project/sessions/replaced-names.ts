import type { Call, Expr, FunctionDef, Node, PythonModule, Str } from '../../python/ast'
import { ancestor, dottedName, lastName } from '../../python/children'
import { stringValue } from '../../python/strings'
import { occurrences } from '../column-uses'
import { fileRole } from '../file-role'
import type { Workspace } from '../workspace'
import { bindingBefore, functionAround, scopeOf } from './bindings'

/** A place that puts something else under a name of a module while the program or its tests run. */
export interface Replacement {
  readonly path: string
  readonly node: Node
  readonly name: string
  /** The module whose name it is; undefined where it is not told: it may be any. */
  readonly owner: string | undefined
  readonly test: boolean
  /** `patch("jobs.SessionLocal")`: a mock, which takes whatever it is called with. */
  readonly mock: boolean
}

/** `patch("app.jobs.name")`, `monkeypatch.setattr(jobs, "name", …)`, `jobs.name = …`, `global name`. */
export const replacementsOf = (workspace: Workspace, name: string): readonly Replacement[] =>
  workspace.memo(`sessions/replaced/${name}`, () => {
    const replacing = new RegExp(`[.'"]${name}["']|\\.${name}\\s*(?:,|=(?!=))|\\bpatch\\.multiple\\b|^[ \\t]+global\\b.*\\b${name}\\b`, 'm')
    return workspace.filesWith([name], ['.py']).flatMap((path) => {
      const role = fileRole(workspace, path)
      const isCode = role === 'test' || role === 'code'
      const module = isCode && replacing.test(workspace.text(path) ?? '') ? workspace.module(path) : undefined
      if (!module) return []
      // Only what may replace it is worth parsing.
      const places = [...occurrences(module.text, name)].filter((start) => mayReplace(module.text, start, start + name.length))
      return places.flatMap((start) => replacementAt(workspace, module, name, start) ?? [])
    })
  })

/** The text round one occurrence: `.name"`, `"name"`, `.name =`, `.name, `, `name=`, `global name`. */
function mayReplace(text: string, start: number, end: number): boolean {
  const before = text[start - 1] ?? ''
  const after = text.slice(end, end + 8)
  if (/[.'"]/.test(before) && /^\s*(?:['"]|,|=(?!=))/.test(after)) return true
  if (/^\s*=(?!=)/.test(after) && text.includes('patch.multiple')) return true
  return /^[ \t]+global\b/.test(text.slice(text.lastIndexOf('\n', start - 1) + 1, start))
}

/** Who replaces a name that a file looks up, there or in a module that the file has it from. */
export function whoReplaces(workspace: Workspace, path: string, name: string): readonly Replacement[] {
  const found: Replacement[] = []
  const seen = new Set<string>()
  const open = [{ path, name }]
  for (let at = open.pop(); at && seen.size < 20; at = open.pop()) {
    const { path: file, name: word } = at
    if (seen.has(`${file}:${word}`)) continue
    seen.add(`${file}:${word}`)
    found.push(...replacementsOf(workspace, word).filter(({ owner }) => owner === undefined || owner === file))
    for (const statement of workspace.module(file)?.imports() ?? []) {
      if (statement.kind !== 'ImportFrom') continue
      const source = workspace.resolveModule(file, statement.module, statement.level)
      const from = statement.names.find((each) => (each.asname ?? each.name) === word || each.name === '*')
      if (source !== undefined && from) open.push({ path: source, name: from.name === '*' ? word : from.name })
    }
  }
  return found
}

/** Who replaces what a call looks up: `session_scope()`, `database.session_scope()`, an import of the function around it. */
export function whoReplacesCalled(workspace: Workspace, path: string, func: Expr): readonly Replacement[] {
  // `get_factory()()`
  if (func.kind === 'Call') return whoReplacesCalled(workspace, path, func.func)
  if (func.kind === 'Attribute') {
    const dotted = dottedName(func.value)
    const holder = dotted === undefined ? undefined : workspace.resolveName(path, dotted, func.start)
    return holder?.kind === 'module' ? whoReplaces(workspace, holder.path, func.attr) : []
  }
  if (func.kind !== 'Name') return []
  for (let fn = functionAround(func); fn; fn = functionAround(fn)) {
    const binding = bindingBefore(fn, func.id, func.start)
    if (!binding) continue
    if (binding.kind !== 'import' || binding.node.kind !== 'ImportFrom') return []
    const source = workspace.resolveModule(path, binding.node.module, binding.node.level)
    return source === undefined ? [] : whoReplaces(workspace, source, binding.name.name)
  }
  return whoReplaces(workspace, path, func.id)
}

function replacementAt(workspace: Workspace, module: PythonModule, name: string, start: number): Replacement | undefined {
  const { path } = module
  const node = module.nodeAt(start, start + name.length)
  const test = fileRole(workspace, path) === 'test'
  const made = (owner: string | undefined, mock = false): Replacement | undefined => node && { path, node, name, owner, test, mock }
  const moduleOf = (expr: Expr | undefined): string | undefined => {
    const dotted = expr && dottedName(expr)
    const found = dotted === undefined ? undefined : workspace.resolveName(path, dotted, expr?.start)
    return found?.kind === 'module' ? found.path : undefined
  }
  switch (node?.kind) {
    case 'Attribute': {
      const owner = node.attr === name && node.attrStart === start && isAssigned(node) ? moduleOf(node.value) : undefined
      return owner === undefined ? undefined : made(owner)
    }
    case 'Global':
      return assignsGlobal(node.parent, name) ? made(path) : undefined
    case 'Keyword': {
      const call = node.name === name && node.parent?.kind === 'Call' ? node.parent : undefined
      const [target] = call && lastName(call.func) === 'multiple' ? call.args : []
      if (!target) return undefined
      return made(target.kind === 'Str' ? workspace.resolveModule(path, stringValue(target) ?? '') : moduleOf(target))
    }
    case 'Str':
      return stringAt(workspace, module, name, node, { test, made, moduleOf })
    default:
      return undefined
  }
}

function stringAt(
  workspace: Workspace,
  { path, text }: PythonModule,
  name: string,
  node: Str,
  {
    test,
    made,
    moduleOf,
  }: {
    readonly test: boolean
    made(owner: string | undefined, mock?: boolean): Replacement | undefined
    moduleOf(expr: Expr | undefined): string | undefined
  },
): Replacement | undefined {
  const call = node.parent?.kind === 'Call' ? node.parent : undefined
  const patches = call !== undefined && /^(patch|object|setattr|replace|stub)$/.test(lastName(call.func))
  if (!patches && !test) return undefined
  const value = stringValue(node)
  if (value === name) {
    // `getattr(jobs, "name")` only reads it.
    const [target] = patches ? (call?.args ?? []) : []
    return target && target !== node ? made(moduleOf(target), isMock(call, text, 2)) : undefined
  }
  if (!text.slice(node.start, node.end - 1).endsWith(`.${name}`)) return undefined
  const dotted = value?.slice(0, -name.length - 1)
  return made(dotted ? workspace.resolveModule(path, dotted) : undefined, isMock(call, text, 1))
}

/** Nothing is given to stand there, so it is a mock; `side_effect` would call something. */
const isMock = (call: Call | undefined, text: string, given: number): boolean =>
  call !== undefined &&
  /^(patch|object)$/.test(lastName(call.func)) &&
  call.args.length === given &&
  call.keywords.every(({ name }) => name === 'return_value' || name === 'autospec') &&
  !text.includes('side_effect')

function isAssigned(node: Node): boolean {
  const { parent } = node
  if (parent?.kind === 'Tuple' || parent?.kind === 'List') return isAssigned(parent)
  if (parent?.kind === 'For') return parent.target === node
  return parent?.kind === 'Assign' && parent.targets.some((target) => target === node)
}

/** `global name` of a function that gives it another value. */
function assignsGlobal(parent: Node | undefined, name: string): boolean {
  const fn = parent && ancestor(parent, (outer): outer is FunctionDef => outer.kind === 'FunctionDef')
  return fn !== undefined && scopeOf(fn).bindings.has(name)
}

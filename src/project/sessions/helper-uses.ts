import type { Expr, ImportName, Node, PythonModule, Str } from '../../python/ast'
import { descendants } from '../../python/children'
import { stringValue } from '../../python/strings'
import { isMigrationFile } from '../file-role'
import { libraryWord } from '../library-word'
import { namesOf } from '../names-of'
import type { Workspace } from '../workspace'
import { bindingBefore, functionAround } from './bindings'
import { configuredHelpers, helperNamed, type PathHelper } from './helpers'

/** One place that uses a path helper. */
export interface HelperUse {
  readonly kind: 'import' | 'call' | 'reference' | 'patch'
  readonly helper: PathHelper
  readonly node: ImportName | Expr
}

/** Configured helpers wherever they are used; inferred ones where they are called. Their own definitions are `raw-search-path`. */
export function listHelperUses(
  workspace: Workspace,
  path: string,
  module: PythonModule | undefined = workspace.module(path),
): readonly HelperUse[] {
  const names = listHelperNames(workspace)
  if (!module || names.size === 0 || isMigrationFile(workspace, path)) return []
  const word = new RegExp(`(?<!\\w)(?:${[...names].map(escape).join('|')})(?!\\w)`)
  if (!word.test(module.text)) return []
  const uses: HelperUse[] = []
  for (const slice of module.topLevel) {
    if (!word.test(module.text.slice(slice.start, slice.end))) continue
    for (const stmt of module.statementsOf(slice)) visit(workspace, module, stmt, names, uses)
  }
  return uses
}

const escape = (name: string) => name.replace(/[^\w]/g, '\\$&')

/** SQL that sets the path, and calls that may run such SQL from a constant. */
const setsPath = /\bset\s+(?:local\s+|session\s+)?(?:["']?search_path|schema\b)|set_config|reset\s+search_path|pg_settings/i
const runsSql = /\.\s*(?:exec|execute|exec_driver_sql|fetch\w*|scalars?)\s*\(/

/** The names of all helpers of the project, as it says them anywhere: a file that holds none of them uses none. */
export function listHelperNames(workspace: Workspace): ReadonlySet<string> {
  return workspace.memo(
    'sessions/helper-names',
    () => {
      const names = new Set<string>()
      for (const { node } of configuredHelpers(workspace).values()) for (const name of namesOf(workspace, node.name)) names.add(name)
      // A helper's helper is a helper: new names may make more until nothing new turns up.
      let wave: readonly string[] = ['search_path', 'SEARCH_PATH', 'SET SCHEMA', 'set schema', 'set_config']
      const looked = new Set<string>()
      for (let round = 0; round < 4 && wave.length > 0; round++) {
        const found: string[] = []
        const called = new RegExp(`(?<!\\w)(?:${wave.map(escape).join('|')})\\s*\\(`)
        for (const path of workspace.filesWith(wave, ['.py'])) {
          const module = workspace.module(path)
          if (!module || (round === 0 && isMigrationFile(workspace, path))) continue
          const constant = module.topLevel.some(
            (slice) => slice.kind === 'assign' && setsPath.test(module.text.slice(slice.start, slice.end)),
          )
          for (const slice of module.topLevel) {
            const key = `${path}:${slice.start}:${round}`
            const text = module.text.slice(slice.start, slice.end)
            if (looked.has(key) || (slice.kind !== 'def' && slice.kind !== 'class')) continue
            if (round === 0 ? !(runsSql.test(text) && (constant || setsPath.test(text))) : !called.test(text)) continue
            looked.add(key)
            for (const stmt of module.statementsOf(slice)) {
              for (const node of descendants(stmt)) {
                if (node.kind !== 'FunctionDef' || names.has(node.name)) continue
                if (round > 0 && !called.test(module.text.slice(node.start, node.end))) continue
                const helper = helperNamed(workspace, path, {
                  kind: 'Name',
                  id: node.name,
                  start: node.nameStart,
                  end: node.nameStart + node.name.length,
                  parent: undefined,
                })
                const method = helper ? undefined : inferredMethod(workspace, path, node)
                if (helper || method) found.push(node.name)
              }
            }
          }
        }
        const said = new Set(found.flatMap((name) => [...namesOf(workspace, name)]))
        for (const name of said) names.add(name)
        wave = [...said].filter((name) => name.length >= 4)
      }
      return names
    },
    'while-typing',
  )
}

/** A method that does nothing but set the path of a session parameter. */
function inferredMethod(workspace: Workspace, path: string, node: Node & { kind: 'FunctionDef' }): PathHelper | undefined {
  if (node.parent?.kind !== 'ClassDef') return undefined
  const self: Expr = {
    kind: 'Attribute',
    attr: node.name,
    attrStart: node.nameStart,
    start: node.nameStart,
    end: node.nameStart + node.name.length,
    parent: node.parent,
    value: {
      kind: 'Name',
      id: node.parent.name,
      start: node.parent.nameStart,
      end: node.parent.nameStart + node.parent.name.length,
      parent: undefined,
    },
  }
  return helperNamed(workspace, path, self)
}

function visit(workspace: Workspace, module: PythonModule, root: Node, names: ReadonlySet<string>, uses: HelperUse[]): void {
  const { path } = module
  const configured = configuredHelpers(workspace)
  for (const node of descendants(root)) {
    switch (node.kind) {
      case 'ImportFrom':
        for (const name of node.names) {
          if (!names.has(name.name)) continue
          const source = workspace.resolveModule(path, node.module, node.level)
          const definition = source === undefined ? undefined : workspace.resolveName(source, name.name)
          const helper = definition?.kind === 'definition' ? configured.get(definition.node) : undefined
          if (helper) uses.push({ kind: 'import', helper, node: name })
        }
        break
      case 'Name':
      case 'Attribute': {
        const word = node.kind === 'Name' ? node.id : node.attr
        if (!names.has(word)) break
        const helper = helperNamed(workspace, path, node)
        if (!helper || isInside(helper, path, node)) break
        const called = node.parent?.kind === 'Call' && node.parent.func === node
        if (helper.origin === 'inferred' && (!called || takesMock(node.parent))) break
        uses.push({ kind: called ? 'call' : 'reference', helper, node })
        break
      }
      case 'Str': {
        const helper = patched(workspace, module, node, configured)
        if (helper) uses.push({ kind: 'patch', helper, node })
        break
      }
    }
  }
}

/** A test of the helper itself: `session = AsyncMock(); set_path(session, "user_1")`. */
function takesMock(call: Node | undefined): boolean {
  if (call?.kind !== 'Call') return false
  return call.args.some((arg) => {
    const fn = arg.kind === 'Name' ? functionAround(arg) : undefined
    const binding = arg.kind === 'Name' && fn ? bindingBefore(fn, arg.id, arg.start) : undefined
    const value = binding?.kind === 'assign' ? binding.value : arg
    const made = value.kind === 'Call' ? value.func : undefined
    return /Mock$/.test(made?.kind === 'Name' ? made.id : made?.kind === 'Attribute' ? made.attr : '')
  })
}

/** A helper that calls another one, or itself, inside its own definition: its SET is the finding. */
const isInside = (helper: PathHelper, path: string, node: Node) =>
  helper.path === path && helper.node.start <= node.start && node.end <= helper.node.end

/** `@patch("services.imports.commit_and_restore_path")`: a dotted name in a string that leads to a helper. */
function patched(workspace: Workspace, module: PythonModule, node: Str, configured: ReadonlyMap<Node, PathHelper>): PathHelper | undefined {
  const { parent } = node
  const call = parent?.kind === 'Call' ? parent : undefined
  if (!call || call.args[0] !== node) return undefined
  const name = libraryWord(workspace, module.path, call.func)
  if (!/^(patch|setattr|spy|object|stub)$/.test(name)) return undefined
  const dotted = stringValue(node)
  const dot = dotted?.lastIndexOf('.') ?? -1
  if (dotted === undefined || dot <= 0) return undefined
  const target = workspace.resolveModule(module.path, dotted.slice(0, dot))
  const definition = target === undefined ? undefined : workspace.resolveName(target, dotted.slice(dot + 1))
  if (definition) return definition.kind === 'definition' ? configured.get(definition.node) : undefined
  // The module imported it once: the patch fails now that it does not.
  const word = dotted.slice(dot + 1)
  const [helper, ...others] = target === undefined ? [] : [...configured.values()].filter((each) => each.node.name === word)
  return others.length === 0 ? helper : undefined
}

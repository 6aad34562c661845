import type { Span } from '../text/span'
import type { Assign, ClassDef, FunctionDef, Import, ImportFrom, Node, PythonModule, Stmt, TopLevel } from './ast'
import { childrenOf } from './children'
import { listComments } from './comments'
import { commonPrefix, commonSuffix } from './common-text'
import { errorsOf, type Knowledge, knowSlice, type ParseStretch, placeKnowledge } from './slice-knowledge'
import { blocksOf } from './statements'
import { type Cut, cutTopLevel } from './top-level'

interface Slice extends Cut {
  knowledge: Knowledge | undefined
  /** Of an older text of the same class: some of its members may be unchanged. */
  stale: Knowledge | undefined
}

/** Slices of modules made here that were cut, for reuse by the next version. A module whose knowledge was taken parses afresh when asked again. */
const slicesOf = new WeakMap<PythonModule, Slice[]>()

/** A module over a text. Slices that `previous` has with the same text keep their lowered nodes, moved to their new place. */
export function createModule(path: string, text: string, parse: ParseStretch, previous?: PythonModule): PythonModule {
  const old = previous && slicesOf.get(previous)
  if (previous && old && previous.text === text && previous.path === path) return previous
  // Many files are only looked at as text: they are cut when a rule wants to see more.
  let cut: Slice[] | undefined = previous && old && recut(text, previous.text, old)
  const slices = (): Slice[] => {
    if (cut) return cut
    cut = cutTopLevel(text).cuts.map((each) => ({ ...each, knowledge: undefined, stale: undefined }))
    slicesOf.set(module, cut)
    return cut
  }
  const found = new Map<string, FunctionDef | ClassDef | Assign | undefined>()
  let comments: Span[] | undefined
  let imports: (Import | ImportFrom)[] | undefined

  const know = (slice: Slice): Knowledge => {
    if (slice.knowledge) return placeKnowledge(slice.knowledge, slice.start)
    slice.knowledge = knowSlice(text, slice, parse, slice.stale)
    slice.stale = undefined
    return slice.knowledge
  }
  const at = (offset: number): Slice | undefined => {
    const all = slices()
    let low = 0
    let high = all.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const slice = all[middle]
      if (!slice) return undefined
      if (offset < slice.start) high = middle - 1
      else if (offset >= slice.end) low = middle + 1
      else return slice
    }
    return offset === text.length ? all[all.length - 1] : undefined
  }
  const search = (name: string): FunctionDef | ClassDef | Assign | undefined => {
    const all = slices()
    for (let i = all.length - 1; i >= 0; i--) {
      const slice = all[i]
      if (!slice || slice.kind === 'import') continue
      if (slice.name !== name && !(slice.compound && text.slice(slice.start, slice.end).includes(name))) continue
      const binding = lastBinding(know(slice).statements, name)
      if (binding) return binding
    }
    return undefined
  }

  const module: PythonModule = {
    path,
    text,
    get topLevel() {
      return slices()
    },
    statementsOf: (slice) => {
      const own = at(slice.start)
      return own ? know(own).statements : []
    },
    sliceAt: at,
    body: () => slices().flatMap((slice) => know(slice).statements),
    imports: () => {
      imports ??= slices()
        .filter((slice) => mayImport(text, slice))
        .flatMap((slice) => listImports(know(slice).statements))
      return imports
    },
    find: (name) => {
      if (!found.has(name)) found.set(name, search(name))
      return found.get(name)
    },
    nodeAt: (start, end = start) => {
      const slice = at(start)
      return slice && innermost(know(slice).statements, start, end)
    },
    comments: () => {
      comments ??= listComments(text)
      return comments
    },
    errors: () => (cut ?? []).flatMap((slice) => (slice.knowledge ? errorsOf(know(slice)) : [])),
  }
  if (cut) slicesOf.set(module, cut)
  return module
}

/** Cut the new text, taking over the slices before and after the change. Knowledge moves: the old slices lose it. */
function recut(text: string, before: string, old: readonly Slice[]): Slice[] {
  const delta = text.length - before.length
  const prefix = commonPrefix(text, before)
  const suffix = commonSuffix(text, before)
  const kept = countKept(before, old, prefix)
  const known = new Map<number, number>()
  for (let i = old.length - 1; i >= kept; i--) {
    const slice = old[i]
    if (!slice || slice.start < before.length - suffix) break
    known.set(slice.start + delta, i)
  }
  const from = kept === 0 ? 0 : (old[kept]?.start ?? 0)
  const { cuts, end } = cutTopLevel(text, from, (start) => known.has(start))
  const first = known.get(end) ?? old.length
  const changed = old.slice(kept, first)
  const fresh = cuts.map((cut) => ({ ...cut, ...takeKnowledge(text, before, cut, changed) }))
  return [...old.slice(0, kept).map(takeOver(0)), ...fresh, ...old.slice(first).map(takeOver(delta))]
}

/**
 * The slices that certainly stay: those whole before the change. The last of them may grow over the change when that touches the
 * first line of the next one (`else:`, a decorator), so it is cut again in that case.
 */
function countKept(before: string, old: readonly Slice[], prefix: number): number {
  let count = 0
  while (count < old.length && (old[count]?.end ?? 0) <= prefix) count++
  const next = old[count]
  const firstLine = next ? before.indexOf('\n', next.start) : -1
  const startStays = next !== undefined && firstLine >= 0 && firstLine < prefix
  return startStays ? count : Math.max(0, count - 1)
}

const takeOver =
  (delta: number) =>
  (slice: Slice): Slice => {
    const moved = { ...slice, start: slice.start + delta, end: slice.end + delta, head: slice.head + delta }
    slice.knowledge = undefined
    slice.stale = undefined
    return moved
  }

/** What the old slices around the edit know: all of one that did not change after all, or the members of the class that did. */
function takeKnowledge(text: string, before: string, cut: Cut, changed: readonly Slice[]): Pick<Slice, 'knowledge' | 'stale'> {
  const own = text.slice(cut.start, cut.end)
  const twin = changed.find((slice) => slice.knowledge && before.slice(slice.start, slice.end) === own)
  const older = twin ?? (cut.kind === 'class' ? changed.find((slice) => slice.kind === 'class' && slice.name === cut.name) : undefined)
  if (!older) return { knowledge: undefined, stale: undefined }
  const { knowledge, stale } = older
  older.knowledge = undefined
  older.stale = undefined
  return twin ? { knowledge, stale: undefined } : { knowledge: undefined, stale: knowledge ?? stale }
}

const mayImport = (text: string, slice: TopLevel): boolean =>
  slice.kind === 'import' || (slice.kind === 'other' && text.slice(slice.start, slice.end).includes('import'))

/** Imports among module-level statements, also inside `if`, `try`, `with` and loops. */
function* moduleLevel(statements: readonly Stmt[]): Generator<Stmt, void, undefined> {
  for (const statement of statements) {
    yield statement
    if (statement.kind === 'FunctionDef' || statement.kind === 'ClassDef') continue
    for (const block of blocksOf(statement)) yield* moduleLevel(block)
  }
}

function listImports(statements: readonly Stmt[]): (Import | ImportFrom)[] {
  const imports: (Import | ImportFrom)[] = []
  for (const statement of moduleLevel(statements))
    if (statement.kind === 'Import' || statement.kind === 'ImportFrom') imports.push(statement)
  return imports
}

function lastBinding(statements: readonly Stmt[], name: string): FunctionDef | ClassDef | Assign | undefined {
  let last: FunctionDef | ClassDef | Assign | undefined
  for (const statement of moduleLevel(statements)) {
    if (statement.kind === 'FunctionDef' || statement.kind === 'ClassDef') {
      if (statement.name === name) last = statement
    } else if (statement.kind === 'Assign' && statement.targets.some((target) => binds(target, name))) last = statement
  }
  return last
}

const binds = (target: Node, name: string): boolean => {
  if (target.kind === 'Name') return target.id === name
  if (target.kind === 'Tuple' || target.kind === 'List') return target.elts.some((element) => binds(element, name))
  return target.kind === 'Starred' && binds(target.value, name)
}

function innermost(nodes: readonly Node[], start: number, end: number): Node | undefined {
  let found: Node | undefined
  let candidates: readonly Node[] = nodes
  for (;;) {
    const next = candidates.find((node) => node.start <= start && end <= node.end)
    if (!next) return found
    found = next
    candidates = childrenOf(next)
  }
}

import { languageOf } from '../contract/language'
import type { PythonModule } from '../python/ast'
import { createModuleIndex, type ModuleIndex } from './module-index'
import { type Modules, resolveName, resolveSymbol } from './resolve-names'
import type { Definition, WorkspaceControl, WorkspaceOptions } from './workspace'

/** The texts that an answer was made from, and whether it may outlive other changes. */
interface Reading {
  readonly texts: Map<string, string | undefined>
  outlives: boolean
}

/** The project as facts see it. Texts, modules and answers are kept until something changes. */
export function createWorkspace({ fs, config, python, analyseSql }: WorkspaceOptions): WorkspaceControl {
  const overlays = new Map<string, string>()
  /** What fixes did to the listing: files they made, and files they took away. */
  const made = new Set<string>()
  const gone = new Set<string>()
  const texts = new Map<string, string | undefined>()
  const modules = new Map<string, PythonModule>()
  const searches = new Map<string, { readonly list: readonly string[]; readonly set: ReadonlySet<string> }>()
  const memos = new Map<string, unknown>()
  /** Answers that outlive keystrokes, and whether there was one since they were made. */
  const kept = new Map<string, unknown>()
  let typed = false
  const ofFiles = new Map<string, Reading & { readonly value: unknown }>()
  /** What the answer that is being made has read so far. */
  let reading: Reading | undefined
  const names = new Map<string, Reading & { readonly definition: Definition | undefined }>()
  let listed: readonly string[] | undefined
  let stamps: ReadonlyMap<string, string> | undefined
  let index: ModuleIndex | undefined

  /** Something changed: answers that were put together from several files are forgotten. */
  const forget = (how?: 'typing'): void => {
    memos.clear()
    names.clear()
    if (how) typed = true
    else {
      kept.clear()
      ofFiles.clear()
      typed = false
    }
  }

  const files = (): readonly string[] => {
    listed ??= made.size + gone.size === 0 ? fs.listFiles() : listWith(fs.listFiles())
    return listed
  }
  const listWith = (onDisk: readonly string[]): readonly string[] =>
    [...new Set([...onDisk, ...made])].filter((path) => !gone.has(path)).sort()
  const textNow = (path: string): string | undefined => {
    const overlay = overlays.get(path)
    if (overlay !== undefined) return overlay
    if (gone.has(path)) return undefined
    if (!texts.has(path)) {
      const read = fs.readText(path)
      texts.set(path, read.kind === 'text' ? read.text : undefined)
    }
    return texts.get(path)
  }
  const text = (path: string): string | undefined => {
    const found = textNow(path)
    reading?.texts.set(path, found)
    return found
  }
  /** Run `make` and say what it read; whoever waits for it has read the same. */
  const watch = <T>(make: () => T): Reading & { readonly value: T } => {
    const outer = reading
    const own: Reading = { texts: new Map(), outlives: true }
    reading = own
    try {
      return { ...own, value: make(), outlives: own.outlives }
    } finally {
      reading = outer
      noteRead(own)
    }
  }
  const noteRead = (read: Reading): void => {
    if (!reading) return
    for (const [path, found] of read.texts) reading.texts.set(path, found)
    reading.outlives &&= read.outlives
  }
  const module = (path: string): PythonModule | undefined => {
    if (!/\.pyi?$/.test(path)) return undefined
    const source = text(path)
    if (source === undefined) return undefined
    const known = modules.get(path)
    if (known?.text === source) return known
    const parsed = python.parse(path, source, known)
    modules.set(path, parsed)
    return parsed
  }
  const lookup: Modules = {
    module,
    get index() {
      index ??= createModuleIndex(files())
      return index
    },
    topLevel: (path, name) => cached(`${path}\0${name}\0`, () => resolveName(lookup, path, name, undefined)),
  }
  /** Each name is followed once for each state of the project. */
  const cached = (key: string, find: () => Definition | undefined): Definition | undefined => {
    const known = names.get(key)
    if (known) {
      noteRead(known)
      return known.definition
    }
    const { value, ...read } = watch(find)
    names.set(key, { ...read, definition: value })
    return value
  }
  const filesWith = (literals: readonly string[], extensions?: readonly string[]): readonly string[] => {
    if (reading) reading.outlives = false
    const key = JSON.stringify([literals, extensions ?? null])
    let onDisk = searches.get(key)
    if (!onDisk) {
      // A search goes over the last listing: after a change it is taken anew first.
      files()
      const list = fs.search(literals, extensions)
      onDisk = { list, set: new Set(list) }
      searches.set(key, onDisk)
    }
    if (overlays.size + gone.size === 0) return onDisk.list
    const { list, set } = onDisk
    // Most edits change nothing here: the answer of the disk stands.
    const moved = [...overlays].filter(([path, overlay]) => {
      const isAsked = extensions === undefined || extensions.some((extension) => path.endsWith(extension))
      return isAsked && literals.some((literal) => overlay.includes(literal)) !== set.has(path)
    })
    if (moved.length + gone.size === 0) return list
    const found = new Set(set)
    for (const [path] of moved) {
      if (set.has(path)) found.delete(path)
      else found.add(path)
    }
    return files().filter((path) => found.has(path))
  }

  /** What changed on disk since the last look; 'all' at the first one, and where the file system cannot tell. */
  const listChanged = (): readonly string[] | 'all' => {
    const before = stamps
    stamps = fs.stamps?.()
    if (!before || !stamps) return 'all'
    const changed = [...stamps].flatMap(([path, stamp]) => (before.get(path) === stamp ? [] : [path]))
    for (const path of before.keys()) if (!stamps.has(path)) changed.push(path)
    return changed
  }

  return {
    config,
    files,
    text,
    filesWith,
    module,
    resolveModule: (fromPath, dotted, level = 0) => lookup.index.find(fromPath, dotted, level),
    resolveName: (fromPath, name, at) => cached(`${fromPath}\0${name}\0${at ?? ''}`, () => resolveName(lookup, fromPath, name, at)),
    resolveSymbol: (symbol) => cached(`\0${symbol}`, () => resolveSymbol(lookup, symbol)),
    analyseSql,
    memoOfFiles<T>(key: string, make: () => T): T {
      const known = ofFiles.get(key)
      if (known && (known.outlives || memos.has(key)) && [...known.texts].every(([path, then]) => textNow(path) === then)) {
        noteRead(known)
        return known.value as T
      }
      const made = watch(make)
      ofFiles.set(key, made)
      memos.set(key, true)
      return made.value
    },
    memo<T>(key: string, make: () => T, keep?: 'while-typing'): T {
      if (reading && !keep) reading.outlives = false
      const answers = keep ? kept : memos
      // A value of this key was made by the same caller, so it has the caller's type.
      if (answers.has(key)) return answers.get(key) as T
      const value = make()
      answers.set(key, value)
      return value
    },
    settle() {
      const had = typed && kept.size > 0
      if (had) forget()
      return had
    },
    setOverlay(path, overlay, how) {
      if (overlay === undefined ? !overlays.has(path) : overlays.get(path) === overlay) return
      const before = text(path)
      if (overlay === undefined) {
        overlays.delete(path)
        texts.delete(path)
      } else overlays.set(path, overlay)
      if (text(path) !== before) forget(how)
    },
    setFile(path, current) {
      const isListed = files().includes(path)
      if (current === undefined) {
        overlays.delete(path)
        made.delete(path)
        gone.add(path)
      } else {
        overlays.set(path, current)
        gone.delete(path)
        if (!isListed) made.add(path)
      }
      if (isListed !== (current !== undefined)) {
        listed = undefined
        index = undefined
      }
      forget()
    },
    invalidate(given) {
      const paths = given === 'all' ? listChanged() : given
      // Anything may have changed, and nothing did: every answer still holds.
      if (given === 'all' && paths.length === 0) return
      // Nothing on disk changed, only what is known beyond it.
      if (paths.length === 0) return forget()
      if (paths === 'all') texts.clear()
      else for (const path of paths) texts.delete(path)
      searches.clear()
      listed = undefined
      index = undefined
      forget()
    },
    source(path) {
      const language = languageOf(path)
      const found = language && text(path)
      return language && found !== undefined ? { path, text: found, language } : undefined
    },
  }
}

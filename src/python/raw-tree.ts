import type { Language, Tree, TreeCursor } from 'web-tree-sitter'

/** The tolerant tree as plain data: named nodes with absolute offsets; keywords and operators without (`start` -1); brackets and commas left out. */
export interface Raw {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly kids: readonly Raw[]
  /** False for keywords and operators. */
  readonly named: boolean
  /** The parser put it in to go on: there is no such text. */
  readonly missing: boolean
}

const none: readonly Raw[] = []

/** Nesting beyond this is generated data; its inside stays unknown rather than exhausting the stack. */
const deepest = 1000

const leaves = new Set([
  'identifier',
  'integer',
  'float',
  'true',
  'false',
  'none',
  'ellipsis',
  'comment',
  'line_continuation',
  'string_start',
  'string_end',
  'string_content',
  'type_conversion',
  'format_specifier',
  'pass_statement',
  'break_statement',
  'continue_statement',
  'wildcard_import',
  'import_prefix',
  'keyword_separator',
  'positional_separator',
  'dotted_name',
])
const dropped = new Set(['comment', 'line_continuation', ',', '(', ')', '[', ']', '{', '}', '.', ';'])

/** What each node type id of the grammar means to the reader. */
export interface RawReader {
  read(tree: Tree, base: number): { readonly root: Raw; readonly errors: { start: number; end: number }[] }
}

/** Reads a tree with one cursor walk; every call into the WebAssembly module counts, so each node is asked only what it can tell. */
export function createRawReader(language: Language): RawReader {
  const count = language.nodeTypeCount
  const names: string[] = []
  const shared: (Raw | undefined)[] = []
  const isDropped: boolean[] = []
  const isLeaf: boolean[] = []
  for (let id = 0; id < count; id++) {
    const type = language.nodeTypeForId(id) ?? ''
    names.push(type)
    isDropped.push(dropped.has(type))
    isLeaf.push(leaves.has(type))
    shared.push(language.nodeTypeIsNamed(id) ? undefined : { type, start: -1, end: -1, kids: none, named: false, missing: false })
  }

  function readSound(cursor: TreeCursor, id: number, base: number, depth: number): Raw {
    const start = cursor.startIndex + base
    const end = cursor.endIndex + base
    let kids = none
    if (!isLeaf[id] && depth < deepest && cursor.gotoFirstChild()) {
      const list: Raw[] = []
      do {
        const kid = cursor.nodeTypeId
        if (isDropped[kid]) continue
        list.push(shared[kid] ?? readSound(cursor, kid, base, depth + 1))
      } while (cursor.gotoNextSibling())
      cursor.gotoParent()
      kids = list
    }
    return { type: names[id] ?? 'ERROR', start, end, kids, named: true, missing: false }
  }

  function readBroken(cursor: TreeCursor, base: number, depth: number, errors: { start: number; end: number }[]): Raw {
    const id = cursor.nodeTypeId
    const type = names[id] ?? 'ERROR'
    const start = cursor.startIndex + base
    const end = cursor.endIndex + base
    const missing = cursor.nodeIsMissing
    if (missing || type === 'ERROR') errors.push({ start, end })
    const list: Raw[] = []
    if (!isLeaf[id] && depth < deepest && cursor.gotoFirstChild()) {
      do {
        const kid = cursor.nodeTypeId
        if (isDropped[kid] && !cursor.nodeIsMissing) continue
        list.push(readBroken(cursor, base, depth + 1, errors))
      } while (cursor.gotoNextSibling())
      cursor.gotoParent()
    }
    return { type, start, end, kids: list, named: cursor.nodeIsNamed || type === 'ERROR', missing }
  }

  return {
    read(tree, base) {
      const errors: { start: number; end: number }[] = []
      const broken = tree.rootNode.hasError
      const cursor = tree.walk()
      try {
        const root = broken ? readBroken(cursor, base, 0, errors) : readSound(cursor, cursor.nodeTypeId, base, 0)
        return { root, errors }
      } finally {
        cursor.delete()
      }
    },
  }
}

import type { ClassDef, Node, Stmt } from './ast'
import { listNodes, shiftErrors, shiftNodes } from './shift'
import { isStatement } from './statements'
import { type Cut, cutMembers } from './top-level'

/** What parsing one stretch of a module gives: plain statements with absolute offsets, and where the tolerant parser stumbled. */
export interface ParsedStretch {
  readonly statements: Stmt[]
  readonly errors: { start: number; end: number }[]
}

/** `members` are indented statements without their class, `header` is a class without its body. */
export type StretchKind = 'module' | 'members' | 'header'

/** Parse the text between two offsets. */
export type ParseStretch = (text: string, start: number, end: number, kind: StretchKind) => ParsedStretch

/** A statement in a class body, parsed by itself: an open bracket in one method leaves the others alone, and an edit costs one method. */
interface Member extends ParsedStretch {
  readonly text: string
  start: number
  /** All its nodes, listed when they first had to move. */
  nodes: readonly Node[] | undefined
}

/** What is known of one slice beyond its text; it moves from a module to the next one while the slice's text stays the same. */
export interface Knowledge {
  /** Where the slice stood when its nodes were last placed. */
  at: number
  readonly statements: Stmt[]
  readonly errors: { start: number; end: number }[]
  readonly members: readonly Member[]
  /** All nodes but those of members, listed when they first had to move. */
  nodes: readonly Node[] | undefined
}

/** Parse a slice. Members of `stale`, an older state of the same class, are taken over where their text is the same. */
export function knowSlice(text: string, cut: Cut, parse: ParseStretch, stale: Knowledge | undefined): Knowledge {
  const starts = cut.kind === 'class' ? cutMembers(text, cut.head, cut.end) : []
  const [first] = starts
  if (first !== undefined) {
    const header = parse(text, cut.start, first, 'header')
    const owner = header.statements[header.statements.length - 1]
    if (owner?.kind === 'ClassDef') return knowClass(text, cut, header, owner, starts, parse, stale)
  }
  return { at: cut.start, ...parse(text, cut.start, cut.end, 'module'), members: [], nodes: undefined }
}

function knowClass(
  text: string,
  cut: Cut,
  header: ParsedStretch,
  owner: ClassDef,
  starts: readonly number[],
  parse: ParseStretch,
  stale: Knowledge | undefined,
): Knowledge {
  const before = new Map(stale?.members.map((member) => [member.text, member]))
  const members = starts.map((start, index): Member => {
    const end = starts[index + 1] ?? cut.end
    const own = text.slice(start, end)
    const known = before.get(own)
    // Joining and cutting again copies: see the parser.
    if (!known) return { text: ` ${own}`.slice(1), start, ...parse(text, start, end, 'members'), nodes: undefined }
    // Two members may be the same text; the nodes belong to one of them.
    before.delete(own)
    moveMember(known, start - known.start)
    return known
  })
  const nodes = listNodes(header.statements)
  for (const { statements } of members) {
    for (const statement of statements) {
      statement.parent = owner
      owner.body.push(statement)
      owner.end = Math.max(owner.end, statement.end)
    }
  }
  return { at: cut.start, statements: header.statements, errors: header.errors, members, nodes }
}

function moveMember(member: Member, delta: number): void {
  if (delta === 0) return
  member.nodes ??= listNodes(member.statements)
  shiftNodes(member.nodes, delta)
  shiftErrors(member.errors, delta)
  member.start += delta
}

/** Bring the nodes to where the slice stands now. */
export function placeKnowledge(knowledge: Knowledge, start: number): Knowledge {
  const delta = start - knowledge.at
  if (delta === 0) return knowledge
  knowledge.nodes ??= listNodes(knowledge.statements)
  shiftNodes(knowledge.nodes, delta)
  shiftErrors(knowledge.errors, delta)
  for (const member of knowledge.members) moveMember(member, delta)
  knowledge.at = start
  return knowledge
}

export const errorsOf = ({ errors, members }: Knowledge): { start: number; end: number }[] => [
  ...errors,
  ...members.flatMap((member) => member.errors),
]

/** The text put before indented statements, and after a class header, to make each a module of its own. */
export const wrappers: Readonly<Record<StretchKind, { readonly before: string; readonly after: string }>> = {
  module: { before: '', after: '' },
  members: { before: 'if 1:\n', after: '' },
  header: { before: '', after: ' pass\n' },
}

/** The statements inside the wrapper, and what a broken stretch spilled beside it; `start` is where the stretch itself begins. */
export function unwrap(nodes: readonly Node[], start: number): Stmt[] {
  const found: Stmt[] = []
  for (const node of nodes) {
    if (node.end <= start) continue
    const straddles = node.start < start
    if (straddles && node.kind === 'If') found.push(...unwrap([...node.body, ...node.orelse], start))
    else if (straddles && node.kind === 'UnknownStmt') found.push(...unwrap(node.children, start))
    else {
      node.start = Math.max(node.start, start)
      const statement: Stmt = isStatement(node)
        ? node
        : { kind: 'UnknownStmt', start: node.start, end: node.end, parent: undefined, children: [node] }
      if (statement !== node) node.parent = statement
      statement.parent = undefined
      found.push(statement)
    }
  }
  return found.sort((a, b) => a.start - b.start)
}

/** A class whose body was only put in. */
export function withoutBody(statements: Stmt[], end: number): Stmt[] {
  const owner = statements[statements.length - 1]
  if (owner?.kind === 'ClassDef') {
    owner.body = []
    owner.end = Math.min(owner.end, end)
  }
  return statements
}

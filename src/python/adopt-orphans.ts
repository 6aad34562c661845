import type { ClassDef, FunctionDef, Stmt } from './ast'

/**
 * After a broken line the tolerant parser may leave the rest of a definition's body beside it. Whatever follows a definition
 * in its slice and is indented belongs into it: into the innermost last definition that is indented less.
 */
export function adoptOrphans(text: string, base: number, statements: Stmt[]): Stmt[] {
  const column = (statement: Stmt): number => columnOf(text, statement.start - base)
  const [first, ...rest] = statements
  if (!first || !isDefinition(first) || rest.length === 0) return statements
  const result: Stmt[] = [first]
  for (const statement of rest) {
    if (column(statement) === 0) result.push(statement)
    else adopt(first, statement, column)
  }
  return result
}

function adopt(root: FunctionDef | ClassDef, orphan: Stmt, column: (statement: Stmt) => number): void {
  let owner = root
  for (;;) {
    owner.end = Math.max(owner.end, orphan.end)
    const last = owner.body[owner.body.length - 1]
    if (!last || !isDefinition(last) || column(last) >= column(orphan)) break
    owner = last
  }
  orphan.parent = owner
  owner.body.push(orphan)
}

const isDefinition = (statement: Stmt): statement is FunctionDef | ClassDef =>
  statement.kind === 'FunctionDef' || statement.kind === 'ClassDef'

const columnOf = (text: string, offset: number): number => {
  const line = text.lastIndexOf('\n', offset - 1) + 1
  return /^[ \t]*/.exec(text.slice(line, offset))?.[0].length ?? 0
}

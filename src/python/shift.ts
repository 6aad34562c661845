import type { Node, Stmt } from './ast'
import { descendants } from './children'

/** Move lowered statements within their module's text, keeping every node what it is. */
export function shiftStatements(statements: readonly Stmt[], delta: number): void {
  if (delta === 0) return
  for (const statement of statements) for (const node of descendants(statement)) shiftNode(node, delta)
}

export function shiftErrors(errors: readonly { start: number; end: number }[], delta: number): void {
  for (const error of errors) {
    error.start += delta
    error.end += delta
  }
}

function shiftNode(node: Node, delta: number): void {
  node.start += delta
  node.end += delta
  switch (node.kind) {
    case 'Attribute':
      node.attrStart += delta
      break
    case 'Call':
      node.argsSpan.start += delta
      node.argsSpan.end += delta
      break
    case 'FunctionDef': case 'ClassDef': case 'Param':
      node.nameStart += delta
      break
    case 'ImportFrom':
      node.moduleStart += delta
      break
    case 'Str':
      for (const piece of node.pieces) {
        piece.start += delta
        piece.end += delta
        piece.contentStart += delta
        piece.contentEnd += delta
        for (const part of piece.parts) {
          part.start += delta
          part.end += delta
        }
      }
  }
}

import type { Node, Stmt } from './ast'
import { descendants } from './children'

/** Every node of some statements, listed once: moving them is then one plain loop. */
export const listNodes = (statements: readonly Stmt[]): Node[] => statements.flatMap((statement) => [...descendants(statement)])

/** Move lowered nodes within their module's text, keeping every node what it is. */
export function shiftNodes(nodes: readonly Node[], delta: number): void {
  for (const node of nodes) {
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
      case 'FunctionDef':
      case 'ClassDef':
      case 'Param':
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
}

export function shiftErrors(errors: readonly { start: number; end: number }[], delta: number): void {
  for (const error of errors) {
    error.start += delta
    error.end += delta
  }
}

import type { Node } from './ast'
import { childrenOf } from './children'

/**
 * In broken text the tolerant parser puts what it missed before the line break above, and what it lowers to one statement may stand
 * apart: widen every node to hold its children, and let none begin before the stretch that was parsed.
 */
export function enclose(nodes: readonly Node[], start: number): void {
  for (const node of nodes) {
    node.start = Math.max(node.start, start)
    node.end = Math.max(node.end, node.start)
    const children = childrenOf(node)
    enclose(children, start)
    for (const child of children) {
      node.start = Math.min(node.start, child.start)
      node.end = Math.max(node.end, child.end)
    }
  }
}

import type { For, Node } from '../../python/ast'

/** The part of a loop that gets a session of its own. */
export interface Round {
  readonly loop: For
  contains(node: Node): boolean
}

import type { Expr, FunctionDef } from '../../python/ast'
import type { Workspace } from '../workspace'
import type { Value } from './value'

/** How far names are followed before the answer is "unknown". */
export const maxDepth = 24

/** What resolving one kind of expression asks of the others. `depth` counts the steps from the expression that was asked for. */
export interface ValueResolver {
  readonly workspace: Workspace
  /** What an expression stands for. */
  resolve(path: string, expr: Expr, depth: number): Value
  /** What a name of a module stands for, seen from the offset `at`, or from its end. */
  named(path: string, name: string, at: number | undefined, depth: number): Value
  /** What a function gives to its caller, and where. */
  produced(path: string, fn: FunctionDef, depth: number): { readonly value: Value; readonly at: Expr } | undefined
}

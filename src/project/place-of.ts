import type { Node } from '../python/ast'
import { createLineIndex } from '../text/line-index'
import type { Workspace } from './workspace'

/** `app/jobs.py:12` */
export function placeOf(workspace: Workspace, path: string, node: Node): string {
  const text = workspace.text(path)
  if (text === undefined) return path
  const lines = workspace.memo(`project/lines:${path}`, () => createLineIndex(text))
  return `${path}:${lines.positionAt(node.start).line + 1}`
}

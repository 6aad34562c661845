import type { Edit, Fix } from '../contract/finding'
import type { Workspace } from '../project/workspace'
import type { PythonModule } from '../python/ast'
import { editsOverlap } from '../text/apply-edits'
import { dropUnusedImports, isWritten } from './imports'

/** Fixes that are applied to one file together may take the last uses of an import that each of them alone has to keep. */
export function dropLeftImports(workspace: Workspace, module: PythonModule, fixes: readonly Fix[]): readonly Edit[] {
  const edits = fixes.flatMap((fix) => fix.edits.filter(({ path }) => path === module.path))
  const dropped: Edit[] = []
  for (const name of new Set(fixes.flatMap(({ unuses = [] }) => unuses))) {
    if (isWritten(name, edits)) continue
    for (const edit of dropUnusedImports(workspace, module, [name], edits)) {
      if (!editsOverlap([edit], [...edits, ...dropped])) dropped.push({ ...edit, path: module.path })
    }
  }
  return dropped
}

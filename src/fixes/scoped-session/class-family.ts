import { basesOf } from '../../project/sessions/class-members'
import { valueOf } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { ClassDef } from '../../python/ast'
import { lastName } from '../../python/children'

export interface ClassOf {
  readonly path: string
  readonly cls: ClassDef
}

/** A class and its bases; `complete` where all of them are of this project, or hold nothing. */
export function familyOf(workspace: Workspace, own: ClassOf): { readonly classes: readonly ClassOf[]; readonly complete: boolean } {
  const classes: ClassOf[] = [own]
  let complete = true
  for (const each of classes)
    for (const base of basesOf(each.cls)) {
      const value = valueOf(workspace, each.path, base)
      if (value.kind !== 'class') complete &&= /^(object|ABC|Generic|Protocol)$/.test(lastName(base))
      else if (!classes.some((known) => known.cls === value.node)) classes.push({ path: value.path, cls: value.node })
    }
  return { classes, complete }
}

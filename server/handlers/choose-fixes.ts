import type { ChangeAnnotation } from 'vscode-languageserver'
import { type Edit, type Finding, type Fix, preferredFix } from '../../src/index'
import { editsOverlap } from '../../src/text/apply-edits'
import type { Say } from '../say'

export interface FixChoice {
  /** `unsafe` takes the safe ones too. */
  readonly safety: Fix['safety']
  /** Only of this rule. */
  readonly rule?: string
  /** Only fixes that stay in this file. */
  readonly file?: string
}

/** Fixes that do not touch each other; what overlaps waits for the next time. Files move by their own quick fix, one at a time. */
export function chooseFixes(findings: readonly Finding[], { safety, rule, file }: FixChoice): readonly Fix[] {
  const chosen = new Map<string, Fix>()
  const edits = new Map<string, Edit[]>()
  for (const finding of findings) {
    const fix = rule === undefined || finding.rule === rule ? preferredFix(finding, safety) : undefined
    if (!fix || fix.files || chosen.has(fix.id) || (file !== undefined && fix.edits.some(({ path }) => path !== file))) continue
    if (fix.edits.some((edit) => editsOverlap([edit], edits.get(edit.path) ?? []))) continue
    chosen.set(fix.id, fix)
    for (const edit of fix.edits) edits.set(edit.path, [...(edits.get(edit.path) ?? []), edit])
  }
  return [...chosen.values()]
}

/** What stands beside a fix where changes are looked at before they are made: only what is proved comes ticked. */
export const annotationOf = ({ title, safety, why }: Fix, say: Say): ChangeAnnotation =>
  safety === 'safe'
    ? { label: title, description: say('fix.safe'), needsConfirmation: false }
    : { label: title, description: whyUnsafe(why, say), needsConfirmation: true }

export const whyUnsafe = (why: string | undefined, say: Say): string => say('fix.unsafe', { why: why ?? say('fix.notProved') })

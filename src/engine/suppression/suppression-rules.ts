import type { RuleMeta } from '../../contract/rule'

const languages = ['python', 'sql', 'typescript', 'javascript', 'vue'] as const

/** The rules about suppression comments. The engine itself judges them: only it knows what a comment silenced. */
export const suppressionRules = {
  unused: {
    id: 'unused-suppression',
    family: 'suppression',
    summary: 'A suppression comment silences nothing',
    severity: 'warning',
    recommended: true,
    languages,
    fixable: true,
  },
  expired: {
    id: 'expired-suppression',
    family: 'suppression',
    summary: 'The day that a suppression names has passed',
    severity: 'error',
    recommended: true,
    languages,
    fixable: false,
  },
  withoutReason: {
    id: 'suppression-without-reason',
    family: 'suppression',
    summary: 'A suppression comment does not say why',
    severity: 'info',
    recommended: true,
    languages,
    fixable: false,
  },
} as const satisfies Record<string, RuleMeta>

export const listSuppressionRules: readonly RuleMeta[] = Object.values(suppressionRules)

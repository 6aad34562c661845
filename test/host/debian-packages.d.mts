export function findProgram(name: string): string | undefined
export function ensurePrograms(names: readonly string[]): void

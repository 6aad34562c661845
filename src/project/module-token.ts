import type { Span } from '../text/span'
import type { Workspace } from './workspace'

/** A run of word characters, dots, colons and slashes, with the word in question inside. */
export interface Token {
  readonly start: number
  readonly text: string
  readonly at: Span
}

export interface TokenReference {
  readonly span: Span
  readonly target: string
  /** A dotted path of modules, a file's path, or what a module on the way has bound by an import. */
  readonly form: 'dotted' | 'file' | 'member'
  readonly owner?: string
}

/** What a dotted path or a file's path leads to, when that is one of the targets. A lone word leads nowhere for certain. */
export function readToken(workspace: Workspace, from: string, token: Token, targets: ReadonlySet<string>): TokenReference | undefined {
  return token.text.includes('/') ? readFilePath(token, targets) : readDotted(workspace, from, token, targets)
}

function readFilePath({ start, text }: Token, targets: ReadonlySet<string>): TokenReference | undefined {
  const file = text.replace(/^(?:\.\/)+/, '').replace(/[.:]+$/, '')
  const at = start + text.indexOf(file)
  const target = [...targets].find((path) => path === file || path.endsWith(`/${file}`))
  return target === undefined ? undefined : { span: { start: at, end: at + file.length }, target, form: 'file' }
}

function readDotted(
  workspace: Workspace,
  from: string,
  { start, text, at }: Token,
  targets: ReadonlySet<string>,
): TokenReference | undefined {
  const prefix = text.slice(0, at.end - start)
  const rest = text.slice(prefix.length)
  if (!/^[A-Za-z_][\w.]*$/.test(prefix) || !(prefix.includes('.') || /^[.:]\w/.test(rest))) return undefined
  const target = workspace.resolveModule(from, prefix)
  if (target !== undefined) {
    // `old_stats.id` may be a column as well as something of a module: the module has to have it.
    const member = /^[.:](\w+)/.exec(rest)?.[1]
    const isKnown = prefix.includes('.') || (member !== undefined && workspace.resolveName(target, member) !== undefined)
    return isKnown && targets.has(target) ? { span: { start, end: at.end }, target, form: 'dotted' } : undefined
  }
  // `services.imports.client.fetch`: the module `services.imports` bound `client` by an import.
  const parts = prefix.split('.')
  for (let length = parts.length - 1; length > 0; length--) {
    const owner = workspace.resolveModule(from, parts.slice(0, length).join('.'))
    if (owner === undefined) continue
    const found = workspace.resolveName(owner, parts.slice(length).join('.'))
    return found?.kind === 'module' && targets.has(found.path) ? { span: at, target: found.path, form: 'member', owner } : undefined
  }
  return undefined
}

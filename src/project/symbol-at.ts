import type { Attribute } from '../python/ast'
import { ancestor } from '../python/children'
import { typeOf } from './types/expression-type'
import { lineageOf } from './types/members'
import type { ClassRef } from './types/python-type'
import { findSymbol } from './usages'
import type { Workspace } from './workspace'

/**
 * The name under a cursor as `findSymbol` takes it: `job.batch_id` on an object of a known class is `MarketplaceJob.batch_id`.
 * The bare word where nothing is known of it; undefined where there is none. `offset` may stand right behind the word.
 */
export function symbolAt(workspace: Workspace, path: string, offset: number): string | undefined {
  const text = workspace.text(path) ?? ''
  const isWord = (at: number): boolean => /\w/.test(text[at] ?? '')
  let start = offset
  let end = offset
  while (isWord(start - 1)) start--
  while (isWord(end)) end++
  const word = text.slice(start, end)
  if (!/^[A-Za-z_]/.test(word)) return undefined
  const dotted = /[\w.]*$/.exec(text.slice(0, start))?.[0] ?? ''
  const owners = path.endsWith('.py') ? ownersAt(workspace, path, start, end) : declaringTypes(text, start)
  const names = [...owners.map((owner) => `${owner}.${word}`), `${dotted}${word}`, word]
  return names.find((name) => findSymbol(workspace, name) !== undefined) ?? word
}

/** The classes that may have declared the attribute, keyword, method or column at a span, nearest first. */
function ownersAt(workspace: Workspace, path: string, start: number, end: number): readonly string[] {
  const inner = workspace.module(path)?.nodeAt(start, end)
  // Between `job` and `.batch_id` the innermost node may be the one around them.
  const attribute = ancestor(inner, (each): each is Attribute => each.kind === 'Attribute' && each.attrStart === start)
  const node = attribute ?? inner
  if (!node) return []
  if (node.kind === 'Attribute') return namesOf(workspace, classOf(workspace, path, node.value))
  if (node.kind === 'Keyword' && node.start === start && node.parent?.kind === 'Call')
    return namesOf(workspace, classOf(workspace, path, node.parent.func))
  const statement = node.kind === 'Name' ? node.parent : node
  const isDeclared =
    (statement?.kind === 'Assign' && statement.targets.some((target) => target === node)) ||
    (statement?.kind === 'FunctionDef' && statement.nameStart === start)
  const owner = isDeclared ? statement.parent : undefined
  return owner?.kind === 'ClassDef' ? namesOf(workspace, { path, node: owner }) : []
}

function classOf(workspace: Workspace, path: string, value: Parameters<typeof typeOf>[2]): ClassRef | undefined {
  const type = typeOf(workspace, path, value)
  return type?.kind === 'instance' || type?.kind === 'class' ? type.cls : undefined
}

const namesOf = (workspace: Workspace, cls: ClassRef | undefined): readonly string[] =>
  cls ? lineageOf({ workspace }, cls).map(({ node }) => node.name) : []

/** `interface Job { batch_id` -> Job: the type in whose braces a place of a TypeScript file stands. */
function declaringTypes(text: string, at: number): readonly string[] {
  const name = /\b(?:interface|class|type)\s+(\w+)[^{}]*\{[^{}]*$/.exec(text.slice(0, at))?.[1]
  return name === undefined ? [] : [name]
}

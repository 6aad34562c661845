import type { Call, Expr, FunctionDef, Lambda, Str } from '../python/ast'
import type { Span } from '../text/span'

/** What an expression of a revision or env.py is known to be, without running anything. Spans are those of the literal in its own file. */
export type Value =
  /** `final`: wrapped in `op.f()`, so no naming convention touches it. */
  | { readonly kind: 'text'; readonly value: string; readonly span: Span; readonly final: boolean }
  /** A string with parts that are only known at run time. */
  | { readonly kind: 'template'; readonly pieces: readonly (string | Value)[]; readonly span: Span }
  | { readonly kind: 'none'; readonly span: Span }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'dict'; readonly entries: ReadonlyMap<string, Value> }
  /** A collection of tenant schemas; `template`: is the template among them? */
  | { readonly kind: 'tenants'; readonly template: boolean | undefined }
  /** One of them: the variable of a loop over tenants. */
  | { readonly kind: 'tenant'; readonly template: boolean | undefined }
  | { readonly kind: 'batch'; readonly table: Value; readonly schema: Value | undefined; readonly call: Call }
  /** `connection`, `context`: what `op.get_bind()` and `op.get_context()` give. `session`: bound to that connection. `dbapi`: the driver's own connection. */
  | { readonly kind: 'connection' | 'context' | 'session' | 'dbapi' | 'inspector' | 'dialect' | 'dialect-name' }
  /** Read from the database's catalogue at run time. */
  | { readonly kind: 'catalogue' }
  | { readonly kind: 'function'; readonly node: FunctionDef | Lambda; readonly path: string }
  | { readonly kind: 'unknown' }

export const unknown: Value = { kind: 'unknown' }
export const catalogue: Value = { kind: 'catalogue' }

/** The literal text of a value, when it is one. */
export const textOf = (value: Value | undefined): string | undefined => (value?.kind === 'text' ? value.value : undefined)

/** Cook the escapes of a string's text part; `{{` counts as `{` in f-strings. */
export function cookPart(source: string, prefix: string): string {
  const braces = prefix.includes('f') ? source.replace(/\{\{/g, '{').replace(/\}\}/g, '}') : source
  if (prefix.includes('r') || !braces.includes('\\')) return braces
  return braces.replace(/\\(\r\n|[\s\S])/g, (all, char: string) => {
    if (char === '\n' || char === '\r\n') return ''
    const simple: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "'", '"': '"' }
    return simple[char] ?? all
  })
}

/** The value of a string literal: text, or a template when some hole stays unknown. */
export function valueOfString(node: Str, text: string, evaluate: (expr: Expr) => Value): Value {
  const pieces: (string | Value)[] = []
  for (const piece of node.pieces) {
    if (piece.prefix.includes('b')) return unknown
    for (const part of piece.parts) {
      if (part.kind === 'text') pieces.push(cookPart(text.slice(part.start, part.end), piece.prefix))
      else {
        const value = evaluate(part.expr)
        pieces.push(value.kind === 'text' ? value.value : value)
      }
    }
  }
  return joinPieces(pieces, { start: node.start, end: node.end })
}

/** Text when every piece is known, a template otherwise. */
export function joinPieces(pieces: readonly (string | Value)[], span: Span): Value {
  const flat = pieces.flatMap((piece) => (typeof piece !== 'string' && piece.kind === 'template' ? piece.pieces : [piece]))
  const known = flat.map((piece) => (typeof piece === 'string' ? piece : textOf(piece)))
  if (known.every((piece) => piece !== undefined)) return { kind: 'text', value: known.join(''), span, final: false }
  return { kind: 'template', pieces: flat, span }
}

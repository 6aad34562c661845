import type { Str, StringPart, StringPiece } from './ast'
import { type Lowering, type Parent, sourceOf, textOf } from './lower-context'
import { lowerExpr, lowerMany, unknownExpr } from './lower-expression'
import type { Raw } from './raw-tree'

/** A string literal or several implicitly concatenated ones. */
export function lowerString(lowering: Lowering, raw: Raw, parent: Parent): Str {
  const node: Str = { kind: 'Str', start: raw.start, end: raw.end, parent, pieces: [] }
  const literals = raw.type === 'concatenated_string' ? raw.kids.filter((kid) => kid.type === 'string') : [raw]
  for (const literal of literals) node.pieces.push(lowerPiece(lowering, literal, node))
  return node
}

function lowerPiece(lowering: Lowering, raw: Raw, parent: Str): StringPiece {
  const open = raw.kids[0]
  const opening = open?.type === 'string_start' ? textOf(lowering, open) : ''
  const quoteAt = opening.search(/['"]/)
  const prefix = opening.slice(0, Math.max(quoteAt, 0)).toLowerCase()
  const close = raw.kids[raw.kids.length - 1]
  const contentStart = open?.type === 'string_start' ? open.end : raw.start
  const contentEnd = close?.type === 'string_end' && !close.missing ? close.start : raw.end
  const piece = { start: raw.start, end: raw.end, prefix, quote: opening.slice(Math.max(quoteAt, 0)), contentStart, contentEnd }
  return { ...piece, parts: lowerParts(lowering, raw, contentStart, contentEnd, parent) }
}

function lowerParts(lowering: Lowering, raw: Raw, from: number, to: number, parent: Str): StringPart[] {
  const parts: StringPart[] = []
  let at = from
  for (const kid of raw.kids) {
    if (kid.type !== 'interpolation') continue
    if (kid.start > at) parts.push(textPart(lowering, at, kid.start))
    parts.push(lowerHole(lowering, kid, parent))
    at = kid.end
  }
  if (to > at) parts.push(textPart(lowering, at, to))
  return parts
}

const textPart = (lowering: Lowering, start: number, end: number): StringPart => ({
  kind: 'text',
  start,
  end,
  source: sourceOf(lowering, start, end),
})

function lowerHole(lowering: Lowering, raw: Raw, parent: Str): StringPart {
  const conversion = raw.kids.find((kid) => kid.type === 'type_conversion')
  const format = raw.kids.find((kid) => kid.type === 'format_specifier')
  const values = raw.kids.filter((kid) => kid.named && kid !== conversion && kid !== format && kid.type !== 'ERROR' && !kid.missing)
  const [value] = values
  return {
    kind: 'hole',
    start: raw.start,
    end: raw.end,
    expr: value && values.length === 1 ? lowerExpr(lowering, value, parent) : unknownHole(lowering, raw, parent),
    conversion: conversion ? textOf(lowering, conversion).slice(1) : undefined,
    format: format ? textOf(lowering, format).slice(1) : undefined,
  }
}

function unknownHole(lowering: Lowering, raw: Raw, parent: Str) {
  const node = unknownExpr(raw, parent)
  node.children = lowerMany(lowering, raw.kids, node)
  return node
}

import type { SqlLiteral, SqlSegment } from '../sql/sql-text'
import type { Span } from '../text/span'

/** What is put in at a placeholder, by position or name; always answers, with the whole argument list when the value is not known. */
export interface Values {
  at(index: number): (placeholder: Span) => SqlSegment[]
  of(name: string): (placeholder: Span) => SqlSegment[]
}

const percent = /%(?:\((\w+)\))?[#0\- +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[hlL]?([diouxXeEfFgGcrsa%])/g

/** `"… %s …" % value`, `%(name)s`, `%%`. */
export function fillPercent(template: readonly SqlSegment[], values: Values): SqlSegment[] {
  let next = 0
  return fill(template, percent, ({ match, groups: [name, type], place }) => {
    if (type === '%') return [{ kind: 'literal', text: '%', source: place, exact: false }]
    const value = name === undefined ? values.at(next++)(place) : values.of(name)(place)
    return /^%(?:\(\w+\))?[sdi]$/.test(match) ? value : value.map(asFormatted)
  })
}

const braces = /\{\{|\}\}|\{(\w*)((?:\.\w+|\[[^\]{}]*\])*)(?:![rsa])?(?::(?:[^{}]|\{[^{}]*\})*)?\}/g

/** `"… {} {0} {name.attr!r:>10} …".format(…)`, `{{`. */
export function fillBraces(template: readonly SqlSegment[], values: Values): SqlSegment[] {
  let next = 0
  return fill(template, braces, ({ match, groups: [field = ''], place }) => {
    if (match === '{{' || match === '}}') return [{ kind: 'literal', text: match[0] ?? '', source: place, exact: false }]
    const value = field === '' ? values.at(next++)(place) : /^\d+$/.test(field) ? values.at(Number(field))(place) : values.of(field)(place)
    return /^\{\w*(?:!s)?\}$/.test(match) ? value : value.map(asFormatted)
  })
}

const asFormatted = (segment: SqlSegment): SqlSegment => (segment.kind === 'hole' ? { ...segment, formatted: true } : segment)

interface Placeholder {
  readonly match: string
  readonly groups: readonly (string | undefined)[]
  readonly place: Span
}

function fill(template: readonly SqlSegment[], pattern: RegExp, replace: (placeholder: Placeholder) => SqlSegment[]): SqlSegment[] {
  return template.flatMap((segment) => {
    if (segment.kind !== 'literal') return [segment]
    const filled: SqlSegment[] = []
    let from = 0
    for (const found of segment.text.matchAll(pattern)) {
      const to = found.index + found[0].length
      filled.push(...cut(segment, from, found.index))
      filled.push(...replace({ match: found[0], groups: found.slice(1), place: placeOf(segment, found.index, to) }))
      from = to
    }
    return from === 0 ? [segment] : [...filled, ...cut(segment, from, segment.text.length)]
  })
}

const placeOf = ({ source, exact }: SqlLiteral, from: number, to: number): Span =>
  exact ? { start: source.start + from, end: source.start + to } : { start: source.start, end: source.end }

const cut = (literal: SqlLiteral, from: number, to: number): SqlLiteral[] =>
  from < to ? [{ ...literal, text: literal.text.slice(from, to), source: placeOf(literal, from, to) }] : []

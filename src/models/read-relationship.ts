import type { Call, Expr } from '../python/ast'
import { stringValue } from '../python/strings'
import type { Span } from '../text/span'
import { classNameOf, headOf, mappedType } from './annotations'
import { isFalse, isTrue, keywordOf } from './evaluate'
import type { Relationship } from './model'

/** A `relationship(…)` call: its target by name, and whether it holds many. */
export function readRelationship(path: string, attribute: string, span: Span, call: Call, annotation: Expr | undefined): Relationship {
  const argument = call.args[0] ?? keywordOf(call, 'argument')
  const mapped = annotation ? (mappedType(annotation) ?? annotation) : undefined
  const list = mapped
    ? /^(List|list|Set|set|Sequence|WriteOnlyMapped|DynamicMapped)$/.test(mapped.kind === 'Subscript' ? headOf(mapped.value) : '')
    : undefined
  const uselist = keywordOf(call, 'uselist')
  const target = argument ? classNameOf(argument) : mapped ? classNameOf(mapped) : undefined
  const given = keywordOf(call, 'secondary')
  const table = given?.kind === 'Str' ? stringValue(given) : undefined
  const secondary = given && table !== undefined ? { at: given, table } : undefined
  return { attribute, path, span, target, secondary, uselist: isFalse(uselist) ? false : isTrue(uselist) ? true : list }
}

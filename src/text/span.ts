/** A half-open range of UTF-16 offsets into one text: `end` is the first offset after it; an insertion point has `start === end`. */
export interface Span {
  readonly start: number
  readonly end: number
}

export const spanOf = ({ start, end }: Span): Span => ({ start, end })

export const contains = (outer: Span, inner: Span): boolean => outer.start <= inner.start && inner.end <= outer.end

/** Do two spans share text? Two insertions at one point count as sharing: their order would be a guess. */
export const overlaps = (a: Span, b: Span): boolean =>
  a.start === a.end || b.start === b.end ? a.start <= b.end && b.start <= a.end : a.start < b.end && b.start < a.end

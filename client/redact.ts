/** The text without passwords: connection URLs end after their scheme, and what follows `password` is cut. */
export function redact(text: string): string {
  return text
    .replace(/\b(postgres(?:ql)?(?:\+\w+)?:\/\/)[^\s"'\\]*/g, '$1…')
    .replace(/(password[\\"']*\s*[=:]\s*[\\"']*)[^\s\\"',;}]+/gi, '$1…')
}

/** Whatever is logged beside a message; objects as JSON. */
export function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redact(value)
  if (value instanceof Error) return redact(value.stack ?? value.message)
  return value === undefined ? value : redact(JSON.stringify(value) ?? '')
}

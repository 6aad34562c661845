/** What a `.env` file says about one name. Nothing is run and nothing expanded; other names are not looked at. */
export type EnvValue =
  | { readonly kind: 'value'; readonly value: string }
  /** It holds `${…}` or `$(…)`, which only a shell could fill in. */
  | { readonly kind: 'not-plain' }

/** `NAME=value`, `export NAME='value'`, `NAME="value" # comment`; the last one counts, as with python-dotenv. */
export function readEnvValue(text: string, name: string): EnvValue | undefined {
  const line = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(?:'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|([^\r\n]*))/gm
  let found: EnvValue | undefined
  for (const [, key, single, double, bare] of text.replace(/^\uFEFF/, '').matchAll(line)) {
    if (key !== name) continue
    if (single !== undefined) found = { kind: 'value', value: single }
    else {
      const value = double === undefined ? (bare ?? '').replace(/(^|\s)#.*$/, '').trim() : double.replace(/\\(["\\$])/g, '$1')
      found = /\$[{(]/.test(double ?? value) ? { kind: 'not-plain' } : { kind: 'value', value }
    }
  }
  return found
}

import type { Captures, Grammar, Rule } from './grammar'

/**
 * SQL inside Python strings, where a call says that the string is SQL: `text("…")`, `op.execute("…")`, `exec_driver_sql("…")` always,
 * `.execute("…")` and its kin when the string begins like SQL.
 *
 * A string on one line is matched as a whole and its content tokenised alone, so that no open quote of the SQL can swallow the closing
 * quote of the Python string. In triple-quoted strings every rule of ours ends before the delimiter, and ours come before those of the
 * SQL grammar that would not.
 */
export const sqlInPython: Grammar = {
  scopeName: 'source.python.injection.tenantscope-sql',
  injectionSelector: 'L:source.python -comment -string -meta.embedded.inline.sql',
  patterns: [{ include: '#sqlCall' }, { include: '#maybeSqlCall' }],
  repository: {
    sqlCall: call(
      '(?<![\\w.])text|(?<=\\b(?:sa|db)\\.)text|(?<=\\bsqlalchemy\\.)text|(?<=\\bop\\.)execute|(?<=\\.)exec_driver_sql',
      '#sqlString',
    ),
    maybeSqlCall: call('(?<=\\.)(?:execute|executemany|scalar|scalars|fetch|fetchrow|fetchval)', '#maybeSqlString'),
    sqlString: { patterns: strings('') },
    maybeSqlString: { patterns: strings('(?=\\s*(?:$|(?i:{words})\\b))'.replace('{words}', firstWords().join('|'))) },
    hole: hole(),
    placeholder: placeholder(),
  },
}

/** Words that a statement, or its continuation in the next literal, begins with. */
function firstWords(): readonly string[] {
  const statements =
    'alter|analyze|begin|call|cluster|comment|commit|copy|create|delete|discard|do|drop|explain|grant|insert|listen|lock|merge|notify'
  const more = 'reassign|refresh|reindex|release|reset|revoke|rollback|savepoint|select|set|show|table|truncate|update|vacuum|values|with'
  const continuations =
    'and|from|group\\s+by|having|inner\\s+join|join|left\\s+join|limit|on\\s+conflict|or|order\\s+by|returning|union|where'
  return [statements, more, continuations].flatMap((line) => line.split('|'))
}

/** The call up to its closing parenthesis: SQL in the first argument only, plain Python after the first comma. */
function call(callee: string, string: string): Rule {
  return {
    name: 'meta.function-call.python',
    begin: `(?<!\\bdef )(?<!\\bclass )\\b(${callee})\\s*(\\()`,
    beginCaptures: { 1: { name: 'meta.function-call.generic.python' }, 2: { name: 'punctuation.definition.arguments.begin.python' } },
    end: '\\)',
    endCaptures: { 0: { name: 'punctuation.definition.arguments.end.python' } },
    patterns: [
      {
        begin: ',',
        beginCaptures: { 0: { name: 'punctuation.separator.arguments.python' } },
        end: '(?=\\))',
        patterns: [{ include: 'source.python' }],
      },
      { include: string },
      { include: 'source.python' },
    ],
  }
}

/** Every spelling of a Python string literal; `ahead` is a lookahead that its content must meet. */
function strings(ahead: string): readonly Rule[] {
  const quotes = ['"""', "'''", '"', "'"]
  return quotes.flatMap((quote) => [stringLiteral(quote, true, ahead), stringLiteral(quote, false, ahead)])
}

function stringLiteral(quote: string, isFormat: boolean, ahead: string): Rule {
  const prefix = isFormat ? '(?i:fr|rf|f)' : '(?i:br|rb|r|b|u)?'
  const content = { name: 'meta.embedded.inline.sql', patterns: sql(quote, isFormat) }
  // Python's grammar takes a literal at the beginning of a line for a docstring, from the indentation on: so must we.
  const begin = `(?:^\\s*|(?<!\\w))(${prefix})(${quote})`
  if (quote.length === 3) {
    return {
      begin: `${begin}${ahead}`,
      beginCaptures: opening(isFormat, 1, 2),
      end: quote,
      endCaptures: { 0: { name: delimiterScope('end', isFormat) } },
      contentName: content.name,
      patterns: content.patterns,
    }
  }
  // The content may hold no bare line break, but a backslash may stand before one; then the literal is left to Python.
  return {
    match: `${begin}(?!${quote}${quote})${ahead}((?:[^${quote}\\\\]|\\\\.)*)(${quote})`,
    captures: { ...opening(isFormat, 1, 2), 3: content, 4: { name: delimiterScope('end', isFormat) } },
  }
}

function opening(isFormat: boolean, prefix: number, quote: number): Captures {
  return { [prefix]: { name: 'storage.type.string.python' }, [quote]: { name: delimiterScope('begin', isFormat) } }
}

function delimiterScope(side: 'begin' | 'end', isFormat: boolean): string {
  const literal = isFormat ? 'string.interpolated.python string.quoted.single.python' : 'string.quoted.single.python'
  return `${literal} punctuation.definition.string.${side}.python`
}

/** Inside the string: holes and placeholders first, then what could run past the string's end, then the SQL grammar. */
function sql(quote: string, isFormat: boolean): readonly Rule[] {
  const stop = quote.length === 3 ? `(?=${quote})` : '(?!)'
  const inner: readonly Rule[] = [
    { include: isFormat ? '#hole' : '#placeholder' },
    { name: 'constant.character.escape.python', match: '\\\\.' },
  ]
  const quoted = (mark: string, name: string): Rule => ({ name, begin: mark, end: `${mark}|${stop}`, patterns: inner })
  const marks = [quoted("'", 'string.quoted.single.sql'), quoted('"', 'string.quoted.double.sql')].filter(({ begin }) => begin !== quote)
  return [
    ...inner,
    { name: 'variable.parameter.bind.sql', match: '(?<![:\\w]):[A-Za-z_]\\w*' },
    { name: 'constant.character.format.placeholder.other.python', match: '%(?:\\(\\w+\\))?[sbt%]' },
    // In a triple-quoted string the comment ends with the line or with the string, whichever comes first.
    { name: 'comment.line.double-dash.sql', begin: '--', end: `$|${stop}`, patterns: inner },
    { name: 'comment.block.sql', begin: '/\\*', end: `\\*/|${stop}`, patterns: inner },
    ...marks,
    // The SQL grammar opens regular expressions, brackets, comments and quotes of other dialects with these; PostgreSQL has operators.
    { name: 'keyword.operator.sql', match: '[/%#`\\[\\]]|\\$\\w*\\$|->>?' },
    { include: 'source.sql' },
  ]
}

/** `{expression!r:format}` of an f-string: Python again. `{{` is a brace. */
function hole(): Rule {
  return {
    patterns: [
      { name: 'constant.character.escape.python', match: '\\{\\{|\\}\\}' },
      {
        name: 'meta.embedded.line.python',
        begin: '\\{',
        beginCaptures: { 0: { name: 'constant.character.format.placeholder.other.python' } },
        end: '\\}',
        endCaptures: { 0: { name: 'constant.character.format.placeholder.other.python' } },
        patterns: [
          { match: '(![rsa])?(:[^{}]*)(?=\\})', captures: { 0: { name: 'storage.type.format.python' } } },
          { include: 'source.python' },
        ],
      },
    ],
  }
}

/** `{schema}` and `{0}` of a string that goes through `.format()`. */
function placeholder(): Rule {
  return { name: 'constant.character.format.placeholder.other.python', match: '\\{[\\w.\\[\\]]*(?:![rsa])?(?::[^{}]*)?\\}' }
}

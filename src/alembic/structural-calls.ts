/**
 * What an upgrade does to the structure, as text that two versions of a file can be compared by. Data, settings, guards, defaults that are
 * written out, another way to say the same and the way back leave the databases that have run it as they are.
 */
export function structuralCalls(text: string): string {
  const tokens = upgradeTokens(text)
  return tokens
    .flatMap(({ text: name }, at) => {
      if (!structural.test(name) || tokens[at + 1]?.text !== '(' || tokens[at - 1]?.text === 'def') return []
      const inside = tokens.slice(at + 2, closing(tokens, at + 1))
      // `status.create(bind)`: what it is given is the connection.
      if (name === 'create' || name === 'drop') return [name]
      if (!name.startsWith('exec')) return [`${name}(${renderArguments(inside, name)})`]
      const statement = renderStatement(inside)
      return statement === undefined ? [] : [`execute(${statement})`]
    })
    .join('\n')
}

/** Calls that may change a structure: `op.add_column(…)`, `batch_op.drop_index(…)`, `status.create(…)`, `op.execute("ALTER …")`. */
const structural = /^(?:(?:create|drop|rename)(?:_\w+)?|add_column|alter_column|batch_alter_table|execute\w*|exec_driver_sql)$/

interface Token {
  /** A string has none: what it says is `value`. */
  readonly text: string
  readonly value: string | undefined
}

const pattern =
  /[rbfu]{0,2}(?:("""|''')((?:[^\\"']|\\[\s\S]|(?!\1)["'])*)\1|(["'])((?:[^\\"'\n]|\\[\s\S]|(?!\3)["'])*)\3)|#[^\n]*|[\p{L}_][\p{L}\p{N}_]*|\d[\w.]*|\S/giu

/** The functions of a revision but for those that go back. Strings that stand side by side are one. */
function upgradeTokens(text: string): Token[] {
  const tokens: Token[] = []
  let kept = false
  for (const match of text.matchAll(pattern)) {
    const [whole, , long, , short] = match
    if (whole.startsWith('#')) continue
    const beginsLine = match.index === 0 || text[match.index - 1] === '\n'
    if (beginsLine && !/^[)\]}]$/.test(whole)) {
      const name = /^(?:async\s+)?def\s+(\w+)/.exec(text.slice(match.index, match.index + 200))?.[1]
      if (name !== undefined) kept = !/downgrade/i.test(name)
    }
    if (!kept) continue
    const value = long ?? short
    const before = tokens.at(-1)
    if (value !== undefined && before?.value !== undefined) tokens.splice(-1, 1, { ...before, value: before.value + value })
    else tokens.push({ text: value === undefined ? whole : '', value })
  }
  return tokens
}

/** Where the bracket that opens at a token closes. */
function closing(tokens: readonly Token[], start: number): number {
  let depth = 0
  for (let at = start; at < tokens.length; at++) {
    const text = tokens[at]?.text ?? ''
    if (/^[([{]$/.test(text)) depth++
    else if (/^[)\]}]$/.test(text) && --depth === 0) return at
  }
  return tokens.length
}

/** What commas part. A comma at the end parts nothing. */
function split(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = []
  let from = 0
  for (let at = 0; at < tokens.length; at++) {
    const text = tokens[at]?.text ?? ''
    if (/^[([{]$/.test(text)) at = closing(tokens, at)
    else if (text === ',') {
      parts.push(tokens.slice(from, at))
      from = at + 1
    }
  }
  return from < tokens.length ? [...parts, tokens.slice(from)] : parts
}

function renderArguments(tokens: readonly Token[], callee: string): string {
  const positional: string[] = []
  const named: string[] = []
  for (const part of split(tokens)) {
    const [name, equals, value] = part
    if (name === undefined || equals?.text !== '=' || value?.text === '=') positional.push(render(part))
    else if (!isIdle(callee, name.text, render(part.slice(2)))) named.push(render(part))
  }
  return [...positional, ...named.sort()].join(',')
}

/** An argument that a database does not notice. */
function isIdle(callee: string, name: string, value: string): boolean {
  if (/^(?:existing_\w+|if_(?:not_)?exists|checkfirst|postgresql_concurrently)$/.test(name)) return true
  if (name === 'schema' && value === 'none') return true
  if (callee === 'create_index') return name === 'unique' && value === 'false'
  if (callee !== 'Column') return false
  return /^(?:default|onupdate)$/.test(name) || /^(?:nullable=true|(?:unique|index|primary_key)=false|\w+=none)$/.test(`${name}=${value}`)
}

function render(tokens: readonly Token[]): string {
  let written = ''
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]
    if (token === undefined) break
    const { text, value } = token
    if (value !== undefined) written += `'${normalise(value)}'`
    // Where a name comes from does not matter: `sa.Column`, `Column`.
    else if (/^[\p{L}_]/u.test(text) && tokens[at + 1]?.text === '.') at++
    // `op.f("ix_a")` is the name.
    else if (text === 'f' && tokens[at + 1]?.text === '(') continue
    else if (!/^[([{]$/.test(text)) written += `${/^\w/.test(text) && /\w$/.test(written) ? ' ' : ''}${text.toLowerCase()}`
    else {
      const end = closing(tokens, at)
      const inside = tokens.slice(at + 1, end)
      const before = tokens[at - 1]
      const callee = before !== undefined && (before.value !== undefined || /^[\w)\]]/.test(before.text)) ? before.text : undefined
      const isGroup = text === '(' && (callee === undefined || callee === 'f') && inside.at(-1)?.text !== ',' && split(inside).length === 1
      const rendered = renderArguments(inside, callee ?? '')
      // `sa.Integer()` and `sa.Integer` are one type.
      if (isGroup) written += rendered
      else if (text !== '(' || callee === undefined || rendered !== '') written += `${text}${rendered}${tokens[end]?.text ?? ''}`
      at = end
    }
  }
  return written
}

/** The statements of an `execute(…)` that change the structure, told by their first word. */
function renderStatement(inside: readonly Token[]): string | undefined {
  let [written = []] = split(inside)
  for (;;) {
    const start = written.findIndex(({ text }, at) => !(/^\w/.test(text) && written[at + 1]?.text === '.') && text !== '.')
    if (start > 0) written = written.slice(start)
    const [head, next] = written
    if (head !== undefined && /^(?:text|DDL)$/.test(head.text) && next?.text === '(')
      written = split(written.slice(2, closing(written, 1)))[0] ?? []
    else if (head?.text === '(') written = written.slice(1, closing(written, 0))
    else break
  }
  const [head, ...rest] = written
  if (head === undefined) return undefined
  if (head.value === undefined) return /^(?:Create|Drop|Alter)[A-Z]/.test(head.text) ? render(written) : undefined
  const sql = head.value.replace(/\\(?:\r?\n|[nrt])|--[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
  // The body of a function or a DO block is one whole.
  const statements = (sql.includes('$') ? [sql] : sql.split(';')).filter((each) =>
    /^\s*(?:(?:create|alter|drop|rename)\b|do\b[\s\S]*\b(?:create|alter|drop|rename)\b)/i.test(each),
  )
  return statements.length > 0 ? `'${statements.map(normalise).join(';')}'${render(rest)}` : undefined
}

const normalise = (value: string): string =>
  value
    .replace(/\bIF\s+(?:NOT\s+)?EXISTS\b|\bCONCURRENTLY\b/gi, '')
    .replace(/\\(?=["'])|["\s]/g, '')
    .toLowerCase()

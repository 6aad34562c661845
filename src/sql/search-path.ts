import type { Span } from '../text/span'
import type { OpenSetting, SearchPathChange, SqlName } from './analysis'
import type { SqlToken } from './lex'
import type { ParsedStatement } from './parse-statements'
import { flagAt, listAt, locationOf, objectAt, type PgObject, stringConstant, textAt, untag } from './pg-node'
import { isNameToken, type SourceNames } from './source-names'

const restWords: ReadonlySet<string> = new Set(['public', '$user', 'pg_catalog'])

/** SET, RESET and their kin, from the tree; undefined when the statement sets something else. */
export function searchPathOfSet(node: PgObject, statement: ParsedStatement, names: SourceNames): SearchPathChange | undefined {
  if (textAt(node, 'name') !== 'search_path') return undefined
  return searchPathOfTokens(statement, names)
}

/**
 * The same from tokens alone: `SET [SESSION|LOCAL] search_path TO …`, `SET … SCHEMA '…'`, `RESET search_path`, and a hole where SET should
 * stand. Undefined when the text is not such a statement to its last token (prose begins with "set search_path" too).
 */
export function searchPathOfTokens({ firstToken, endToken }: ParsedStatement, names: SourceNames): SearchPathChange | undefined {
  const tokens = names.tokens.slice(firstToken, endToken)
  const first = tokens[0]
  const last = tokens.at(-1)
  if (!first || !last) return undefined
  const span = names.toHost({ start: first.start, end: last.end })
  if (first.text === 'reset')
    return tokens.length === 2 && isSearchPath(tokens[1])
      ? {
          form: 'reset',
          via: 'RESET',
          members: [],
          value: 'default',
          transactionLocal: false,
          item: undefined,
          binds: [],
          span,
          valueSpan: undefined,
        }
      : undefined
  const isHole = /^[\ue000-\uefff]__$/.test(first.text)
  if (first.text !== 'set' && !isHole) return undefined
  let at = 1
  const scope = tokens[at]?.text
  const isLocal = scope === 'local'
  if (isLocal || scope === 'session') at++
  const subject = tokens[at]
  if (subject?.text === 'schema' && tokens[at + 1]?.type === 'string') at++
  else if (isSearchPath(subject)) {
    at++
    const link = tokens[at]
    if (link && (link.text === 'to' || link.text === '=')) at++
    else if (link && !names.nameOf(link).holes.length) return undefined
  } else return undefined
  const via = subject?.text === 'schema' ? 'SET SCHEMA' : 'SET'
  const list = tokens.slice(at)
  const members = listMembers(list, names)
  if (!members) return undefined
  const isDefault = list.length === 1 && list[0]?.text === 'default'
  const valueSpan = list[0] ? names.toHost({ start: list[0].start, end: last.end }) : undefined
  return {
    form: isDefault || isRest(members) ? 'reset' : isLocal ? 'local' : 'session',
    via,
    members: isDefault ? [] : members,
    value: isDefault ? 'default' : 'list',
    transactionLocal: isHole ? undefined : isLocal,
    item: undefined,
    binds: list[0] ? names.bindsIn({ start: list[0].start, end: last.end }) : [],
    span,
    valueSpan,
  }
}

const isSearchPath = (token: SqlToken | undefined): boolean =>
  token !== undefined && (token.text === 'search_path' || token.text.toLowerCase() === '"search_path"')

const isRest = (members: readonly SqlName[]): boolean =>
  members.length > 0 && members.every(({ text }) => text !== undefined && restWords.has(text))

const memberTypes: ReadonlySet<SqlToken['type']> = new Set(['word', 'quoted', 'bind', 'string', 'number'])

/** `a, "b", 'c'` to the end; undefined when it is something else. A hole may stand for any part of the list, so text may follow one. */
function listMembers(tokens: readonly SqlToken[], names: SourceNames): readonly SqlName[] | undefined {
  const members: SqlName[] = []
  let expectName = true
  for (const token of tokens) {
    const isMember = memberTypes.has(token.type)
    if (isMember && (expectName || names.nameOf(token).holes.length > 0 || members.at(-1)?.holes.length)) {
      members.push(names.nameOf(token))
      expectName = false
    } else if (token.type === 'punct' && token.text === ',' && !expectName) expectName = true
    else return undefined
  }
  return members
}

/** set_config(…), from its FuncCall. */
export function readSetConfig(
  call: PgObject,
  statement: ParsedStatement,
  names: SourceNames,
  item: number | undefined,
): { readonly change: SearchPathChange } | { readonly open: OpenSetting } | undefined {
  const location = locationOf(call)
  const first = location === undefined ? undefined : names.tokenAt(statement.offsetOf(location))
  if (first === undefined) return undefined
  const [setting, , local] = listAt(call, 'args')
  const settingName = stringConstant(setting)
  const args = splitArguments(first, names)
  if (!args) return undefined
  const [settingTokens, valueTokens = []] = args.parts
  const start = names.tokens[first]?.start ?? 0
  const span = names.toHost({ start, end: args.end })
  const only = settingTokens?.length === 1 ? settingTokens[0] : undefined
  const transactionLocal = booleanConstant(local)
  if (settingName === undefined || (only && names.nameOf(only).holes.length > 0)) {
    if (!only) return undefined
    const value = valueTokens.length === 1 && valueTokens[0] ? names.nameOf(valueTokens[0]) : undefined
    return { open: { setting: names.nameOf(only), value, transactionLocal, span } }
  }
  if (settingName.toLowerCase() !== 'search_path') return undefined
  return { change: setConfigChange(valueTokens, transactionLocal, item, span, names) }
}

/** The same when the statement does not parse: `set_config ( 'search_path' , value , true )` somewhere in its tokens. */
export function setConfigOfTokens({ firstToken, endToken }: ParsedStatement, names: SourceNames): SearchPathChange | undefined {
  for (let i = firstToken; i < endToken; i++) {
    const token = names.tokens[i]
    if (token?.text !== 'set_config') continue
    const args = splitArguments(i, names)
    const [setting, value = [], local] = args?.parts ?? []
    const settingToken = setting?.length === 1 ? setting[0] : undefined
    if (!args || settingToken?.type !== 'string' || names.nameOf(settingToken).text?.toLowerCase() !== 'search_path') continue
    const word = local?.length === 1 ? local[0]?.text : undefined
    return setConfigChange(
      value,
      word === 'true' ? true : word === 'false' ? false : undefined,
      undefined,
      names.toHost({ start: token.start, end: args.end }),
      names,
    )
  }
  return undefined
}

function setConfigChange(
  value: readonly SqlToken[],
  transactionLocal: boolean | undefined,
  item: number | undefined,
  span: Span,
  names: SourceNames,
): SearchPathChange {
  const [first] = value
  const last = value.at(-1)
  const range = first && last ? { start: first.start, end: last.end } : undefined
  const isSimple = value.length === 1 || (value.length === 3 && value[1]?.text === '::' && value[2]?.text === 'text')
  const members =
    !isSimple || !first ? [] : first.type === 'string' ? membersOfLiteral(first, names) : isNameToken(first) ? [names.nameOf(first)] : []
  return {
    form: isSimple && isRest(members) ? 'reset' : 'set_config',
    via: 'set_config',
    members,
    value: isSimple && members.length > 0 ? 'list' : 'expression',
    transactionLocal,
    item,
    binds: range ? names.bindsIn(range) : [],
    span,
    valueSpan: range ? names.toHost(range) : undefined,
  }
}

/** The list inside `'user_1, public'`: set_config splits its text as SET does. */
function membersOfLiteral(token: SqlToken, names: SourceNames): readonly SqlName[] {
  const whole = names.nameOf(token)
  if (whole.pattern === '') return [whole]
  const members: SqlName[] = []
  let from = token.content.start
  const pieces = token.text.slice(token.content.start - token.start, token.content.end - token.start).split(',')
  for (const piece of pieces) {
    const start = from + (piece.length - piece.trimStart().length)
    const name = names.nameWithin(token, { start, end: Math.max(start, from + piece.trimEnd().length) })
    const unquoted = /^"(.*)"$/s.exec(name.pattern)?.[1]
    members.push(unquoted === undefined ? name : { ...name, pattern: unquoted, text: name.text === undefined ? undefined : unquoted })
    from += piece.length + 1
  }
  return members
}

/** The argument tokens of the call whose (possibly qualified) name starts at a token. */
function splitArguments(
  first: number,
  names: SourceNames,
): { readonly parts: readonly (readonly SqlToken[])[]; readonly end: number } | undefined {
  let at = names.dottedNames(first).next
  if (names.tokens[at]?.text !== '(') return undefined
  const parts: SqlToken[][] = [[]]
  let depth = 1
  for (at++; at < names.tokens.length; at++) {
    const token = names.tokens[at]
    if (!token) break
    if (token.type === 'punct') {
      if (token.text === '(' || token.text === '[') depth++
      if (token.text === ')' || token.text === ']') depth--
      if (depth === 0) return { parts, end: token.end }
      if (token.text === ',' && depth === 1) {
        parts.push([])
        continue
      }
    }
    parts.at(-1)?.push(token)
  }
  return undefined
}

function booleanConstant(value: unknown): boolean | undefined {
  const found = untag(value)
  if (found?.tag === 'A_Const') {
    const bool = objectAt(found.node, 'boolval')
    return bool ? flagAt(bool, 'boolval') : undefined
  }
  return undefined
}

/** `UPDATE pg_settings SET setting = … WHERE name = 'search_path'`, which is set_config in disguise. */
export function searchPathOfUpdate(node: PgObject, statement: ParsedStatement, names: SourceNames): SearchPathChange | undefined {
  if (textAt(objectAt(node, 'relation'), 'relname') !== 'pg_settings') return undefined
  if (!JSON.stringify(node.whereClause ?? null).includes('"search_path"')) return undefined
  const target = listAt(node, 'targetList')
    .map(untag)
    .find((found) => textAt(found?.node, 'name') === 'setting')
  const location = locationOf(target?.node)
  const at = location === undefined ? undefined : names.tokenAt(statement.offsetOf(location))
  const value = at === undefined ? undefined : names.tokens[at + 2]
  const span = names.toHost(statement)
  return { ...setConfigChange(value ? [value] : [], false, undefined, span, names), via: 'pg_settings' }
}

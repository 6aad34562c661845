/**
 * Copies the sample, written differently: other local names, other indentation, strings in pieces, calls over several lines,
 * CRLF here and there, emoji in comments. The code means the same; its planted.json says where everything stands now.
 *
 *     node mutate.mjs TARGET [SEED]
 *
 * The same seed gives the same bytes. A TARGET that exists is refused.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const SAMPLE = fileURLToPath(new URL('.', import.meta.url))
const LEFT_OUT = new Set(['__pycache__', '.pytest_cache', 'node_modules'])
const EMOJI = ['🧭', '🚀', '🧵', '🪑', '🧑‍🔧', '🇪🇺']

/** Names that mean nothing to SQLAlchemy, FastAPI, pytest or a keyword argument, so that the whole tree can change them. */
const RENAMED = {
  db: ['sess', 'store', 'handle'],
  user_db: ['scoped', 'pair', 'session_and_user'],
  current_user: ['me', 'owner', 'signed_in'],
  schema_name: ['ns', 'namespace', 'tenant_schema'],
  tenant_engine: ['own_engine', 'bound_engine'],
  rows: ['records', 'answers'],
  row: ['record', 'answer'],
  schemas: ['tenant_names', 'all_schemas'],
  users: ['people', 'customers'],
  user_ids: ['ids', 'customer_ids'],
  statement: ['stmt', 'sentence'],
  batch: ['bundle', 'parcel'],
  changed: ['touched', 'modified'],
  cancelled: ['stopped', 'given_up'],
  counts: ['tally', 'numbers'],
  titles: ['headings', 'labels'],
  found: ['hit', 'existing'],
}

/** Rules whose finding stands on a string when the planted entry names no column. */
const ON_THE_STRING = new Set([
  'raw-search-path',
  'search-path-leak',
  'show-search-path',
  'like-clone',
  'tenant-pattern-wildcard',
  'unscoped-raw-sql',
  'unquoted-schema',
  'search-path-lost',
])

/** Writes the mutated sample to `target`, a folder that does not exist yet. */
export function mutateSample(target, seed) {
  if (existsSync(target)) throw new Error(`${target} exists already; name a folder that does not`)
  const random = createRandom(seed)
  const names = Object.fromEntries(Object.entries(RENAMED).map(([from, to]) => [from, pick(random, to)]))
  const planted = JSON.parse(readFileSync(join(SAMPLE, 'planted.json'), 'utf8'))
  for (const path of [...listFiles('backend'), ...listFiles('client')]) {
    const before = readFileSync(join(SAMPLE, path), 'utf8')
    const edits = editsFor(path, before, names, random)
    const after = applyEdits(before, edits)
    for (const entry of [...planted.positives, ...planted.suppressed, ...planted.lookAlikes]) {
      if (entry.path === path && entry.moved === undefined) moveEntry(entry, path, before, after, edits)
    }
    mkdirSync(dirname(join(target, path)), { recursive: true })
    writeFileSync(join(target, path), random() < 0.25 ? after.replaceAll('\n', '\r\n') : after)
  }
  for (const entry of [...planted.positives, ...planted.suppressed, ...planted.lookAlikes]) delete entry.moved
  writeFileSync(join(target, 'planted.json'), `${JSON.stringify(planted, null, 2)}\n`)
}

function editsFor(path, text, names, random) {
  if (path.endsWith('.py')) return pythonEdits(text, names, random)
  const comment = { ts: (note) => `// ${note}\n`, vue: (note) => `<!-- ${note} -->\n`, sql: (note) => `-- ${note}\n` }
  const write = comment[path.slice(path.lastIndexOf('.') + 1)]
  return write ? [{ start: 0, end: 0, text: write(pick(random, EMOJI)) }] : []
}

function pythonEdits(text, names, random) {
  const tokens = readTokens(text)
  const edits = []
  for (const { kind, start, end, afterDot } of tokens) {
    const name = text.slice(start, end)
    if (kind === 'name' && !afterDot && Object.hasOwn(names, name)) edits.push({ start, end, text: names[name] })
  }
  const strings = tokens.filter(({ kind }) => kind === 'string')
  for (const token of strings) {
    const at = splitPoint(text, token)
    if (at === undefined || random() < 0.5) continue
    const literal = text.slice(token.start, token.end)
    const [, prefix, quote] = /^([A-Za-z]*)(["'])/.exec(literal)
    const between = token.depth > 0 && random() < 0.5 ? '\n        ' : ' '
    edits.push({ start: at, end: at, text: `${quote}${between}${prefix}${quote}` })
  }
  for (const { start, depth, afterText } of strings) {
    if (afterText && depth > 0 && !isSuppressed(text, start) && random() < 0.5) edits.push({ start, end: start, text: '\n            ' })
  }
  edits.push(...indentEdits(text, strings, pick(random, ['  ', '    ', '        ', '\t'])))
  edits.push(...commentEdits(text, tokens, random))
  return edits.sort((a, b) => a.start - b.start || a.end - b.end)
}

/** A suppression speaks for the line below it, so the string has to stay there. */
function isSuppressed(text, offset) {
  const lineStart = text.lastIndexOf('\n', offset) + 1
  const previous = text.slice(text.lastIndexOf('\n', lineStart - 2) + 1, lineStart)
  return previous.includes('tenantscope: ignore')
}

/** Where a one-line SQL literal can be cut in two; undefined when it is no such literal. */
function splitPoint(text, { start, end }) {
  const literal = text.slice(start, end)
  if (literal.includes('\n') || /^[A-Za-z]*("""|''')/.test(literal)) return undefined
  const set = /^[A-Za-z]*["'](SET (?:LOCAL |SESSION )?search_path )TO /i.exec(literal)
  if (set) return start + set[0].length - 'TO '.length
  const from = /^[A-Za-z]*["'](?:SELECT|DELETE)\b.*? (?=FROM )/.exec(literal)
  return from ? start + from[0].length : undefined
}

/** Every line that starts outside a string: four spaces become one `unit`. */
function indentEdits(text, strings, unit) {
  const edits = []
  let at = 0
  for (const line of text.split('\n')) {
    const width = /^ */.exec(line)[0].length
    const inString = strings.some(({ start, end }) => start < at && at < end)
    if (width > 0 && !inString && width % 4 === 0) edits.push({ start: at, end: at + width, text: unit.repeat(width / 4) })
    at += line.length + 1
  }
  return edits
}

/** An emoji above some functions, and behind some statements that end on their line. */
function commentEdits(text, tokens, random) {
  const edits = []
  let at = 0
  for (const line of text.split('\n')) {
    const end = at + line.length
    const inside = tokens.some((token) => token.kind === 'string' && token.start < end && end < token.end)
    const last = tokens.findLast((token) => token.end <= end && token.start >= at)
    if (/^def |^class /.test(line) && !inside && random() < 0.3) {
      edits.push({ start: at, end: at, text: `# ${pick(random, EMOJI)}\n` })
    } else if (line.endsWith(')') && last && last.depthAfter === 0 && !inside && random() < 0.15) {
      edits.push({ start: end, end, text: `  # ${pick(random, EMOJI)}` })
    }
    at = end + 1
  }
  return edits
}

/** Names, strings, brackets and comments of a Python file; names inside the holes of f-strings are listed as well. */
function readTokens(text) {
  const tokens = []
  const pattern = /#.*|([A-Za-z]{0,2})("""|'''|"|')|[A-Za-z_]\w*|[()[\]{}]/g
  let depth = 0
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [found, prefix, quote] = match
    const start = match.index
    if (found.startsWith('#')) continue
    if (quote) {
      const end = endOfString(text, pattern.lastIndex, quote)
      const afterText = text.slice(0, start).endsWith('text(')
      tokens.push({ kind: 'string', start, end, depth, depthAfter: depth, afterText })
      if (/f/i.test(prefix)) tokens.push(...namesInHoles(text, pattern.lastIndex, end - quote.length, depth))
      pattern.lastIndex = end
    } else if ('([{'.includes(found)) {
      depth += 1
    } else if (')]}'.includes(found)) {
      depth -= 1
      tokens.push({ kind: 'close', start, end: start + 1, depth, depthAfter: depth })
    } else {
      const end = start + found.length
      tokens.push({ kind: 'name', start, end, depth, depthAfter: depth, afterDot: text[start - 1] === '.' })
    }
  }
  return tokens
}

function endOfString(text, from, quote) {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text.startsWith(quote, at)) return at + quote.length
  }
  throw new Error('a string without an end')
}

function namesInHoles(text, from, to, depth) {
  const names = []
  for (const hole of text.slice(from, to).matchAll(/(?<!\{)\{([^{}:!]+)/g)) {
    const offset = from + hole.index + 1
    for (const name of hole[1].matchAll(/[A-Za-z_]\w*/g)) {
      const start = offset + name.index
      const afterDot = hole[1][name.index - 1] === '.'
      names.push({ kind: 'name', start, end: start + name[0].length, depth, depthAfter: depth, afterDot })
    }
  }
  return names
}

/** Puts a planted entry where its text stands now. */
function moveEntry(entry, path, before, after, edits) {
  const lineStart = startOfLine(before, entry.line)
  const lineEnd = endOfLine(before, lineStart)
  const line = before.slice(lineStart, lineEnd)
  const literal = path.endsWith('.py') && ON_THE_STRING.has(entry.rule) ? findSqlLiteral(line) : null
  const column = entry.column !== undefined ? entry.column - 1 : literal ? literal.index : /\S|$/.exec(line).index
  const anchor = moveOffset(lineStart + column, edits)
  const newStart = after.lastIndexOf('\n', anchor - 1) + 1
  const newEnd = endOfLine(after, anchor)
  entry.line = after.slice(0, anchor).split('\n').length
  if (entry.column === undefined) {
    entry.snippet = after.slice(newStart, newEnd).trim().replace(/^\ufeff/, '')
  } else {
    const end = moveOffset(lineStart + column + entry.snippet.length, edits)
    entry.column = anchor - newStart + 1
    entry.snippet = after.slice(anchor, Math.min(end, newEnd))
  }
  entry.moved = true
}

/** The string that a call of this line runs, or else its first string. */
function findSqlLiteral(line) {
  return /(?<=\b(?:text|execute|exec_driver_sql)\()[A-Za-z]{0,2}["']/.exec(line) ?? /[A-Za-z]{0,2}["']/.exec(line)
}

function startOfLine(text, line) {
  let at = 0
  for (let number = 1; number < line; number += 1) at = text.indexOf('\n', at) + 1
  return at
}

function endOfLine(text, from) {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}

/** The offset after the edits; an insertion right at the offset comes before it. */
function moveOffset(offset, edits) {
  let moved = offset
  for (const { start, end, text } of edits) {
    if (end <= offset && start <= offset) moved += text.length - (end - start)
  }
  return moved
}

function applyEdits(text, edits) {
  let at = 0
  let result = ''
  for (const edit of edits) {
    if (edit.start < at) throw new Error(`two edits meet at ${edit.start}`)
    result += text.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return result + text.slice(at)
}

function listFiles(folder) {
  return readdirSync(join(SAMPLE, folder), { withFileTypes: true })
    .filter(({ name }) => !LEFT_OUT.has(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? listFiles(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]))
}

function pick(random, list) {
  return list[Math.floor(random() * list.length)]
}

/** Mulberry32: small, fast, and the same everywhere. */
function createRandom(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [target, seed = '1'] = process.argv.slice(2)
  if (!target || !/^\d+$/.test(seed)) {
    console.error('Name a folder that does not exist yet, and a number: node mutate.mjs TARGET [SEED]')
    process.exitCode = 2
  } else {
    mutateSample(resolve(target), Number(seed))
    console.log(`Wrote ${resolve(target)} with seed ${seed}`)
  }
}

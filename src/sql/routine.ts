import type { SqlRoutine } from './analysis'
import type { ParsedStatement } from './parse-statements'
import { listAt, nameParts, type PgObject, textAt, untag } from './pg-node'
import type { SourceNames } from './source-names'

/** CREATE FUNCTION, CREATE PROCEDURE and DO: their body as text. */
export function readRoutine(statement: ParsedStatement, names: SourceNames): SqlRoutine | undefined {
  const root = untag(statement.tree)
  if (!root || (root.tag !== 'CreateFunctionStmt' && root.tag !== 'DoStmt')) return undefined
  const options = [...listAt(root.node, 'options'), ...listAt(root.node, 'args')].flatMap((option) => {
    const found = untag(option)
    return found?.tag === 'DefElem' ? [found.node] : []
  })
  const find = (name: string): PgObject | undefined => options.find((option) => textAt(option, 'defname') === name)
  const languageNode = untag(find('language')?.arg)
  const setsSearchPath = options.some(
    (option) => textAt(option, 'defname') === 'set' && textAt(untag(option.arg)?.node, 'name') === 'search_path',
  )
  const tokens = names.tokens.slice(statement.firstToken, statement.endToken)
  const isFunction = root.tag === 'CreateFunctionStmt'
  const bodyToken = tokens.find(
    (token, i) => (token.type === 'dollar' || token.type === 'string') && (isFunction ? tokens[i - 1]?.text === 'as' : true),
  )
  const keyword = tokens.findIndex((token) => token.text === 'function' || token.text === 'procedure')
  const parts = isFunction && keyword >= 0 ? names.dottedNames(statement.firstToken + keyword + 1).parts : []
  const count = nameParts(listAt(root.node, 'funcname')).length
  const name = parts[count - 1]
  const schema = count > 1 ? parts[count - 2] : undefined
  return {
    name: name ? names.nameOf(name) : undefined,
    schema: schema ? names.nameOf(schema) : undefined,
    language: textAt(languageNode?.node, 'sval'),
    setsSearchPath,
    body: bodyToken ? names.nameOf(bodyToken).pattern : undefined,
    bodySpan: bodyToken ? names.toHost(bodyToken.content) : undefined,
  }
}

import type { Edit } from '../contract/finding'
import type { Model } from '../models/model'
import type { Workspace } from '../project/workspace'
import type { ClassDef, Dict, Expr } from '../python/ast'

/** The edit that gives a model's own table a schema; undefined when its table args are not a literal of the class itself. */
export function addSchema(project: Workspace, model: Model, schema: string): Edit | undefined {
  const text = project.text(model.path)
  if (text === undefined) return undefined
  const insert = (at: number, added: string): Edit => ({ path: model.path, start: at, end: at, text: added })
  const { node, args } = model
  if (node.kind === 'Call') {
    const last = [...node.args, ...node.keywords].reduce((end, each) => Math.max(end, each.end), 0)
    return insert(last, `, schema=${quoteLike(text, node.args[0], schema)}`)
  }
  if (!args) return newArgs(text, node, model, schema)
  if (args.kind === 'Dict') return intoDict(args)
  if (args.kind !== 'Tuple') return undefined
  const last = args.elts.at(-1)
  if (!last) return { path: model.path, start: args.start, end: args.end, text: `{${pair(text, undefined)}}` }
  if (last.kind === 'Dict') return intoDict(last)
  return last.kind === 'Call' ? insert(last.end, `, {${pair(text, undefined)}}`) : undefined

  function pair(source: string, like: Expr | undefined): string {
    return `${quoteLike(source, like, 'schema')}: ${quoteLike(source, like, schema)}`
  }
  function intoDict(dict: Dict): Edit {
    const entry = dict.entries.at(-1)
    return entry ? insert(entry.end, `, ${pair(text ?? '', entry.key)}`) : insert(dict.start + 1, pair(text ?? '', undefined))
  }
}

/** After `__tablename__ = "…"`, in the same indentation and quotes. */
function newArgs(text: string, cls: ClassDef, model: Model, schema: string): Edit | undefined {
  const tablename = cls.body.find(
    (stmt) => stmt.kind === 'Assign' && stmt.targets.some((target) => target.kind === 'Name' && target.id === '__tablename__'),
  )
  const anchor = tablename ?? cls.body.find((stmt) => !(stmt.kind === 'ExprStmt' && stmt.value.kind === 'Str'))
  if (!anchor || cls.body.some((stmt) => stmt.kind === 'FunctionDef' && stmt.name === '__table_args__')) return undefined
  const lineStart = text.lastIndexOf('\n', anchor.start - 1) + 1
  const indent = text.slice(lineStart, anchor.start)
  // `class A(Base): __tablename__ = "a"` on one line has no line of its own to follow.
  if (indent.trim() !== '') return undefined
  const like = tablename?.kind === 'Assign' ? tablename.value : undefined
  const line = `__table_args__ = {${quoteLike(text, like, 'schema')}: ${quoteLike(text, like, schema)}}`
  if (!tablename) return { path: model.path, start: anchor.start, end: anchor.start, text: `${line}\n${indent}` }
  const end = text.indexOf('\n', anchor.end)
  if (end < 0) return { path: model.path, start: text.length, end: text.length, text: `\n${indent}${line}` }
  const lineBreak = text[end - 1] === '\r' ? '\r\n' : '\n'
  return { path: model.path, start: end + 1, end: end + 1, text: `${indent}${line}${lineBreak}` }
}

/** A string in the quotes that another one nearby has. */
const quoteLike = (text: string, like: Expr | undefined, value: string): string => {
  const quote = like?.kind === 'Str' && text[like.start] === "'" ? "'" : '"'
  return `${quote}${value}${quote}`
}

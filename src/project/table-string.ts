import { modelFacts } from '../models/model-facts'
import type { Str } from '../python/ast'
import { stringValue } from '../python/strings'
import { libraryWord } from './library-word'
import type { Workspace } from './workspace'

/** Does a string name a table: `__tablename__`, `Table("…")`, a foreign key, or an entry among tables that the models know? */
export function isTableString(workspace: Workspace, path: string, table: string, node: Str): boolean {
  const text = stringValue(node)
  const { parent } = node
  if (text === undefined || !parent) return false
  if (parent.kind === 'Call') {
    const name = libraryWord(workspace, path, parent.func)
    if (name === 'ForeignKey' && parent.args[0] === node) return text.split('.').slice(0, -1).pop() === table
    return name === 'Table' && parent.args[0] === node && text === table
  }
  if (text !== table && !text.endsWith(`.${table}`)) return false
  if (parent.kind === 'Assign')
    return parent.value === node && parent.targets.some((target) => target.kind === 'Name' && target.id === '__tablename__')
  if (parent.kind !== 'List' && parent.kind !== 'Tuple' && parent.kind !== 'Set') return false
  const models = modelFacts(workspace)
  const others = parent.elts.filter((element): element is Str => element.kind === 'Str' && element !== node)
  return others.some((other) => models.classesFor((stringValue(other) ?? '').split('.').pop() ?? '').length > 0)
}

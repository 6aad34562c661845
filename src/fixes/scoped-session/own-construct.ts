import { classAttribute } from '../../models/evaluate'
import { executionOf } from '../../project/executions'
import { libraryWord } from '../../project/library-word'
import { basesOf } from '../../project/sessions/class-members'
import { analyseFragment } from '../../project/sessions/inner-sql'
import { valueOf } from '../../project/sessions/values'
import type { Workspace } from '../../project/workspace'
import type { ClassDef, FunctionDef } from '../../python/ast'
import { descendants, lastName } from '../../python/children'
import { functionsIn } from '../../python/statement-index'
import { stringValue } from '../../python/strings'
import type { Judge } from './hidden-sql'

const constructs = /^(ClauseElement|ColumnElement|UnaryExpression|ColumnClause|FunctionElement|Executable|ExecutableDDLElement|DDLElement)$/
const functions = /^(GenericFunction|ReturnTypeFromArgs|AnsiFunction)$/

/** `class rank_of(GenericFunction)`, `class lowest(ColumnElement)` with `@compiles(lowest)`: SQL that a class of the project stands for. */
export function findOwnConstruct(workspace: Workspace, path: string, cls: ClassDef, judge: Judge): string | undefined {
  const bases = basesOf(cls).flatMap((base) => {
    const value = valueOf(workspace, path, base)
    return value.kind === 'external' && /^(sqlalchemy|sqlmodel)\./.test(value.qualified) ? [lastName(base)] : []
  })
  const compiled = listCompilers(workspace).filter((each) => each.cls === cls)
  if (compiled.length === 0 && bases.some((base) => functions.test(base))) {
    const named = classAttribute(cls, 'name')
    const name = named?.kind === 'value' && named.expr.kind === 'Str' ? stringValue(named.expr) : cls.name
    return name === undefined || !/^\w+$/.test(name) ? `\`${cls.name}\`` : judge(analyseFragment(workspace, `SELECT ${name}()`, cls))?.what
  }
  if (compiled.length === 0 && !bases.some((base) => constructs.test(base))) return undefined
  const isClear = compiled.length > 0 && compiled.every(({ fn, path: at }) => saysNothingOfThePath(workspace, at, fn, judge))
  return isClear ? undefined : `\`${cls.name}\`, which writes SQL of its own,`
}

/** Every text in the function is an expression that depends on no path. */
function saysNothingOfThePath(workspace: Workspace, path: string, fn: FunctionDef, judge: Judge): boolean {
  return fn.body.every((stmt) =>
    [...descendants(stmt)].every((node) => {
      if (node.kind === 'Call' && executionOf(workspace, path, node)) return false
      if (node.kind !== 'Str') return true
      const text = stringValue(node)
      return text !== undefined && judge(analyseFragment(workspace, `SELECT ${text.replaceAll('%s', '1')}`, node)) === undefined
    }),
  )
}

interface Compiler {
  readonly path: string
  readonly fn: FunctionDef
  readonly cls: ClassDef
}

const listCompilers = (workspace: Workspace): readonly Compiler[] =>
  workspace.memo('fixes/compilers', () =>
    workspace.filesWith(['compiles'], ['.py']).flatMap((path) => {
      const module = workspace.module(path)
      // The word alone is met in many a comment.
      if (
        !module ||
        !(module.imports().some(({ names }) => names.some(({ name }) => name === 'compiles')) || /\.compiles\s*\(/.test(module.text))
      )
        return []
      return module
        .body()
        .flatMap(functionsIn)
        .flatMap((fn) =>
          fn.decorators.flatMap((decorator) => {
            const [target] = decorator.kind === 'Call' && libraryWord(workspace, path, decorator.func) === 'compiles' ? decorator.args : []
            const value = target ? valueOf(workspace, path, target) : undefined
            return value?.kind === 'class' ? [{ path, fn, cls: value.node }] : []
          }),
        )
    }),
  )

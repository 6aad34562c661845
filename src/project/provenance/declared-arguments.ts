import type { Call, Expr, FunctionDef, Node, Param } from '../../python/ast'
import { lastName } from '../../python/children'
import { callsIn } from '../../python/statement-index'
import { stringValue } from '../../python/strings'
import { functionAround } from '../sessions/bindings'
import { valueOf as valueOfExpression } from '../sessions/values'
import type { Workspace } from '../workspace'
import { raisesIn } from './guards'

/** What a command line's declaration lets through: `checked` for integers, choices and checking functions, `unknown` for other types. */
export type DeclaredArgument = 'text' | 'checked' | 'unknown'

/** `parser.add_argument("--shop-id", type=int)` for `args.shop_id`, anywhere in the file that reads it. */
export function argparseArgument(workspace: Workspace, path: string, attribute: string): DeclaredArgument {
  const module = workspace.module(path)
  if (!module) return 'text'
  const declared = module.topLevel
    .filter(({ start, end }) => module.text.slice(start, end).includes('add_argument'))
    .flatMap((slice) => module.statementsOf(slice).flatMap((stmt) => [...callsIn(stmt)]))
    .filter((call) => lastName(call.func) === 'add_argument' && destinationOf(call) === attribute)
  return worst(declared.map((call) => readDeclaration(workspace, path, call)))
}

/** `@click.option("--shop-id", type=int)` for the parameter `shop_id`. */
export function clickArgument(workspace: Workspace, path: string, fn: FunctionDef, param: Param): DeclaredArgument {
  const declared = fn.decorators.filter(
    (decorator): decorator is Call =>
      decorator.kind === 'Call' && /^(option|argument)$/.test(lastName(decorator.func)) && destinationOf(decorator) === param.name,
  )
  return worst(declared.map((call) => readDeclaration(workspace, path, call)))
}

/** The parameter `shop_id` of a route `/shops/<int:shop_id>`, or `/shops/{shop_id:int}`. */
export function isConvertedByRoute(route: Call, name: string): boolean {
  const template = [...route.args, ...route.keywords.map(({ value }) => value)].map(textOf).find((text) => text?.includes(name)) ?? ''
  const flask = /<(\w+)(?:\([^)]*\))?:(\w+)>/g
  for (const [, converter = '', given] of template.matchAll(flask))
    if (given === name && /^(int|float|uuid|any)$/.test(converter)) return true
  for (const [, given, converter = ''] of template.matchAll(/\{(\w+):(\w+)\}/g))
    if (given === name && /^(int|float|uuid)$/.test(converter)) return true
  return false
}

/** The name a declaration gives its value: a name of its own, else the first long option, else the first short one. */
function destinationOf(call: Call): string | undefined {
  const dest = call.keywords.find(({ name }) => name === 'dest')?.value
  if (dest) return textOf(dest)
  const names = call.args.flatMap((arg) => textOf(arg)?.split('/')[0]?.trim() ?? [])
  const own = names.find((name) => /^[A-Za-z_]\w*$/.test(name))
  const chosen = own ?? names.find((name) => name.startsWith('--')) ?? names[0]
  return chosen?.replace(/^-+/, '').replaceAll('-', '_')
}

function readDeclaration(workspace: Workspace, path: string, call: Call): DeclaredArgument {
  const given = (name: string): Expr | undefined => call.keywords.find((keyword) => keyword.name === name)?.value
  if (given('choices') || given('is_flag') || given('count')) return 'checked'
  if (/^(store_(true|false|const)|count|append_const)$/.test(textOf(given('action')) ?? '')) return 'checked'
  const callback = given('callback')
  if (callback) return readChecker(workspace, path, callback)
  const type = given('type')
  if (!type) return given('default')?.kind === 'Num' && isClick(call) ? 'checked' : 'text'
  const word = lastName(type.kind === 'Call' ? type.func : type)
  if (/^(int|float|bool|INT|FLOAT|BOOL|UUID|Decimal|IntRange|FloatRange|Choice|DateTime)$/.test(word)) return 'checked'
  return /^(str|STRING|unicode)$/.test(word) ? 'text' : readChecker(workspace, path, type)
}

/** A function of the project that raises is a check; what another does with the text is not known. */
function readChecker(workspace: Workspace, path: string, expr: Expr): DeclaredArgument {
  const value = valueOfExpression(workspace, path, expr)
  return value.kind === 'function' && raisesIn(value.node) ? 'checked' : 'unknown'
}

const isClick = (call: Call): boolean => /^(option|argument)$/.test(lastName(call.func)) && isDecorator(call)

function isDecorator(call: Node): boolean {
  return call.parent?.kind === 'FunctionDef' && functionAround(call) !== call.parent
}

/** Several declarations of one name, as in subcommands: the loosest counts. None in sight says text. */
function worst(found: readonly DeclaredArgument[]): DeclaredArgument {
  if (found.length === 0 || found.includes('text')) return 'text'
  return found.includes('unknown') ? 'unknown' : 'checked'
}

const textOf = (expr: Expr | undefined): string | undefined => (expr?.kind === 'Str' ? stringValue(expr) : undefined)

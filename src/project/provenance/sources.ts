import { modelFacts } from '../../models/model-facts'
import type { Attribute, Call, ClassDef, Expr, FunctionDef, Param, Subscript } from '../../python/ast'
import { dottedName, lastName } from '../../python/children'
import { stringValue } from '../../python/strings'
import { libraryWord } from '../library-word'
import { bindingBefore, functionAround, returnsIn } from '../sessions/bindings'
import { valueOf as valueOfExpression } from '../sessions/values'
import { typeOf } from '../types/expression-type'
import { lineageOf } from '../types/members'
import type { Workspace } from '../workspace'
import { argparseArgument, clickArgument, isConvertedByRoute } from './declared-arguments'
import type { Provenance, TaintSource } from './provenance-kind'

const checked: Provenance = { kind: 'safe' }

const tainted = (source: TaintSource, path: string, at: { start: number; end: number }): Provenance => ({
  kind: 'tainted',
  source,
  path,
  at: { start: at.start, end: at.end },
})

const harmlessTypes =
  /^(int|bool|float|Decimal|UUID|UUID4|date|datetime|PositiveInt|NonNegativeInt|NegativeInt|StrictInt|conint|Literal|IntEnum|Integer|BigInteger|SmallInteger)$/

/** An annotation that no free text passes: an integer, a UUID, an enumeration, Literal. */
export function isHarmlessAnnotation(workspace: Workspace, path: string, annotation: Expr): boolean {
  if (annotation.kind === 'BinOp' && annotation.op === '|')
    return [annotation.left, annotation.right].every(
      (side) => (side.kind === 'Constant' && side.value === null) || isHarmlessAnnotation(workspace, path, side),
    )
  if (annotation.kind === 'Subscript') {
    const head = libraryWord(workspace, path, annotation.value)
    if (head === 'Literal') return true
    const [first] = annotation.index.flatMap((part) => (part.kind === 'Tuple' ? part.elts : [part]))
    return /^(Optional|Annotated|Mapped)$/.test(head) && first !== undefined && isHarmlessAnnotation(workspace, path, first)
  }
  if (annotation.kind === 'Str') return harmlessTypes.test((stringValue(annotation) ?? '').replace(/^Optional\[|\]$|\s*\|\s*None$/g, ''))
  if (annotation.kind !== 'Name' && annotation.kind !== 'Attribute') return false
  if (harmlessTypes.test(libraryWord(workspace, path, annotation))) return true
  const value = valueOfExpression(workspace, path, annotation)
  return value.kind === 'class' && value.node.bases.some((base) => /Enum$/.test(lastName(base)))
}

/** `user.id`: an integer column of a model, or an integer field of a class of the project. */
export function isHarmlessColumn(workspace: Workspace, path: string, expr: Attribute): boolean {
  const owner = typeOf(workspace, path, expr.value)
  if (owner?.kind !== 'instance' && owner?.kind !== 'class') return false
  const column = modelFacts(workspace)
    .modelOf(owner.cls.path, owner.cls.node)
    ?.columns.find(({ attribute }) => attribute === expr.attr)
  if (column) return column.type !== undefined && harmlessTypes.test(column.type)
  const field = fieldOf(workspace, owner.cls, expr.attr)
  return field?.annotation !== undefined && isHarmlessAnnotation(workspace, field.path, field.annotation)
}

function fieldOf(
  workspace: Workspace,
  cls: { path: string; node: ClassDef },
  name: string,
): { path: string; annotation: Expr | undefined; value: Expr | undefined } | undefined {
  for (const { path, node } of lineageOf({ workspace }, cls)) {
    for (const stmt of node.body) {
      if (stmt.kind === 'Assign' && stmt.targets.some((target) => target.kind === 'Name' && target.id === name))
        return { path, annotation: stmt.annotation, value: stmt.value }
    }
  }
  return undefined
}

const routeMethods = /^(get|post|put|patch|delete|options|head|api_route|route|websocket)$/

/** The decorator that makes a function an endpoint: `@router.get("/{schema}")`. */
export function routeOf(fn: FunctionDef): Call | undefined {
  for (const decorator of fn.decorators) {
    if (decorator.kind !== 'Call' || decorator.func.kind !== 'Attribute' || !routeMethods.test(decorator.func.attr)) continue
    const [first] = decorator.args
    const given = first ?? decorator.keywords.find((keyword) => keyword.name === 'path')?.value
    if (given?.kind === 'Str' && /^(\/|$)/.test(stringValue(given) ?? '/')) return decorator
  }
  return undefined
}

const isCommand = (fn: FunctionDef): boolean =>
  fn.decorators.some((decorator) =>
    /^(command|callback|argument|option)$/.test(lastName(decorator.kind === 'Call' ? decorator.func : decorator)),
  )

/** A parameter that FastAPI, Flask, click or typer fills from outside with text. */
export function taintOfParam(workspace: Workspace, path: string, param: Param, fn: FunctionDef): Provenance | undefined {
  const route = routeOf(fn)
  const isEndpoint = route !== undefined
  if (!isEndpoint && !isCommand(fn) && !isMarked(workspace, path, param)) return undefined
  if (isConstrained(param.default) || (param.annotation && isConstrainedAnnotation(param.annotation))) return checked
  if (route && isConvertedByRoute(route, param.name)) return checked
  const declared = isEndpoint ? 'text' : clickArgument(workspace, path, fn, param)
  if (declared !== 'text') return declared === 'checked' ? checked : undefined
  // Only text is dangerous here: bodies and injected objects are judged by the attribute that is read.
  const type = param.annotation
  const isText =
    !type ||
    /^(str|Optional|AnyStr)$/.test(lastName(type.kind === 'Subscript' ? type.value : type)) ||
    isMarked(workspace, path, param) ||
    (type.kind === 'BinOp' && /\bstr\b/.test(workspace.text(path)?.slice(type.start, type.end) ?? ''))
  if (!isText || param.name === 'self' || param.name === 'request') return undefined
  return tainted(isEndpoint || isMarked(workspace, path, param) ? 'request' : 'argument', path, {
    start: param.nameStart,
    end: param.nameStart + param.name.length,
  })
}

const markers = /^(Header|Query|Path|Cookie|Body|Form)$/

/** `x_tenant: str = Header()`, `Annotated[str, Header()]`: also in dependencies. */
function isMarked(workspace: Workspace, path: string, param: Param): boolean {
  const given = [param.default, ...annotatedExtras(param.annotation)]
  return given.some((expr) => expr?.kind === 'Call' && markers.test(libraryWord(workspace, path, expr.func)))
}

function annotatedExtras(annotation: Expr | undefined): readonly Expr[] {
  if (annotation?.kind !== 'Subscript' || lastName(annotation.value) !== 'Annotated') return []
  return annotation.index.flatMap((part) => (part.kind === 'Tuple' ? part.elts : [part])).slice(1)
}

const isConstrained = (expr: Expr | undefined): boolean =>
  expr?.kind === 'Call' && expr.keywords.some(({ name }) => name === 'pattern' || name === 'regex')

const isConstrainedAnnotation = (annotation: Expr): boolean =>
  annotatedExtras(annotation).some(
    (extra) => isConstrained(extra) || (extra.kind === 'Call' && /Validator$|^StringConstraints$/.test(lastName(extra.func))),
  )

const requestParts =
  /^(headers|query_params|path_params|cookies|args|form|values|json|data|view_args|GET|POST|META|COOKIES|match_info|rel_url)$/

/** `request.headers`, a body's text field, `args.schema` of argparse, a settings object's text. */
export function taintOfAttribute(workspace: Workspace, path: string, expr: Attribute): Provenance | undefined {
  if (isRequest(workspace, path, expr.value) && requestParts.test(expr.attr)) return tainted('request', path, expr)
  const declaring = parsedArguments(workspace, path, expr.value)
  if (declaring !== undefined) {
    const declared = argparseArgument(workspace, declaring, expr.attr)
    return declared === 'text' ? tainted('argument', path, expr) : declared === 'checked' ? checked : undefined
  }
  const owner = typeOf(workspace, path, expr.value)
  if (owner?.kind !== 'instance') return undefined
  const bases = lineageOf({ workspace }, owner.cls).flatMap((each) =>
    each.node.bases.map((base) => libraryWord(workspace, each.path, base)),
  )
  const field = fieldOf(workspace, owner.cls, expr.attr)
  if (!field?.annotation) return undefined
  if (isConstrained(field.value) || isConstrainedAnnotation(field.annotation)) return checked
  const isText = /\bstr\b/.test(workspace.text(field.path)?.slice(field.annotation.start, field.annotation.end) ?? '')
  if (!isText) return undefined
  if (bases.includes('BaseSettings')) return tainted('settings', path, expr)
  const param = expr.value.kind === 'Name' ? endpointParam(expr.value) : false
  const hasValidator = owner.cls.node.body.some(
    (stmt) =>
      stmt.kind === 'FunctionDef' &&
      stmt.decorators.some((decorator) => /validator$/.test(lastName(decorator.kind === 'Call' ? decorator.func : decorator))),
  )
  return param && bases.includes('BaseModel') && !hasValidator ? tainted('request', path, expr) : undefined
}

function endpointParam(name: Expr & { kind: 'Name' }): boolean {
  const fn = functionAround(name)
  return fn?.kind === 'FunctionDef' && routeOf(fn) !== undefined && bindingBefore(fn, name.id, name.start)?.kind === 'param'
}

function isRequest(workspace: Workspace, path: string, expr: Expr): boolean {
  const type = typeOf(workspace, path, expr)
  if (
    type?.kind === 'external' &&
    /^(fastapi|starlette|flask|django|aiohttp|sanic|quart|litestar)\b.*\b(Request|HttpRequest|request|WebSocket|HTTPConnection)$/.test(
      type.qualified,
    )
  )
    return true
  const value = expr.kind === 'Name' ? valueOfExpression(workspace, path, expr) : undefined
  return value?.kind === 'external' && /^(flask|quart)\.request$/.test(value.qualified)
}

/** The file that declares what a name bound to `parser.parse_args()` holds, there or in a function that gives it. */
function parsedArguments(workspace: Workspace, path: string, expr: Expr): string | undefined {
  if (expr.kind !== 'Name') return undefined
  const fn = functionAround(expr)
  const binding = fn && bindingBefore(fn, expr.id, expr.start)
  const definition = binding ? undefined : workspace.resolveName(path, expr.id, expr.start)
  const value =
    binding?.kind === 'assign'
      ? binding.value
      : definition?.kind === 'definition' && definition.node.kind === 'Assign'
        ? definition.node.value
        : undefined
  if (value?.kind !== 'Call') return undefined
  if (isParsing(value)) return definition?.kind === 'definition' ? definition.path : path
  const callee = valueOfExpression(workspace, path, value.func)
  const returned = callee.kind === 'function' ? returnsIn(callee.node) : []
  return callee.kind === 'function' &&
    returned.length > 0 &&
    returned.every((each) => isParsing(each) || parsedArguments(workspace, callee.path, each))
    ? callee.path
    : undefined
}

const isParsing = (expr: Expr): boolean => expr.kind === 'Call' && /^(parse_args|parse_known_args)$/.test(lastName(expr.func))

/** `os.environ["SCHEMA"]`, `sys.argv[1]`, `request.headers["x"]`. */
export function taintOfSubscript(workspace: Workspace, path: string, expr: Subscript): Provenance | undefined {
  const name = externalName(workspace, path, expr.value)
  if (name === 'os.environ') return tainted('environment', path, expr)
  if (name === 'sys.argv') return tainted('argument', path, expr)
  if (expr.value.kind === 'Attribute' && isRequest(workspace, path, expr.value.value) && requestParts.test(expr.value.attr))
    return tainted('request', path, expr)
  return undefined
}

/** `os.getenv(…)`, `request.headers.get(…)`, `input()`, `context.get_x_argument(…)`. */
export function taintOfCall(workspace: Workspace, path: string, call: Call): Provenance | undefined {
  const { func } = call
  const name = externalName(workspace, path, func)
  if (name === 'os.getenv' || name === 'os.environ.get') return tainted('environment', path, call)
  if (func.kind === 'Name' && func.id === 'input' && !workspace.resolveName(path, 'input')) return tainted('argument', path, call)
  if (func.kind !== 'Attribute') return undefined
  if (func.attr === 'get_x_argument') return tainted('argument', path, call)
  const { value } = func
  if (value.kind === 'Attribute' && isRequest(workspace, path, value.value) && requestParts.test(value.attr))
    return tainted('request', path, call)
  if (isRequest(workspace, path, value) && /^(json|form|get_json|body|header)$/.test(func.attr)) return tainted('request', path, call)
  return undefined
}

/** The library name an expression stands for, `os.environ`. */
function externalName(workspace: Workspace, path: string, expr: Expr): string | undefined {
  const dotted = dottedName(expr)
  if (dotted === undefined) return undefined
  const value = valueOfExpression(workspace, path, expr)
  return value.kind === 'external' ? value.qualified : undefined
}

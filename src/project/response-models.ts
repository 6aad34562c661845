import { definitionOf } from '../models/evaluate'
import type { ClassDef, Expr } from '../python/ast'
import { descendants } from '../python/children'
import { functionsIn } from '../python/statement-index'
import type { PydanticModel } from './pydantic-models'
import type { Workspace } from './workspace'

/** Does the API answer with it? A route says so, itself or through another response, or else the model's name does. */
export const isResponseModel = (workspace: Workspace, { node, name }: PydanticModel): boolean =>
  /(?:Response|Out|Read)$/.test(name) || listResponses(workspace).has(node)

const route = /^[ \t]*@[\w.]+\.(?:get|post|put|patch|delete|api_route)\s*\(/m
const verb = /^(get|post|put|patch|delete|api_route)$/

interface Placed {
  readonly path: string
  readonly expr: Expr
}

const listResponses = (workspace: Workspace): ReadonlySet<ClassDef> =>
  workspace.memo('response-models', () => {
    const found = new Set<ClassDef>()
    const seen = new Set<Expr>()
    const queue = [...listAnswers(workspace)]
    for (let next = queue.pop(); next; next = queue.pop()) {
      const { path, expr } = next
      if (seen.has(expr)) continue
      seen.add(expr)
      for (const node of descendants(expr)) {
        if (node.kind !== 'Name' && node.kind !== 'Attribute') continue
        const definition = definitionOf(workspace, path, node)
        if (definition?.kind !== 'definition') continue
        const { node: named } = definition
        // Job = Annotated[A | B, …]
        if (named.kind === 'Assign' && named.value) queue.push({ path: definition.path, expr: named.value })
        if (named.kind !== 'ClassDef' || found.has(named)) continue
        found.add(named)
        for (const base of named.bases) queue.push({ path: definition.path, expr: base })
        for (const statement of named.body)
          if (statement.kind === 'Assign' && statement.annotation) queue.push({ path: definition.path, expr: statement.annotation })
      }
    }
    return found
  })

/** `response_model=` and the return types of the functions behind routes. */
function listAnswers(workspace: Workspace): readonly Placed[] {
  return workspace.filesWith(['response_model', 'APIRouter', 'FastAPI', 'router'], ['.py']).flatMap((path) => {
    const module = workspace.module(path)
    if (!module || !route.test(module.text)) return []
    return module.topLevel
      .filter((slice) => slice.kind !== 'import' && route.test(module.text.slice(slice.start, slice.end)))
      .flatMap((slice) => module.statementsOf(slice))
      .flatMap((statement) => functionsIn(statement))
      .flatMap((fn) => {
        const calls = fn.decorators.flatMap((decorator) =>
          decorator.kind === 'Call' && decorator.func.kind === 'Attribute' && verb.test(decorator.func.attr) ? [decorator] : [],
        )
        if (calls.length === 0) return []
        const declared = calls.flatMap(({ keywords }) => keywords.filter(({ name }) => name === 'response_model' || name === 'responses'))
        return [...declared.map(({ value }) => value), ...(fn.returns ? [fn.returns] : [])].map((expr) => ({ path, expr }))
      })
  })
}

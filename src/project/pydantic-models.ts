import type { Assign, ClassDef } from '../python/ast'
import { descendants, dottedName } from '../python/children'
import { stringValue } from '../python/strings'
import type { Span } from '../text/span'
import { lineageOf } from './types/members'
import type { Workspace } from './workspace'

/** A Pydantic model of the project: what it sends or takes as JSON. */
export interface PydanticModel {
  readonly path: string
  readonly name: string
  readonly node: ClassDef
  readonly nameSpan: Span
  /** Inherited ones included. */
  readonly fields: readonly { readonly name: string; readonly span: Span; readonly path: string }[]
  /** False when a base is not known or extra fields are allowed. */
  readonly complete: boolean
}

/** The Pydantic model of that name; undefined when two share it: which one a type mirrors is not known. */
export function pydanticModelNamed(workspace: Workspace, name: string): PydanticModel | undefined {
  const models = workspace.memo('pydantic', () => new Map<string, PydanticModel | undefined>())
  if (!models.has(name)) models.set(name, findModel(workspace, name))
  return models.get(name)
}

function findModel(workspace: Workspace, name: string): PydanticModel | undefined {
  const [only, ...others] = workspace
    .filesWith([`class ${name}`], ['.py'])
    .flatMap((path) => classesNamed(workspace, path, name).map((node) => ({ path, node })))
    .filter(({ path, node }) => isPydantic(workspace, path, node))
  return only && others.length === 0 ? readModel(workspace, only.path, only.node) : undefined
}

function classesNamed(workspace: Workspace, path: string, name: string): ClassDef[] {
  const module = workspace.module(path)
  if (!module) return []
  return module.topLevel
    .filter((slice) => slice.kind === 'class' && slice.name === name)
    .flatMap((slice) => module.statementsOf(slice).flatMap((node) => (node.kind === 'ClassDef' ? [node] : [])))
}

function isPydantic(workspace: Workspace, path: string, node: ClassDef): boolean {
  return lineageOf({ workspace }, { path, node }).some((cls) =>
    cls.node.bases.some((base) => {
      const name = dottedName(base.kind === 'Subscript' ? base.value : base)
      const definition = name === undefined ? undefined : workspace.resolveName(cls.path, name)
      return definition?.kind === 'external' && /^pydantic\b.*\.(?:BaseModel|GenericModel)$/.test(definition.qualified)
    }),
  )
}

function readModel(workspace: Workspace, path: string, node: ClassDef): PydanticModel {
  const fields = new Map<string, PydanticModel['fields'][number]>()
  let complete = true
  for (const cls of lineageOf({ workspace }, { path, node })) {
    for (const base of cls.node.bases) {
      const name = dottedName(base.kind === 'Subscript' ? base.value : base)
      if (name === undefined || !workspace.resolveName(cls.path, name)) complete = false
    }
    const text = workspace.text(cls.path)?.slice(cls.node.start, cls.node.end) ?? ''
    if (/extra\s*[=:]\s*["']?(?:allow|Extra\.allow)|["']extra["']\s*:\s*["']allow/.test(text)) complete = false
    // What a function of the project makes of the names is not known; `to_camel` and the like write the same words.
    if (/alias_generator\b(?!\W*(?:to_)?(?:camel|snake|pascal))/i.test(text)) complete = false
    for (const statement of cls.node.body) {
      if (statement.kind === 'Assign' && isField(statement)) {
        const [target] = statement.targets
        if (target?.kind === 'Name' && !fields.has(target.id))
          fields.set(target.id, { name: aliasOf(statement) ?? target.id, path: cls.path, span: { start: target.start, end: target.end } })
      } else if (
        statement.kind === 'FunctionDef' &&
        statement.decorators.some((decorator) =>
          /computed_field$/.test(dottedName(decorator.kind === 'Call' ? decorator.func : decorator) ?? ''),
        )
      ) {
        fields.set(statement.name, {
          name: statement.name,
          path: cls.path,
          span: { start: statement.nameStart, end: statement.nameStart + statement.name.length },
        })
      }
    }
  }
  const nameSpan = { start: node.nameStart, end: node.nameStart + node.name.length }
  return { path, name: node.name, node, nameSpan, fields: [...fields.values()], complete }
}

/** `type_: str = Field(alias="type")`, `Annotated[str, Field(alias="type")]`: what stands in the JSON. */
function aliasOf({ annotation, value }: Assign): string | undefined {
  const calls = [...(annotation ? descendants(annotation) : []), ...(value ? [value] : [])].flatMap((node) =>
    node.kind === 'Call' ? [node] : [],
  )
  const given = (name: string) => calls.flatMap(({ keywords }) => keywords).find((keyword) => keyword.name === name)?.value
  const alias = given('serialization_alias') ?? given('alias')
  return alias?.kind === 'Str' ? stringValue(alias) : undefined
}

function isField({ annotation, targets, value }: Assign): boolean {
  const [target] = targets
  if (!annotation || target?.kind !== 'Name' || target.id.startsWith('_') || target.id === 'model_config') return false
  const name = dottedName(annotation.kind === 'Subscript' ? annotation.value : annotation)
  if (name?.endsWith('ClassVar')) return false
  const excluded =
    value?.kind === 'Call' &&
    value.keywords.some((keyword) => keyword.name === 'exclude' && keyword.value.kind === 'Constant' && keyword.value.value === true)
  return !excluded
}

import type { RuleFinding } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import { contractNames } from '../../project/api-contracts'
import { type PydanticModel, pydanticModelNamed } from '../../project/pydantic-models'
import type { TypeShape } from '../../typescript/typescript-facts'

export const apiContractDrift = defineRule({
  id: 'api-contract-drift',
  family: 'deprecation',
  summary: 'A response model and the TypeScript type of the same name disagree on their fields',
  severity: 'info',
  recommended: true,
  languages: ['typescript', 'vue'],
  fixable: false,
  needs: ['typescript', 'project'],
  triggers: ['interface ', 'type ', 'class '],
  *check({ typescript, project }) {
    if (typescript.shapes.length === 0) return
    const names = contractNames(project)
    for (const shape of typescript.shapes) {
      const model = names.has(shape.name) ? pydanticModelNamed(project, shape.name) : undefined
      const finding = model?.complete && shape.complete ? compare(shape, model) : undefined
      if (finding) yield finding
    }
  },
})

/** APIs may write `batch_id` as `batchId`: only another word is another field. */
const wordOf = (name: string): string => name.replaceAll('_', '').toLowerCase()

function compare(shape: TypeShape, model: PydanticModel): RuleFinding | undefined {
  const here = new Set(shape.fields.map(({ name }) => wordOf(name)))
  const there = new Set(model.fields.map(({ name }) => wordOf(name)))
  const missing = model.fields.filter(({ name }) => !here.has(wordOf(name)))
  // An optional field may be the client's own.
  const surplus = shape.fields.filter(({ name, optional }) => !optional && !there.has(wordOf(name)))
  if (missing.length === 0 && surplus.length === 0) return undefined
  // With little in common they only happen to be called alike.
  const common = [...here].filter((word) => there.has(word)).length
  if (common === 0 || common * 2 < Math.min(here.size, there.size)) return undefined
  const list = (fields: readonly { readonly name: string }[]) => fields.map(({ name }) => `\`${name}\``).join(', ')
  const parts = [
    missing.length > 0 ? `does not know ${list(missing)} of the response model` : '',
    surplus.length > 0 ? `expects ${list(surplus)}, which the response model does not have` : '',
  ].filter((part) => part !== '')
  return {
    at: shape.span,
    message: `\`${shape.name}\` ${parts.join(' and ')}, so client and server mean different things by one name`,
    help: 'Bring both to the same fields, or give one of them another name',
    related: [
      { path: model.path, span: model.nameSpan, message: `the response model \`${model.name}\`` },
      ...missing.map((field) => ({ path: field.path, span: field.span, message: `\`${field.name}\` is sent` })),
    ],
    noFix: 'which side is right is for the teams to say',
    data: { missing: missing.map(({ name }) => name), surplus: surplus.map(({ name }) => name) },
  }
}

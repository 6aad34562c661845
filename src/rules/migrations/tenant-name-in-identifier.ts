import type { NameRef, Operation } from '../../alembic/operation'
import type { Value } from '../../alembic/values'
import type { Fix } from '../../contract/finding'
import { defineRule } from '../../contract/rule'
import type { PythonModule } from '../../python/ast'

export const tenantNameInIdentifier = defineRule({
  id: 'tenant-name-in-identifier',
  family: 'migrations',
  summary: "A name carries the tenant's own name",
  severity: 'warning',
  recommended: true,
  fixable: true,
  languages: ['python'],
  needs: ['alembic', 'python'],
  triggers: ['down_revision'],
  *check({ alembic, python, file }) {
    const found = alembic.revisionAt(file.path)
    if (!found?.lane.postgres) return
    const seen = new Set<number>()
    for (const operation of alembic.operationsOf(file.path).upgrade) {
      if (operation.via === 'wrapper') continue
      for (const name of listNames(operation)) {
        if (name.kind !== 'template' || name.value.kind !== 'template' || seen.has(name.span.start)) continue
        if (!name.value.pieces.some((piece) => typeof piece !== 'string' && piece.kind === 'tenant')) continue
        seen.add(name.span.start)
        yield {
          at: name.span,
          message:
            "The tenant's name becomes part of the object's name, so every tenant has another one and no later revision can name it once for all",
          help: 'Leave the tenant out: names need to be unique only within their schema',
          ...fixFor(python, name.span, name.value.pieces, file.path),
        }
      }
    }
  },
})

function listNames({ effect }: Operation): readonly NameRef[] {
  if (effect.kind === 'create-index') return [effect.index.name]
  if (effect.kind === 'create-constraint') return [effect.constraint.name]
  if (effect.kind === 'create-table') return [...effect.constraints, ...effect.indexes].map(({ name }) => name)
  return effect.kind === 'rename-index' || effect.kind === 'rename-constraint' ? [effect.to] : []
}

/** `f"ix_{schema}_orders"`, `"ix_%s_orders" % schema`, `"ix_{}_orders".format(schema)`, `"ix_" + schema`; not SQL, and not a name that stands for it. */
const isWrittenHere =
  /^(?:[fF]["'][^\n]*["']|["']\w*(?:%s|\{\w*\})\w*["']\s*(?:%\s*\(?\w+,?\)?|\.format\(\w+(?:=\w+)?\))|["']\w*["'](?:\s*\+\s*(?:["']\w*["']|\w+|str\(\w+\)))+)$/

function fixFor(
  module: PythonModule,
  span: { start: number; end: number },
  pieces: readonly (string | Value)[],
  path: string,
): { readonly fixes?: readonly Fix[]; readonly noFix?: string } {
  const written = module.text.slice(span.start, span.end)
  // In `op.f(f"ix_{schema}_orders_id")` the call stays.
  const [, before = '', inner] = /^((?:\w+\.)*f\(\s*)([\s\S]+?)\s*,?\s*\)$/.exec(written) ?? []
  const string = inner ?? written
  if (!isWrittenHere.test(string) || pieces.some((piece) => typeof piece !== 'string' && piece.kind !== 'tenant'))
    return { noFix: 'the name is not written here as one string with nothing but the tenant in it' }
  const start = span.start + before.length
  const plain = pieces
    .map((piece) => (typeof piece === 'string' ? piece : '\ue000'))
    .join('')
    .replace(/\ue000_|_?\ue000/g, '')
  return {
    fixes: [
      {
        id: `${path}:tenant-name:${span.start}`,
        title: `Call it \`${plain}\` in every tenant`,
        safety: 'unsafe',
        proof: ['PostgreSQL keeps names of constraints and indexes apart by schema'],
        why: 'tenants that ran this revision have the old name',
        edits: [{ path, start, end: start + string.length, text: `"${plain}"` }],
      },
    ],
  }
}

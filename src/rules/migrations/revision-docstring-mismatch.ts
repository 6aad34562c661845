import type { Revision } from '../../alembic/graph'
import type { IdLiteral } from '../../alembic/revision-header'
import { defineRule } from '../../contract/rule'

export const revisionDocstringMismatch = defineRule({
  id: 'revision-docstring-mismatch',
  family: 'migrations',
  summary: 'The docstring names another revision than the variables',
  severity: 'warning',
  recommended: true,
  fixable: true,
  languages: ['python'],
  needs: ['alembic'],
  triggers: ['Revision ID:', 'Revises:'],
  *check({ alembic, file }) {
    const found = alembic.revisionAt(file.path)
    if (!found) return
    for (const { literal, field, variable, actual } of listMismatches(found.revision)) {
      yield {
        at: literal.span,
        message: `The docstring says ${field} \`${literal.value}\` but \`${variable}\` is ${actual === '' ? 'None' : `\`${actual}\``}, so whoever reads the file follows the wrong chain`,
        help: 'Alembic only reads the variable: write the same into the docstring',
        fixes: [
          {
            id: `${file.path}:docstring:${variable}`,
            title: `Write ${actual === '' ? 'None' : `\`${actual}\``} into the docstring`,
            safety: 'safe',
            proof: ['Only the docstring changes, and Alembic does not read it'],
            edits: [{ path: file.path, ...literal.span, text: actual === '' ? 'None' : actual }],
          },
        ],
      }
    }
  },
})

interface Mismatch {
  readonly literal: IdLiteral
  readonly field: string
  readonly variable: string
  readonly actual: string
}

function* listMismatches({ id, down, header }: Revision): Iterable<Mismatch> {
  const { docRevision, docRevises, downRevision } = header
  if (docRevision && docRevision.value !== id) yield { literal: docRevision, field: 'Revision ID', variable: 'revision', actual: id }
  if (!docRevises || downRevision.kind === 'dynamic') return
  const named = docRevises.value
    .split(/\s*,\s*/)
    .map((word) => word.replace(/^[("'`]+|[)"'`]+$/g, ''))
    .filter((word) => word !== '' && word !== 'None' && word !== '<base>')
  // Prose behind the ids ("abc (see ticket)") is no id.
  const ids = named.filter((word) => /^[\w.-]+$/.test(word))
  if (ids.length !== named.length) return
  if (ids.length === down.length && ids.every((word) => down.includes(word))) return
  yield { literal: docRevises, field: 'Revises', variable: 'down_revision', actual: down.join(', ') }
}

import { folderOf, join } from './environments'
import type { Revision, RevisionGraph } from './graph'

/** A revision file that joins heads and does nothing else, as `alembic merge` writes it. The id follows from the heads, so asking twice gives the same file. */
export function toMergeRevision(
  graph: RevisionGraph,
  heads: readonly Revision[],
): { readonly id: string; readonly path: string; readonly text: string } {
  const ids = heads.map(({ id }) => id).sort()
  let id = hashOf(ids.join())
  while (graph.byId.has(id)) id = hashOf(id)
  const newest = heads.reduce((last, head) => ((head.header.createDate ?? '') > (last.header.createDate ?? '') ? head : last))
  const tuple = ids.map((one) => `"${one}"`).join(', ')
  const text = `"""Merge ${ids.join(' and ')}

Revision ID: ${id}
Revises: ${ids.join(', ')}

"""

revision = "${id}"
down_revision = (${tuple}${ids.length === 1 ? ',' : ''})
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
`
  return { id, path: join(folderOf(newest.path), `${id}_merge_heads.py`), text }
}

/** Twelve hexadecimal digits, the length of Alembic's own ids (FNV-1a, two seeds). */
function hashOf(text: string): string {
  const hash = (seed: number): number => {
    let value = seed
    for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
    return value >>> 0
  }
  return (hash(0x811c9dc5).toString(16).padStart(8, '0') + hash(0x01234567).toString(16).padStart(8, '0')).slice(0, 12)
}

import type { Import, ImportFrom, ImportName } from './ast'
import { dottedTextOf, type Lowering, type Parent, partsOf, textOf } from './lower-context'
import type { Raw } from './raw-tree'

/** `import a.b as c, d`. */
export function lowerImport(lowering: Lowering, raw: Raw, parent: Parent): Import {
  const node: Import = { kind: 'Import', start: raw.start, end: raw.end, parent, names: [] }
  for (const part of partsOf(lowering, raw)) node.names.push(lowerName(lowering, part, node))
  return node
}

/** `from ..a import b as c`, also `from __future__ import …`. */
export function lowerImportFrom(lowering: Lowering, raw: Raw, parent: Parent): ImportFrom {
  const node: ImportFrom = {
    kind: 'ImportFrom',
    start: raw.start,
    end: raw.end,
    parent,
    module: '',
    level: 0,
    moduleStart: raw.start,
    names: [],
  }
  const names = partsOf(lowering, raw)
  if (raw.type === 'future_import_statement') {
    node.module = '__future__'
    node.moduleStart = lowering.text.indexOf('__future__', raw.start - lowering.base) + lowering.base
  } else {
    const source = names.shift()
    if (source) readSource(lowering, source, node)
  }
  for (const part of names) if (!part.missing) node.names.push(lowerName(lowering, part, node))
  return node
}

function readSource(lowering: Lowering, raw: Raw, node: ImportFrom): void {
  const prefix = raw.kids.find((kid) => kid.type === 'import_prefix')
  const dotted = raw.type === 'dotted_name' ? raw : raw.kids.find((kid) => kid.type === 'dotted_name')
  if (prefix) node.level = textOf(lowering, prefix).split('.').length - 1
  if (dotted) node.module = dottedTextOf(lowering, dotted)
  node.moduleStart = dotted?.start ?? raw.end
}

function lowerName(lowering: Lowering, raw: Raw, parent: Import | ImportFrom): ImportName {
  const node: ImportName = { kind: 'ImportName', start: raw.start, end: raw.end, parent, name: '*', asname: undefined }
  if (raw.type === 'aliased_import') {
    const [name, alias] = partsOf(lowering, raw)
    node.name = name ? dottedTextOf(lowering, name) : ''
    node.asname = alias && !alias.missing ? textOf(lowering, alias) : undefined
  } else if (raw.type !== 'wildcard_import') node.name = dottedTextOf(lowering, raw)
  return node
}

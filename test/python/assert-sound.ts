import assert from 'node:assert/strict'
import type { PythonModule } from '../../src/python/ast'
import { childrenOf, descendants } from '../../src/python/children'

/** Every child lies in its parent and knows it; every name stands where it says. */
export function assertSound(module: PythonModule): void {
  for (const statement of module.body()) {
    assert.equal(statement.parent, undefined)
    for (const node of descendants(statement)) {
      assert(node.start <= node.end, node.kind)
      if (node.kind === 'Name') assert.equal(module.text.slice(node.start, node.end), node.id)
      if (node.kind === 'Attribute' && node.attr)
        assert.equal(module.text.slice(node.attrStart, node.attrStart + node.attr.length), node.attr)
      if (node.kind === 'FunctionDef' || node.kind === 'ClassDef' || (node.kind === 'Param' && node.name)) {
        assert.equal(module.text.slice(node.nameStart, node.nameStart + node.name.length), node.name)
      }
      for (const child of childrenOf(node)) {
        assert.equal(child.parent, node, `${child.kind} in ${node.kind}`)
        assert(
          node.start <= child.start && child.end <= node.end,
          `${child.kind} ${child.start}..${child.end} leaves ${node.kind} ${node.start}..${node.end}`,
        )
      }
    }
  }
}

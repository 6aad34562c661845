import type { Node } from '../../src/python/ast'
import { childrenOf } from '../../src/python/children'

/** A tree as one line: `Call(Attribute.execute(Name.db), Str)`. */
export function showTree(node: Node): string {
  const children = childrenOf(node).map(showTree)
  return `${node.kind}${labelOf(node)}${children.length > 0 ? `(${children.join(', ')})` : ''}`
}

function labelOf(node: Node): string {
  switch (node.kind) {
    case 'Name':
      return `.${node.id}`
    case 'Attribute':
      return `.${node.attr}`
    case 'FunctionDef':
      return `${node.async ? ' async' : ''}.${node.name}`
    case 'ClassDef':
      return `.${node.name}`
    case 'Param':
      return `.${{ positional: '', keyword: '|', star: '*', doublestar: '**' }[node.style]}${node.name}`
    case 'Keyword':
      return `.${node.name ?? '**'}`
    case 'ImportFrom':
      return `.${'.'.repeat(node.level)}${node.module}`
    case 'ImportName':
      return `.${node.name}${node.asname ? `:${node.asname}` : ''}`
    case 'BinOp':
    case 'BoolOp':
    case 'UnaryOp':
      return ` ${node.op}`
    case 'Compare':
      return ` ${node.ops.join(' ')}`
    case 'Constant':
      return ` ${node.value}`
    case 'Assign':
      return node.op ? ` ${node.op}` : ''
    case 'ExceptHandler':
      return node.name ? `.${node.name}` : ''
    case 'For':
    case 'With':
    case 'Comprehension':
      return node.async ? ' async' : ''
    default:
      return ''
  }
}

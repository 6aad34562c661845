import { pydanticModelNamed } from './pydantic-models'
import { isResponseModel } from './response-models'
import type { Workspace } from './workspace'

const typescriptType =
  /^\uFEFF?[ \t]*(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:interface|type|class|enum)\s+([A-Za-z_]\w*)/gm
const pythonClass = /^\uFEFF?class\s+(\w+)/gm

/**
 * What is written twice: names that one TypeScript type and one response model of the API share. Of several types of one name (two versions
 * of an SDK, the client's own beside the server's) it is not known which one mirrors the model.
 */
export const contractNames = (workspace: Workspace): ReadonlySet<string> =>
  workspace.memo(
    'api-contracts',
    () => {
      const types = countNames(
        workspace,
        ['.ts', '.tsx', '.mts', '.cts', '.vue'],
        ['interface ', 'type ', 'class ', 'enum '],
        typescriptType,
      )
      if (types.size === 0) return new Set<string>()
      const classes = countNames(workspace, ['.py'], ['class '], pythonClass)
      return new Set(
        [...types].flatMap(([name, count]) => {
          const model = count === 1 && classes.has(name) ? pydanticModelNamed(workspace, name) : undefined
          return model?.complete && isResponseModel(workspace, model) ? [name] : []
        }),
      )
    },
    'while-typing',
  )

function countNames(
  workspace: Workspace,
  extensions: readonly string[],
  words: readonly string[],
  declaration: RegExp,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const path of workspace.filesWith(words, extensions))
    for (const [, name = ''] of (workspace.text(path) ?? '').matchAll(declaration)) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

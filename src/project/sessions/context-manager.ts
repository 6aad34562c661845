import type { FunctionDef } from '../../python/ast'
import { libraryWord } from '../library-word'
import type { Workspace } from '../workspace'

/** Does `contextlib` make a context manager of the function, and nothing else something more? */
export const isContextManager = (workspace: Workspace, path: string, { decorators }: FunctionDef): boolean =>
  decorators.length === 1 && decorators.every((each) => /^(async)?contextmanager$/.test(libraryWord(workspace, path, each)))

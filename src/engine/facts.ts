import { alembicFacts } from '../alembic/alembic-facts'
import type { FactMap, Need, SourceFile } from '../contract/rule'
import { modelFacts } from '../models/model-facts'
import { planTypescript } from '../project/typescript-request'
import type { Workspace } from '../project/workspace'
import { focusModule } from '../python/focus-module'
import type { Span } from '../text/span'
import { emptyTypescriptFacts, type TypescriptReport, type TypescriptService } from '../typescript/typescript-facts'

/** Slow knowledge that lives outside the thread; what is missing is a host without it. */
export interface FactServices {
  readonly typescript?: TypescriptService
}

/** What a provider may look at: the project and the file under analysis. */
export interface FactWorld {
  readonly workspace: Workspace
  readonly file: SourceFile
  readonly services: FactServices
  /** The files that rules with this need can see something in. */
  readonly filesFor: (need: Need) => readonly string[]
  readonly signal: AbortSignal | undefined
  /** See `RuleContext`. */
  readonly focus?: Span | undefined
}

/** One line for each fact that rules can need. Called at most once for each file that a rule needs it in. */
export type FactProviders = { readonly [K in Need]: (world: FactWorld) => FactMap[K] | Promise<FactMap[K]> }

export const factProviders: FactProviders = {
  alembic: ({ workspace }) => alembicFacts(workspace),
  models: ({ workspace, file }) => modelFacts(workspace, file.path),
  project: ({ workspace }) => workspace,
  python: ({ workspace, file, focus }) => {
    const module = workspace.module(file.path)
    if (!module) throw new Error(`${file.path} is no Python module`)
    return focus ? focusModule(module, focus) : module
  },
  // Rules that read Python and TypeScript ask for it in both: a Python file must not wake the TypeScript worker.
  typescript: async (world) =>
    world.file.language === 'python' || world.file.language === 'sql'
      ? emptyTypescriptFacts
      : ((await analyseTypescript(world)).files[world.file.path] ?? emptyTypescriptFacts),
}

const noReport: TypescriptReport = { files: {} }

/** One request for all files that TypeScript rules are interested in, once per state of the project: not bound to the check that asked first. */
function analyseTypescript({ workspace, services, filesFor }: FactWorld): Promise<TypescriptReport> {
  const service = services.typescript
  if (!service) return Promise.resolve(noReport)
  return workspace.memo('engine:typescript', () => service.analyse(planTypescript(workspace, filesFor('typescript'))))
}

import { type FileSystemHost, Project, type SourceFile, ts } from 'ts-morph'
import type { Span } from '../text/span'
import { toVirtualScript } from './vue-script'

/** One compiler program over candidate files that share a configuration. */
export interface TypescriptProgram {
  readonly files: readonly ProgramFile[]
  readonly service: ts.LanguageService
  readonly checker: ts.TypeChecker
  /** The file of the request that a compiler file is, or undefined for a library. */
  fileOf(source: ts.SourceFile | string): ProgramFile | undefined
}

export interface ProgramFile {
  /** Relative to the project root, as the request named it. */
  readonly path: string
  readonly source: ts.SourceFile
  /** The text as the request gave it; `source.text` differs for Vue components. */
  readonly text: string
  /** A span of the compiler's file in the request's text; undefined for generated glue. */
  toSource(span: Span): Span | undefined
}

export interface ProgramOptions {
  /** Absolute path of the project root, `/` as separator. */
  readonly root: string
  /** Where types and configurations are read; the disk when left out. */
  readonly fileSystem?: FileSystemHost
  /** Programs of earlier requests: what did not change is not read and bound again. */
  readonly cache?: ProgramCache
}

/** Keep one for a worker's life. */
export type ProgramCache = Map<string, Project>

/** Make one program for each TypeScript configuration that governs a candidate; only candidates and what they import are loaded. */
export function createPrograms(
  files: readonly { readonly path: string; readonly text: string }[],
  options: ProgramOptions,
): TypescriptProgram[] {
  const host = options.fileSystem ?? new Project({ skipLoadingLibFiles: true }).getFileSystem()
  const groups = new Map<string, { readonly path: string; readonly text: string }[]>()
  for (const file of files) {
    const configuration = findConfiguration(host, options.root, file.path) ?? ''
    groups.set(configuration, [...(groups.get(configuration) ?? []), file])
  }
  return [...groups].map(([configuration, group]) => createProgram(host, options, configuration, group))
}

function createProgram(
  host: FileSystemHost,
  { root, cache }: ProgramOptions,
  configuration: string,
  files: readonly { readonly path: string; readonly text: string }[],
): TypescriptProgram {
  const project = openProject(host, configuration, cache)
  const virtual = new Map<string, { path: string; text: string; toSource: (span: Span) => Span | undefined }>()
  for (const file of files) {
    if (!file.path.endsWith('.vue')) {
      const source = putFile(project, `${root}/${file.path}`, file.text)
      // The compiler drops a byte order mark that its reader finds, but keeps one that a caller passes, so offsets agree with the text.
      virtual.set(source.getFilePath(), { ...file, toSource: (span) => span })
      continue
    }
    const script = toVirtualScript(file.text)
    if (!script) continue
    const source = putFile(project, `${root}/${file.path}${script.extension}`, script.text)
    virtual.set(source.getFilePath(), { ...file, toSource: script.toSource })
  }
  if (files.some((file) => file.path.endsWith('.vue')) && !resolvesVue(project, root, files)) {
    putFile(project, `${root}/__tenantscope_vue.d.ts`, vueTypes)
  }
  // What an earlier request brought and this one does not mention counts as it is on the disk.
  for (const source of project.getSourceFiles()) {
    const path = source.getFilePath()
    if (!virtual.has(path) && !path.endsWith('/__tenantscope_vue.d.ts')) project.removeSourceFile(source)
  }
  const service = project.getLanguageService().compilerObject
  const program = project.getProgram().compilerObject
  const byName = new Map<string, ProgramFile>()
  for (const [name, { path, text, toSource }] of virtual) {
    const source = program.getSourceFile(name)
    if (source) byName.set(name, { path, text, source, toSource })
  }
  return {
    files: [...byName.values()],
    service,
    checker: program.getTypeChecker(),
    fileOf: (source) => byName.get(typeof source === 'string' ? source : source.fileName),
  }
}

function openProject(host: FileSystemHost, configuration: string, cache: ProgramCache | undefined): Project {
  const compilerOptions = { ...readOptions(host, configuration), ...forcedOptions }
  const key = JSON.stringify([configuration, compilerOptions])
  const known = cache?.get(key)
  if (known) {
    for (const { fileName } of known.getProgram().compilerObject.getSourceFiles()) {
      if (!fileName.includes('/node_modules/')) known.getSourceFile(fileName)?.refreshFromFileSystemSync()
    }
    return known
  }
  const project = new Project({ fileSystem: host, skipAddingFilesFromTsConfig: true, skipFileDependencyResolution: true, compilerOptions })
  cache?.set(key, project)
  return project
}

function putFile(project: Project, path: string, text: string): SourceFile {
  const known = project.getSourceFile(path)
  return known?.getFullText() === text ? known : project.createSourceFile(path, text, { overwrite: true })
}

// A workspace's own strictness, output and module checks do not matter here; what decides how names are found does, and stays.
const forcedOptions: ts.CompilerOptions = {
  allowJs: true,
  checkJs: false,
  noEmit: true,
  skipLibCheck: true,
  strict: true,
  composite: false,
  incremental: false,
  declaration: false,
  jsx: ts.JsxEmit.Preserve,
  types: [],
}

const defaultOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
}

function findConfiguration(host: FileSystemHost, root: string, path: string): string | undefined {
  const parts = path.split('/')
  for (let depth = parts.length - 1; depth >= 0; depth--) {
    const folder = [root, ...parts.slice(0, depth)].join('/')
    for (const name of ['tsconfig.json', 'jsconfig.json']) if (host.fileExistsSync(`${folder}/${name}`)) return `${folder}/${name}`
  }
  return undefined
}

function readOptions(host: FileSystemHost, configuration: string, followReferences = true): ts.CompilerOptions {
  if (configuration === '') return defaultOptions
  const readFile = (path: string): string | undefined => (host.fileExistsSync(path) ? host.readFileSync(path) : undefined)
  const { config } = ts.readConfigFile(configuration, readFile)
  if (!config) return defaultOptions
  const folder = configuration.slice(0, configuration.lastIndexOf('/'))
  const parsed = ts.parseJsonConfigFileContent(
    { ...config, include: [], files: [], references: [] },
    { useCaseSensitiveFileNames: true, readDirectory: () => [], fileExists: (path) => host.fileExistsSync(path), readFile },
    folder,
    undefined,
    configuration,
  )
  let options: ts.CompilerOptions = { ...defaultOptions, ...parsed.options }
  // A solution file of Vite or Nx holds references only; the options that resolve names stand in what it refers to.
  const references: unknown = config.references
  if (followReferences && !parsed.options.paths && Array.isArray(references)) {
    for (const reference of references) {
      const target: unknown = reference?.path
      if (typeof target !== 'string') continue
      const path = resolvePath(folder, target)
      const file = path.endsWith('.json') ? path : `${path}/tsconfig.json`
      if (!host.fileExistsSync(file)) continue
      const other = readOptions(host, file, false)
      if (other.paths) options = { ...options, paths: other.paths, pathsBasePath: other.pathsBasePath, baseUrl: other.baseUrl }
    }
  }
  return options
}

function resolvePath(folder: string, relative: string): string {
  const parts = folder.split('/')
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

function resolvesVue(project: Project, root: string, files: readonly { readonly path: string }[]): boolean {
  const [first] = files
  if (!first) return true
  const found = ts.resolveModuleName('vue', `${root}/${first.path}.ts`, project.getCompilerOptions(), project.getModuleResolutionHost())
  return found.resolvedModule !== undefined
}

// Enough of Vue to type `ref<Job[]>([])` in a checkout whose packages are not installed.
const vueTypes = `declare module 'vue' {
  export interface Ref<T = any> { value: T; readonly __v_isRef?: true }
  export interface ComputedRef<T = any> { readonly value: T; readonly __v_isRef?: true }
  export type PropType<T> = { new (...args: any[]): T & {} } | { (): T }
  export function ref<T>(value: T): Ref<T>
  export function ref<T = any>(): Ref<T | undefined>
  export function shallowRef<T>(value: T): Ref<T>
  export function computed<T>(get: () => T): ComputedRef<T>
  export function reactive<T>(value: T): T
  export function readonly<T>(value: T): T
  export function toRef<T, K extends keyof T>(value: T, key: K): Ref<T[K]>
  export function toRefs<T>(value: T): { [K in keyof T]: Ref<T[K]> }
  export function unref<T>(value: T | Ref<T>): T
  type PropOf<P> = P extends PropType<infer T> ? T : P extends { type: PropType<infer T> } ? T : any
  type Props<P> = P extends readonly (infer K)[] ? { readonly [N in K & string]: any } : { readonly [N in keyof P]: PropOf<P[N]> }
  type Unwrapped<S> = { [N in keyof S]: S[N] extends { value: infer V; readonly __v_isRef?: true } ? V : S[N] }
  type Computed<C> = { readonly [N in keyof C]: C[N] extends (...values: any[]) => infer R ? R : C[N] extends { get(...values: any[]): infer R } ? R : any }
  type Instance<P, S, D, C, M> = Props<P> & Unwrapped<S> & D & Computed<C> & M & { [N in \`$\${string}\`]: any }
  export function defineComponent<P = {}, S = {}, D = {}, C extends Record<string, any> = {}, M extends Record<string, any> = {}>(
    options: {
      props?: P
      setup?(props: Props<P>, context: any): S
      data?(this: Props<P>, component: any): D
      computed?: C & ThisType<Instance<P, S, D, C, M>>
      methods?: M & ThisType<Instance<P, S, D, C, M>>
      [option: string]: any
    } & ThisType<Instance<P, S, D, C, M>>,
  ): { new (): Instance<P, S, D, C, M> }
}
declare function defineProps<T>(): Readonly<T>
declare function defineProps(options: object): any
declare function withDefaults<T>(props: T, defaults: object): T
declare function defineEmits<T = any>(options?: any): any
declare function defineModel<T>(...options: any[]): import('vue').Ref<T>
declare function defineExpose(value?: object): void
`

import { InMemoryFileSystemHost } from 'ts-morph'
import { defaultConfig } from '../../src/contract/config'
import type { RuleFinding } from '../../src/contract/finding'
import { loadSqlParser } from '../../src/sql/load-sql-parser'
import type { SqlText } from '../../src/sql/sql-text'
import { analyseTypescript } from '../../src/typescript/analyse-typescript'
import { listTypescriptFindings, type TypescriptScopingRule } from '../../src/typescript/judge-executions'
import type { TypescriptReport, TypescriptRequest } from '../../src/typescript/typescript-facts'

export type Files = Readonly<Record<string, string>>

/** Analyse files of a project that exists in memory only. */
export function analyse(files: Files, request: Partial<TypescriptRequest> = {}): TypescriptReport {
  const fileSystem = new InMemoryFileSystemHost()
  for (const [path, text] of Object.entries(files)) fileSystem.writeFileSync(`/project/${path}`, text)
  const candidates = Object.entries(files).flatMap(([path, text]) => (/\.(?:[cm]?[jt]sx?|vue)$/.test(path) ? [{ path, text }] : []))
  return analyseTypescript({ files: candidates, fields: [], shapes: [], sql: false, ...request }, { root: '/project', fileSystem })
}

const rules: readonly TypescriptScopingRule[] = [
  'search-path-bind-parameter',
  'search-path-other-connection',
  'search-path-leak',
  'raw-search-path',
  'unquoted-schema',
]

export interface Placed {
  readonly rule: string
  readonly path: string
  readonly text: string
  readonly finding: RuleFinding
}

/** The findings of the scoping rules, dominated ones left out as the engine does. */
export async function findScoping(files: Files): Promise<Placed[]> {
  const report = analyse(files, { sql: true })
  const sql = await loadSqlParser()
  const placed: Placed[] = []
  const project = { analyseSql: (text: SqlText) => sql.analyse(text) }
  for (const [path, typescript] of Object.entries(report.files)) {
    const text = files[path] ?? ''
    const context = { file: { path, text }, typescript, project, config: defaultConfig }
    const all = rules.flatMap((rule) => listTypescriptFindings(rule, context).map((finding) => ({ rule, finding })))
    const dominated = (rule: string, at: number) =>
      all.some((other) => other.finding.at.start === at && other.finding.also?.some((also) => also.rule === rule))
    for (const { rule, finding } of all) {
      if (!dominated(rule, finding.at.start)) placed.push({ rule, path, text: text.slice(finding.at.start, finding.at.end), finding })
    }
  }
  return placed.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.finding.at.start - b.finding.at.start))
}

import { existsSync, readdirSync, statSync } from 'node:fs'
import * as path from 'node:path'
import { languageOf } from '../../src'

/** One project of fixtures; see README.md beside this file. */
export interface Fixture {
  readonly name: string
  readonly rule: string
  /** Project path -> file on disk. */
  readonly sources: ReadonlyMap<string, string>
}

export const fixtureFolder = __dirname
const goldenName = /\.(unsafe\.)?fixed(\.[a-z]+)$/

export function listFixtures(family: string, rule: string): readonly Fixture[] {
  const folder = path.join(fixtureFolder, family, rule)
  const config = path.join(folder, 'tenantscope.toml')
  const shared: [string, string][] = existsSync(config) ? [['tenantscope.toml', config]] : []
  const single = readdirSync(folder)
    .filter((name) => languageOf(name) !== undefined && !goldenName.test(name))
    .map((name): Fixture => ({ name, rule, sources: new Map([[name, path.join(folder, name)], ...shared]) }))
  const projects = listFolders(folder).map((name): Fixture => {
    const inner = path.join(folder, name)
    const files = readdirSync(inner, { recursive: true, encoding: 'utf8' }).filter(
      (file) => statSync(path.join(inner, file)).isFile() && !goldenName.test(file),
    )
    return { name, rule, sources: new Map(files.sort().map((file) => [file.split(path.sep).join('/'), path.join(inner, file)])) }
  })
  return [...single, ...projects]
}

export function listFolders(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => statSync(path.join(folder, name)).isDirectory())
    .sort()
}

import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { createMemoryProject, type MemoryProject } from '../../support/memory-project'
import { type PythonEnvironment, runPython } from '../../support/python'

/** What one program answered and left behind. */
export interface Outcome {
  readonly answer?: unknown
  readonly raised?: string
  readonly 'path left on the pool': string
  readonly rows: Readonly<Record<string, readonly string[]>>
}

/** A program with one way to set the path written in. */
export interface Cell {
  readonly name: string
  readonly source: string
}

/** `set_path(db, schema)` of a program, in every form. */
const forms: Readonly<Record<string, (db: string, schema: string, wait: string) => string>> = {
  local: (db, schema, wait) => `${wait}${db}.execute(text(f"SET LOCAL search_path TO {${schema}}, public"))`,
  session: (db, schema, wait) => `${wait}${db}.execute(text(f"SET search_path TO {${schema}}, public"))`,
  helper: (db, schema, wait) => `${wait}use_schema${wait ? '_async' : ''}(${db}, ${schema})`,
}

const rules = ['raw-search-path', 'search-path-helper', 'search-path-leak']

/** The programs of a folder, each in every form. */
export function listCells(folder: string): readonly Cell[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.py') && file !== 'base.py' && file !== 'async_base.py')
    .sort()
    .flatMap((file) => {
      const text = readFileSync(path.join(folder, file), 'utf8')
      return Object.entries(forms).map(([form, write]) => ({
        name: `${file.replace(/\.py$/, '')}: ${form}`,
        source: text.replace(/(await )?\bset_path\((\w+), (.+)\)$/gm, (_, wait = '', db, schema) => write(db, schema, wait)),
      }))
    })
}

const read = (name: string): string => readFileSync(path.join(__dirname, 'programs', `${name}.py`), 'utf8')
/** What all programs import. */
const shared = { 'base.py': read('base'), 'async_base.py': read('async_base') }

export const openProgram = (text: string): Promise<MemoryProject> =>
  createMemoryProject({ ...shared, 'program.py': text }, { selection: { select: rules } })

/** Runs programs one after the other, each on fresh tenants and an engine of its own. */
export async function runPrograms(environment: PythonEnvironment, url: string, sources: readonly string[]): Promise<readonly Outcome[]> {
  const place = mkdtempSync(path.join(tmpdir(), 'tenantscope-programs-'))
  try {
    for (const [name, text] of Object.entries(shared)) writeFileSync(path.join(place, name), text)
    for (const [index, text] of sources.entries()) writeFileSync(path.join(place, `program_${index}.py`), text)
    const { code, stdout, stderr } = await runPython(environment, path.join(__dirname, 'run.py'), {
      args: [place, sources.map((_, index) => `program_${index}`).join(',')],
      env: { DATABASE_URL: url },
    })
    assert.equal(code, 0, stderr)
    const results: Readonly<Record<string, Outcome>> = JSON.parse(stdout)
    return sources.map((_, index) => results[`program_${index}`]).filter((each) => each !== undefined)
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

/** Did a run raise, or read or write another schema's rows? */
export function strays({ raised, answer, rows }: Outcome): boolean {
  if (raised !== undefined) return true
  const runs = Array.isArray(answer) ? answer : []
  return (
    Object.entries(rows).some(([table, titles]) =>
      titles.some((title) => / of /.test(title) && !title.endsWith(` of ${table.replace('.offers', '')}`)),
    ) ||
    JSON.stringify(runs).includes(' of public') ||
    runs.some((each, index) => runs.length === 2 && JSON.stringify(each ?? null).includes(` of user_${index === 0 ? 2 : 1}`))
  )
}

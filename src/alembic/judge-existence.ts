import { type Existence, type ExpectedObject, findTable, hasName, nameOf, type ReplayOptions, type State } from './expected-schema'
import type { Operation } from './operation'
import { applyConvention, conventionFor } from './postgres-names'

/** What is known about the object that an operation drops or renames, in the state before it. Undefined for other operations. */
export function judgeExistence(operation: Operation, state: State, options: ReplayOptions): Existence | undefined {
  const { effect } = operation
  const table = findTable(operation, state, options.config)
  const verdict = (found: boolean, name: string | undefined, candidates: readonly ExpectedObject[] = []): Existence => {
    if (found) return { kind: 'created', candidates: [], table }
    const maybe = state.uncertain || !table?.complete || name === undefined || mentions(state, [name, nameOf(operation.table?.name)])
    return { kind: maybe ? 'unknown' : 'absent', candidates, table }
  }
  switch (effect.kind) {
    case 'drop-table':
    case 'rename-table':
      // A chain rarely creates every table of a database that is older than it.
      return { kind: table ? 'created' : 'unknown', candidates: [], table }
    case 'drop-column':
    case 'alter-column': {
      const name = nameOf(effect.name)
      if (effect.kind === 'alter-column' && !effect.to) return undefined
      return verdict(name !== undefined && table?.columns.has(name) === true, name)
    }
    case 'drop-index':
    case 'rename-index': {
      const name = nameOf(effect.name)
      const owner = table ?? [...state.tables.values()].find((candidate) => candidate.objects.some((object) => hasName(object, name)))
      if (!owner) return { kind: 'unknown', candidates: [], table: undefined }
      const found = owner.objects.some((object) => hasName(object, name)) || (name !== undefined && state.renamed.has(name))
      const computed = owner.objects.some(({ names }) => names === undefined)
      const judged = verdict(
        found,
        computed ? undefined : name,
        owner.objects.filter(({ kind }) => kind === 'index'),
      )
      return { ...judged, table: owner }
    }
    case 'drop-constraint':
    case 'rename-constraint': {
      const name = nameOf(effect.name)
      const kind = effect.kind === 'drop-constraint' ? effect.constraintKind : undefined
      const template = kind ? conventionFor(options.convention, kind) : undefined
      const expanded =
        template?.includes('constraint_name') && table
          ? applyConvention(template, { table: table.name, columns: undefined, name, referent: undefined })
          : undefined
      const same = (table?.objects ?? []).filter((object) => object.kind !== 'index' && (kind === undefined || object.kind === kind))
      const found =
        same.some((object) => hasName(object, name) || (expanded !== undefined && hasName(object, expanded))) ||
        (name !== undefined && state.renamed.has(name))
      const computed = same.some(({ names }) => names === undefined)
      return verdict(found, computed ? undefined : name, same)
    }
    default:
      return undefined
  }
}

const mentions = (state: State, names: readonly (string | undefined)[]): boolean =>
  state.opaque.some((text) => names.some((name) => name !== undefined && text.includes(name)))

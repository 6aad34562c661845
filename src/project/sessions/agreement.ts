import type { Node } from '../../python/ast'
import { type EngineFact, type SessionRef, unknownValue, type Value } from './value'

/**
 * What an expression stands for that has one of several values, by the way the program takes.
 * Sessions stay sessions, of unknown origin; engines and factories of which some carry a map and some do not are unknown.
 */
export function oneOf(values: readonly Value[], id: Node): Value {
  const first = values.find(({ kind }) => kind !== 'unknown')
  if (!first) return unknownValue
  if (values.every((value) => areAlike(value, first))) return first
  if (first.kind === 'session') return oneOfSeveral(first.ref, id)
  if (first.kind === 'tuple')
    return {
      kind: 'tuple',
      elts: first.elts.map((_, index) =>
        oneOf(
          values.map((value) => (value.kind === 'tuple' ? (value.elts[index] ?? unknownValue) : unknownValue)),
          id,
        ),
      ),
    }
  return first.kind === 'engine' || first.kind === 'factory' ? unknownValue : first
}

/** `db = SessionLocal() if given is None else given`: a session, and which one is open. */
export function oneOfSeveral(ref: SessionRef, id: Node): Value {
  return {
    kind: 'session',
    ref: { ...ref, id, origin: { kind: 'unknown', reason: 'it is one session on some ways and another on others' } },
  }
}

function areAlike(a: Value, b: Value): boolean {
  if (a === b) return true
  if (a.kind === 'engine' && b.kind === 'engine') return areAlikeEngines(a.engine, b.engine)
  if (a.kind === 'factory' && b.kind === 'factory')
    return a.factory.call === b.factory.call || (a.factory.map === b.factory.map && areAlikeEngines(a.factory.engine, b.factory.engine))
  if (a.kind === 'session' && b.kind === 'session') {
    if (a.ref.id === b.ref.id) return true
    const [x, y] = [a.ref.origin, b.ref.origin]
    return x.kind === 'opened' && y.kind === 'opened' && x.factory?.call === y.factory?.call && areAlikeEngines(x.engine, y.engine)
  }
  if (a.kind === 'tuple' && b.kind === 'tuple')
    return (
      a.elts.length === b.elts.length &&
      a.elts.every((elt, index) => {
        const other = b.elts[index]
        return other !== undefined && (areAlike(elt, other) || (elt.kind === 'unknown' && other.kind === 'unknown'))
      })
    )
  return false
}

/** The same engine with the same map, or two without a map that keep connections alike. */
const areAlikeEngines = (a: EngineFact | undefined, b: EngineFact | undefined): boolean =>
  a !== undefined && b !== undefined && a.map?.node === b.map?.node && (a.call === b.call || (!a.map && a.pool === b.pool))

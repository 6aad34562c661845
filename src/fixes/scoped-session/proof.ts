/** The outcome of one proof: `proved` names what was seen, `missing` makes a fix unsafe, `refuted` forbids it. */
export interface Proof {
  readonly id: string
  readonly verdict: 'proved' | 'missing' | 'refuted'
  readonly text: string
  /** What is missing concerns a transaction that stays open, and no object. */
  readonly about?: 'transaction'
}

export const proved = (id: string, text: string): Proof => ({ id, verdict: 'proved', text })
export const missing = (id: string, text: string): Proof => ({ id, verdict: 'missing', text })
export const refuted = (id: string, text: string): Proof => ({ id, verdict: 'refuted', text })

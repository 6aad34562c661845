import type { BatchJob, Column, MarketplaceJob } from './types'

export type Short = Pick<MarketplaceJob, 'id' | 'batch_id'>
//                                               ^^^^^^^^ deprecated-field
export type Rest = Omit<MarketplaceJob, 'batch_id'>
//                                       ^^^^^^^^ deprecated-field
export type Key = MarketplaceJob['batch_id']
//                                ^^^^^^^^ deprecated-field
export type Others = Exclude<keyof MarketplaceJob, 'batch_id'>
//                                                  ^^^^^^^^ deprecated-field
export type Near = Pick<BatchJob, 'batch_id'> | Record<'batch_id', string> | BatchJob['batch_id']

type Only<T, K extends keyof T> = Pick<T, K>
export type Own = Only<MarketplaceJob, 'batch_id'>
//                                      ^^^^^^^^ deprecated-field
export type OwnNear = Only<BatchJob, 'batch_id'>

const columns: Column<MarketplaceJob>[] = [{ key: 'id' }, { label: '🎉', key: 'batch_id' }]
//                                                                             ^^^^^^^^ deprecated-field
const nearColumns: Column<BatchJob>[] = [{ key: 'batch_id', label: 'batch_id' }]
const labels: Record<keyof MarketplaceJob, string> = { id: 'Id', batch_id: 'Batch' }
//                                                               ^^^^^^^^ deprecated-field
const chosen: keyof MarketplaceJob = columns[1]?.key ?? 'batch_id'
//                                                       ^^^^^^^^ deprecated-field

function pluck<T, K extends keyof T>(of: T, key: K): T[K] {
  return of[key]
}
function sortBy<T>(list: readonly T[], ...keys: (keyof T)[]): T[] {
  return [...list].sort((a, b) => keys.map((key) => String(a[key]).localeCompare(String(b[key]))).find((order) => order !== 0) ?? 0)
}

export function run(jobs: readonly MarketplaceJob[], batches: readonly BatchJob[], batch_id: string) {
  const found: unknown[] = [labels.batch_id, labels['id'], batch_id, 'batch_id']
  //                               ^^^^^^^^ deprecated-field
  for (const job of sortBy(jobs, 'batch_id')) found.push(pluck(job, 'batch_id'))
  //                              ^^^^^^^^ deprecated-field
  //                                                                 ^^^^^^^^ deprecated-field
  for (const batch of sortBy(batches, 'batch_id')) found.push(pluck(batch, 'batch_id'))
  if (chosen === 'batch_id') found.push(jobs.map((job) => job[chosen]))
  //              ^^^^^^^^ deprecated-field
  const [first] = jobs
  found.push(first && 'batch_id' in first, batches[0] && 'batch_id' in batches[0])
  //                   ^^^^^^^^ deprecated-field
  for (const { key } of nearColumns) found.push(batches.map((batch) => batch[key]))
  return found
}

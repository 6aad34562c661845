import type { BatchJob, Column, MarketplaceJob } from './types'

export type Short = Pick<MarketplaceJob, 'id' | 'batch_job_id'>
export type Rest = Omit<MarketplaceJob, 'batch_job_id'>
export type Key = MarketplaceJob['batch_job_id']
export type Others = Exclude<keyof MarketplaceJob, 'batch_job_id'>
export type Near = Pick<BatchJob, 'batch_id'> | Record<'batch_id', string> | BatchJob['batch_id']

type Only<T, K extends keyof T> = Pick<T, K>
export type Own = Only<MarketplaceJob, 'batch_job_id'>
export type OwnNear = Only<BatchJob, 'batch_id'>

const columns: Column<MarketplaceJob>[] = [{ key: 'id' }, { label: '🎉', key: 'batch_job_id' }]
const nearColumns: Column<BatchJob>[] = [{ key: 'batch_id', label: 'batch_id' }]
const labels: Record<keyof MarketplaceJob, string> = { id: 'Id', batch_job_id: 'Batch' }
const chosen: keyof MarketplaceJob = columns[1]?.key ?? 'batch_job_id'

function pluck<T, K extends keyof T>(of: T, key: K): T[K] {
  return of[key]
}
function sortBy<T>(list: readonly T[], ...keys: (keyof T)[]): T[] {
  return [...list].sort((a, b) => keys.map((key) => String(a[key]).localeCompare(String(b[key]))).find((order) => order !== 0) ?? 0)
}

export function run(jobs: readonly MarketplaceJob[], batches: readonly BatchJob[], batch_id: string) {
  const found: unknown[] = [labels.batch_job_id, labels['id'], batch_id, 'batch_id']
  for (const job of sortBy(jobs, 'batch_job_id')) found.push(pluck(job, 'batch_job_id'))
  for (const batch of sortBy(batches, 'batch_id')) found.push(pluck(batch, 'batch_id'))
  if (chosen === 'batch_job_id') found.push(jobs.map((job) => job[chosen]))
  const [first] = jobs
  found.push(first && 'batch_job_id' in first, batches[0] && 'batch_id' in batches[0])
  for (const { key } of nearColumns) found.push(batches.map((batch) => batch[key]))
  return found
}

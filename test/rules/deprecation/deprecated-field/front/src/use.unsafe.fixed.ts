import type { BatchJob, MarketplaceJob } from '@/types'

export function label({ id, batch_job_id: batch_id }: MarketplaceJob, batch: BatchJob): string {
  return `${id} ${batch_id} ${batch.batch_id}`
}
export const keyOf = (job: MarketplaceJob, batch_id: string) => job.batch_job_id ?? batch_id
export const made: MarketplaceJob = { id: 1, batch_job_id: null }
export const query = { batch_id: 'b-1' }

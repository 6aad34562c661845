import { readBatch } from './api'
import type { BatchJob, MarketplaceJob } from './types'

export function groupByBatch(jobs: MarketplaceJob[]): Map<string, MarketplaceJob[]> {
  const groups = new Map<string, MarketplaceJob[]>()
  for (const job of jobs) {
    const key = job.batch_id ?? 'none'
    groups.set(key, [...(groups.get(key) ?? []), job])
  }
  return groups
}

export function describeJob({ id, batch_id }: MarketplaceJob): string {
  return `job ${id} (${batch_id ?? 'no batch'})`
}

export function emptyJob(id: number): MarketplaceJob {
  return {
    id,
    product_id: null,
    marketplace: 'vinted',
    status: 'pending',
    batch_id: null,
    batch_job_id: null,
  }
}

export function labelBatch(batch: BatchJob): string {
  return `${batch.marketplace} ${batch.batch_id}`
}

export async function batchOf(job: MarketplaceJob): Promise<BatchJob | undefined> {
  return job.batch_id === null ? undefined : readBatch(String(job.batch_job_id))
}

export const query = { batch_id: 'b-1', page: 1 }

import type { BatchJob, JobStatsResponse, MarketplaceJob } from './types'

async function get<T>(path: string): Promise<T> {
  const response = await fetch(path)
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return (await response.json()) as T
}

export const listJobs = () => get<MarketplaceJob[]>('/jobs')
export const listStats = (day: string) => get<JobStatsResponse[]>(`/stats?day=${day}`)
export const readBatch = (batch_id: string) => get<BatchJob>(`/batches/${batch_id}`)

/** The jobs of one batch, asked for by the batch's string key. */
export const listJobsOfBatch = (batch_id: string) => get<MarketplaceJob[]>(`/jobs/by-batch/${batch_id}`)

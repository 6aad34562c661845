export interface MarketplaceJob {
  id: number
  batch_job_id: string | null
}
export interface BatchJob {
  batch_id: string
}

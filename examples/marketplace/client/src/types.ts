/** What the back end sends for one marketplace job. */
export interface MarketplaceJob {
  id: number
  product_id: number | null
  marketplace: string
  status: string
  batch_id: string | null
  batch_job_id: number | null
}

/** What it sends for one batch. */
export interface BatchJob {
  id: number
  batch_id: string
  marketplace: string
}

/** The day's numbers; the back end's own list of fields has moved on. */
export interface JobStatsResponse { action_type_id: number; date: string; done: number; failed: number }

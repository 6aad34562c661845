export interface MarketplaceJob {
  id: number
  batch_job_id: string | null
}
export interface BatchJob {
  id: number
  batch_id: string
}
export interface Column<T> {
  key: keyof T & string
  label?: string
}

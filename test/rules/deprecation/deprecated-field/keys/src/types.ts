export interface MarketplaceJob {
  id: number
  batch_id: string | null
  // expect deprecated-field: batch_id
}
export interface BatchJob {
  id: number
  batch_id: string
}
export interface Column<T> {
  key: keyof T & string
  label?: string
}

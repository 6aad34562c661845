export interface MarketplaceJob {
  id: number
  batch_id: string | null
  // expect deprecated-field: batch_id
}
export interface BatchJob {
  batch_id: string
}

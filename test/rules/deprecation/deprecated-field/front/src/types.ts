export interface MarketplaceJob {
  id: number
  batch_id: string | null
  // expect deprecated-field fix=unsafe: batch_id
}
export interface BatchJob { id: number; batch_id: string }

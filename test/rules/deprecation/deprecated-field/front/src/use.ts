import type { BatchJob, MarketplaceJob } from '@/types'

export function label({ id, batch_id }: MarketplaceJob, batch: BatchJob): string {
  //                        ^^^^^^^^ deprecated-field fix=unsafe
  return `${id} ${batch_id} ${batch.batch_id}`
}
export const keyOf = (job: MarketplaceJob, batch_id: string) => job.batch_id ?? batch_id
//                                                                  ^^^^^^^^ deprecated-field fix=unsafe
export const made: MarketplaceJob = { id: 1, batch_id: null }
//                                           ^^^^^^^^ deprecated-field fix=unsafe
export const query = { batch_id: 'b-1' }

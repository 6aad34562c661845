export interface JobResponse { id: number; status: string; batchId: string }
//               ^^^^^^^^^^^ api-contract-drift fix=none does not know `batch_job_id`
interface WithId { id: number }
export interface BatchResponse extends WithId { batchId: string; selected?: boolean }
export interface OpenResponse { other: string }
export type Stats = { id: number; done: number }
export interface Unrelated { id: number }

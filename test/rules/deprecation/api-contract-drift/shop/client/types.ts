export interface JobResponse { id: number; status: string; batchId: string }
//               ^^^^^^^^^^^ api-contract-drift fix=none does not know `batch_job_id`
interface WithId { id: number }
export interface BatchResponse extends WithId { batchId: string; selected?: boolean }
export interface OpenResponse { other: string }
export type Stats = { id: number; done: number }
export interface Unrelated { id: number }
export interface Invoice { id: number; kind: string; lines: unknown[]; buyer: Buyer }
//               ^^^^^^^ api-contract-drift fix=none does not know `total`
export interface Buyer { id: number; city: string; street: string }
//               ^^^^^ api-contract-drift fix=none expects `street`
export interface InvoiceCreate { total: number }
export class Session { constructor(readonly id: number) {} }
export interface SessionApi { id: number }
export interface Versioned { id: number }
export type Generated = components['schemas']['Generated']
export interface Parsed { id: number; issued: Date }
interface components { schemas: { Generated: { id: number } } }
export interface Tier { id: number; name: string; fees: string; features: string[] }
export interface Shipment { id: number; left: Date | null }
export interface Delivery { id: number; onOpen?: () => void; city: string }
export interface Parcel { id: number; weight: number; type: string }
export interface ParcelCreateDTO { id: number }

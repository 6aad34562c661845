export interface Versioned { id: number; then: number }

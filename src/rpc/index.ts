export * from './client'
export type { Port } from './port'
export { serve, type Connection } from './serve'

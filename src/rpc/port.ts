import type { SupportedMessagePort } from '@orpc/client/message-port'

/** Any kind of message port: Electron's of the main process, a worker's, a browser's. */
export type Port = SupportedMessagePort & { start?(): void; close(): void }

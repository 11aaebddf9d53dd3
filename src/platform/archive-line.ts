import type { ErrorData } from '#contract/errors'
import type { ArchiveEntry } from '#core/ports'

/** One end of a line to another process: what is posted arrives at the other end, in order. */
export interface Line {
  post(message: unknown): void
  listen(take: (message: unknown) => void): void
}

/** What the process that reads an archive is started for. */
export type ArchiveJob = { readonly kind: 'extract'; readonly stage: string; readonly platform: string } | { readonly kind: 'entries' }

export type EntryFacts = Omit<ArchiveEntry, 'bytes' | 'content'>

/** What it asks on the way: a piece of the archive, what to do with an entry, what to do next with one of which a piece was sent; null: it has no more. */
export type ArchiveQuestion = { readonly kind: 'piece' } | { readonly kind: 'entry'; readonly entry: EntryFacts } | { readonly kind: 'content'; readonly piece: Uint8Array | null }

/** To `piece`: the next one, null at the end. To the others: go on to the next entry, or send the next piece of this one's content. */
export type ArchiveAnswer = { readonly piece: Uint8Array | null } | { readonly next: true } | { readonly more: true }

export type ToReader = { readonly job: ArchiveJob } | { readonly id: number; readonly answer: ArchiveAnswer }

/** How a reader's job failed: an error of ours, or the system's own with its code. */
export type ReaderFailure = { readonly error: ErrorData } | { readonly code: string | undefined; readonly message: string }

export type FromReader = { readonly id: number; readonly question: ArchiveQuestion } | { readonly done: unknown } | { readonly failed: ReaderFailure }

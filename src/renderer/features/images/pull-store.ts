import { create } from 'zustand'
import type { BackendKind } from '#contract/backend-kind'
import { archiveBackend } from '#contract/image'
import type { ErrorData } from '#contract/errors'
import type { Progress } from '#contract/progress'
import type { ChosenFolder } from '#contract/window-api'
import { quoteWord } from '../create/to-command-line'

/** A pull goes on while one looks at other places; a failed one stays until it was read. */
export interface Pull {
  readonly id: string
  /** Of an archive: its file's name. */
  readonly image: string
  /** The archive that is read instead of a registry. */
  readonly file: ChosenFolder | null
  /** Undefined: whichever would be taken. */
  readonly backend: BackendKind | undefined
  readonly startedAtMs: number
  readonly progress: Progress | null
  readonly error: ErrorData | null
  readonly stop: () => void
}

interface PullStore {
  readonly pulls: readonly Pull[]
  readonly isAsking: boolean
}

export const usePullStore = create<PullStore>(() => ({ pulls: [], isAsking: false }))

export function changePull(id: string, change: Partial<Pull>): void {
  usePullStore.setState(({ pulls }) => ({ pulls: pulls.map((pull) => (pull.id === id ? { ...pull, ...change } : pull)) }))
}

export function dropPull(id: string): void {
  usePullStore.setState(({ pulls }) => ({ pulls: pulls.filter((pull) => pull.id !== id) }))
}

export function askForPull(): void {
  usePullStore.setState({ isAsking: true })
}

/** The last part of its path, on any system. */
export function toFileName({ path }: ChosenFolder): string {
  return path.split(/[/\\]/).at(-1) ?? path
}

/** The command that does the same. */
export function toLoadCommand(file: ChosenFolder | null): string {
  return `agentkernel images load ${file === null ? 'FILE' : quoteWord(file.path)} --backend ${archiveBackend}`
}

export function toPullCommand(image: string, backend: BackendKind | undefined): string {
  return `agentkernel images pull ${image === '' ? 'IMAGE' : quoteWord(image)}${backend ? ` --backend ${backend}` : ''}`
}

import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import path from 'node:path'
import type { Api } from '#contract/api'

export interface DragOutParts {
  readonly files: Pick<Api['files'], 'download'>
  /** The system's folder for what need not last. */
  readonly temporaryDirectory: string
}

/** Files of sandboxes that are dragged out of the window: other programs can only be given files of this machine. */
export interface DragOut {
  /** A copy of it on this machine, in a folder of its own that only this user can enter; it lasts until `close`. */
  fetch(sandbox: string, file: string, signal: AbortSignal | undefined): Promise<string>
  /** Whether it is one of these copies, however the system spells the folders above it. */
  has(file: string): boolean
  /** Removes all copies. Until then whoever a file was dropped on may still be reading it. */
  close(): void
}

export function createDragOut({ files, temporaryDirectory }: DragOutParts): DragOut {
  const folders: string[] = []
  return {
    async fetch(sandbox, file, signal) {
      const folder = await mkdtemp(path.join(temporaryDirectory, 'agentkernel-drag-'))
      folders.push(folder)
      await files.download({ sandbox, path: file, to: folder }, signal ? { signal } : {})
      return path.join(folder, path.posix.basename(file))
    },
    has(file) {
      const own = path.basename(path.dirname(file))
      return folders.some((folder) => path.basename(folder) === own)
    },
    close() {
      for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
    }
  }
}

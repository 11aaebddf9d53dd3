import { lstat } from 'node:fs/promises'
import path from 'node:path'

const patienceMs = 1000
/** What a person drops at once is bounded by the hand. */
const maxFiles = 1000

export interface Dropped {
  readonly path: string
  readonly isDirectory: boolean
}

/** What was dropped on one window's page, as its preload told: the page never names a path. */
export interface DroppedFiles {
  /** Told by the preload of a drop that the person made. */
  add(paths: unknown): void
  /** The last drop, once; waits a moment for one that is still on its way. */
  take(): Promise<Dropped[]>
}

export function createDroppedFiles(): DroppedFiles {
  let waiting: string[] | undefined
  let wake: () => void = () => undefined
  return {
    add(paths) {
      waiting = toPaths(paths)
      wake()
    },
    async take() {
      if (!waiting) {
        let timer: NodeJS.Timeout | undefined
        await new Promise<void>((resolve) => {
          wake = resolve
          timer = setTimeout(resolve, patienceMs)
        })
        clearTimeout(timer)
      }
      const paths = waiting ?? []
      waiting = undefined
      const found = await Promise.all(paths.map(look))
      return found.filter((each) => each !== null)
    }
  }
}

function toPaths(paths: unknown): string[] {
  if (!Array.isArray(paths)) return []
  return paths.filter((each): each is string => typeof each === 'string' && path.isAbsolute(each) && !each.includes('\0')).slice(0, maxFiles)
}

async function look(each: string): Promise<Dropped | null> {
  try {
    return { path: each, isDirectory: (await lstat(each)).isDirectory() }
  } catch {
    return null
  }
}

import { AppError } from '#contract/errors'
import type { ChosenFolder } from '#contract/window-api'

/** Files and folders that a person chose for a window. The window gets a handle; only handles are turned back into paths. */
export interface FolderHandles {
  add(path: string): ChosenFolder
  /** Rejects whatever is not a handle given out before: a path of the window's own making is never used. */
  resolve(handle: string): string
}

export function createFolderHandles(newId: () => string): FolderHandles {
  const paths = new Map<string, string>()
  const handles = new Map<string, string>()
  return {
    add(path) {
      const handle = handles.get(path) ?? `folder:${newId()}`
      handles.set(path, handle)
      paths.set(handle, path)
      return { handle, path }
    },
    resolve(handle) {
      const path = paths.get(handle)
      if (path === undefined) throw new AppError('PATH_REFUSED', { path: handle, rule: 'folder_handle' })
      return path
    }
  }
}

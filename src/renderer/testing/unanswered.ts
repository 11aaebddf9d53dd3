import { AppError } from '#contract/errors'
import type { CallOptions } from '#contract/method'
import type { WindowApi } from '#contract/window-api'
import { Channel } from './channel'

/** Refused, so that a story which needs one of these says so. */
const refuse = (): Promise<never> => Promise.reject(new AppError('NOT_SUPPORTED', { backend: 'fake', feature: 'this story' }))

/** Nothing comes until the reader leaves. */
const nothing = (_input: unknown, options?: CallOptions): AsyncGenerator<never> => new Channel<never>().read(options?.signal)

/** What no story has needed yet. */
export const unanswered = {
  sandboxes: { plan: refuse, update: refuse, duplicate: refuse, organise: () => Promise.resolve({}), raw: refuse, setUp: refuse },
  files: { list: refuse, stat: refuse, readText: refuse, writeText: refuse, remove: refuse, makeDirectory: refuse, rename: refuse, changes: refuse, download: refuse, upload: refuse },
  command: {
    status: () => Promise.resolve({ state: 'absent' as const, path: '/home/mara/.local/bin/agentkernel', isOnPath: false, shadowedBy: null, pathLine: 'export PATH="$HOME/.local/bin:$PATH"' }),
    install: refuse,
    remove: refuse
  },
  run: { start: nothing, keep: refuse },
  templates: { list: () => Promise.resolve({ templates: [], problems: [], directory: '' }), draft: refuse, save: refuse, remove: refuse },
  backends: { endpoints: () => Promise.resolve([]), checklist: () => Promise.resolve([]), setUp: refuse },
  host: {
    chooseUploads: () => Promise.resolve({ chosen: [] }),
    chooseSaveFile: () => Promise.resolve({ file: null }),
    chooseBackup: () => Promise.resolve({ file: null }),
    chooseImageArchive: () => Promise.resolve({ file: null }),
    chooseSetUpFiles: () => Promise.resolve({ chosen: [] }),
    takeDropped: () => Promise.resolve({ dropped: [] }),
    saveText: () => Promise.resolve({ path: null }),
    openPort: refuse,
    openFolder: refuse,
    openOwnFolder: refuse,
    editors: () => Promise.resolve([]),
    openInEditor: refuse,
    licences: refuse,
    dragOut: refuse,
    login: refuse,
    setLogin: refuse,
    updates: nothing,
    checkForUpdates: refuse,
    installUpdate: refuse,
    quit: refuse
  }
} satisfies { [N in keyof WindowApi]?: Partial<WindowApi[N]> }

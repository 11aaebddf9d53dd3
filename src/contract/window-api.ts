import { z } from 'zod'
import { api } from './api'
import { call, job, stream, type ApiOf } from './method'

const nothing = z.object({}).strict()
const done = z.object({})

/** What the application menu asks the window to do. */
export const windowCommandSchema = z.enum(['create-sandbox', 'focus-search', 'open-palette', 'show-shortcuts', 'open-terminal', 'show-sandboxes', 'show-backends'])
export type WindowCommand = z.infer<typeof windowCommandSchema>

export const hostInfoSchema = z.object({
  platform: z.enum(['linux', 'darwin', 'win32']),
  arch: z.string(),
  /** Versions of the product and of what it runs on. */
  versions: z.object({ product: z.string(), electron: z.string(), chrome: z.string(), node: z.string() }),
  /** Run from its sources rather than installed. */
  isDevelopment: z.boolean(),
  /** `overlay`: the page draws the title bar and leaves room for the system's buttons (CSS `env(titlebar-area-*)`; on macOS at the left). */
  titleBar: z.enum(['overlay', 'system']),
  /** The system's preferred languages, best first, as BCP 47 tags. */
  languages: z.array(z.string())
})
export type HostInfo = z.infer<typeof hostInfoSchema>

/** A folder that the person chose in the system's dialog. Only the handle is accepted back. */
export const chosenFolderSchema = z.object({
  /** Stands for the folder wherever the window names one: `create.directory`, `mounts[].source`, `project.inspect`. Lives as long as the host. */
  handle: z.string(),
  /** For showing only. */
  path: z.string()
})
export type ChosenFolder = z.infer<typeof chosenFolderSchema>

/** What only the window's host can do; served beside the product's own table, by the main process alone. */
export const hostApi = {
  host: {
    info: call(nothing, hostInfoSchema),
    /** The system's dialog; null when the person cancelled it. */
    chooseFolder: job(z.object({ purpose: z.enum(['project', 'mount']) }).strict(), z.object({ folder: chosenFolderSchema.nullable() })),
    copyText: call(z.object({ text: z.string().max(4_194_304) }).strict(), done),
    /** Pastes into what has the focus, as the menu does: the page gets an ordinary paste event and never reads the clipboard itself. */
    paste: call(nothing, done),
    /** Asks the person, showing the whole host name, then opens the system's browser. https only. */
    openExternal: job(z.object({ url: z.url({ protocol: /^https$/ }).max(2048) }).strict(), z.object({ isOpened: z.boolean() }), ['PERMISSION_DENIED']),
    /** `document.visibilityState` as it changes: the host stops watching engines for a window that nobody sees. */
    setVisibility: call(z.object({ isVisible: z.boolean() }).strict(), done),
    /** What is chosen in the application menu. */
    commands: stream(nothing, z.object({ command: windowCommandSchema }))
  }
} as const

/** Everything a window can ask: the product and its host. */
export const windowApi = { ...api, ...hostApi } as const

/** The host's own nouns as functions. */
export type HostApi = ApiOf<typeof hostApi>
/** What rpc's client presents to the renderer. The theme needs no method: `settings.theme` drives `prefers-color-scheme`. */
export type WindowApi = ApiOf<typeof windowApi>

import { z } from 'zod'
import { api } from './api'
import { call, job, stream, type ApiOf } from './method'
import { doneSchema as done, nothingSchema as nothing, referenceSchema as reference } from './reference'

/** What the application menu, the tray and links ask the window to do. */
export const windowCommandSchema = z.enum([
  'create-sandbox', 'quick-run', 'focus-search', 'open-palette', 'show-shortcuts', 'open-terminal', 'show-terminal', 'open-sandbox', 'open-logs', 'remove-sandbox',
  'show-sandboxes', 'show-images', 'show-backends', 'show-activity', 'show-settings', 'show-help'
])
export type WindowCommand = z.infer<typeof windowCommandSchema>

export const windowRequestSchema = z.object({
  command: windowCommandSchema,
  /** Id of the sandbox it is about: with `open-…` and `remove-sandbox`. */
  sandbox: z.string().optional(),
  /** Id of the terminal it is about: with `show-terminal`. */
  terminal: z.string().optional()
})
export type WindowRequest = z.infer<typeof windowRequestSchema>

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

/** How far looking for a newer version is. `off`: no feed is named. `available`: it is being fetched. `unsupported`: something else updates this installation. */
export const updateStateSchema = z.object({
  state: z.enum(['off', 'unsupported', 'idle', 'checking', 'current', 'available', 'ready', 'failed']),
  /** Of what was found. */
  version: z.string().optional(),
  /** Of it that is here, 0 to 100. */
  percent: z.number().optional(),
  /** Why it failed. */
  detail: z.string().optional()
})
export type UpdateState = z.infer<typeof updateStateSchema>

/** A file or folder that the person chose. Only the handle is accepted back. */
export const chosenFolderSchema = z.object({
  /** Stands for the path wherever the window names one: `create.directory`, `mounts[].source`, `project.inspect`, `files.upload`… Lives as long as the host. */
  handle: z.string(),
  /** For showing only. */
  path: z.string()
})
export type ChosenFolder = z.infer<typeof chosenFolderSchema>

/** Something of others that the application carries. */
const licenceSchema = z.object({
  name: z.string(),
  version: z.string(),
  /** As SPDX names it; empty when only the text tells. */
  identifier: z.string(),
  text: z.string()
})

const folderPurposes = ['project', 'mount', 'download'] as const

/** What only the window's host can do; served beside the product's own table, by the main process alone. */
export const hostApi = {
  host: {
    info: call(nothing, hostInfoSchema),
    /** The system's dialog; null when the person cancelled it. */
    chooseFolder: job(z.object({ purpose: z.enum(folderPurposes) }).strict(), z.object({ folder: chosenFolderSchema.nullable() })),
    /** Files, or folders, to upload; empty when cancelled. */
    chooseUploads: job(z.object({ kind: z.enum(['files', 'folder']) }).strict(), z.object({ chosen: z.array(chosenFolderSchema) })),
    /** A place to save one file at; an existing one was agreed to be replaced. */
    chooseSaveFile: job(z.object({ suggestedName: z.string().min(1).max(255), purpose: z.enum(['download', 'backup']) }).strict(), z.object({ file: chosenFolderSchema.nullable() })),
    /** A backup to bring back. */
    chooseBackup: job(nothing, z.object({ file: chosenFolderSchema.nullable() })),
    /** An archive of images to be read; null when cancelled. */
    chooseImageArchive: job(nothing, z.object({ file: chosenFolderSchema.nullable() })),
    /** What a set-up without the internet is to take; empty when cancelled. */
    chooseSetUpFiles: job(nothing, z.object({ chosen: z.array(chosenFolderSchema) })),
    /** What was just dropped on the page, to be asked after its `drop` event; each drop is told once. */
    takeDropped: call(nothing, z.object({ dropped: z.array(chosenFolderSchema.extend({ isDirectory: z.boolean() })) })),
    /** Takes a copy of a file of a sandbox and has the system drag it, for as long as the person still holds it. */
    dragOut: job(reference.extend({ path: z.string().min(1).max(4096) }), done, ['SANDBOX_NOT_FOUND', 'FILE_NOT_FOUND', 'ARCHIVE_REFUSED', 'DISK_FULL']),
    /** Asks where, then writes the text: logs, an exported activity, a support bundle exactly as it was shown. */
    saveText: job(z.object({ suggestedName: z.string().min(1).max(255), text: z.string().max(67_108_864) }).strict(), z.object({ path: z.string().nullable() }), ['PERMISSION_DENIED', 'DISK_FULL']),
    copyText: call(z.object({ text: z.string().max(4_194_304) }).strict(), done),
    /** Pastes into what has the focus, as the menu does: the page gets an ordinary paste event and never reads the clipboard itself. */
    paste: call(nothing, done),
    /** Asks the person, showing the whole host name, then opens the system's browser. https, and http on this machine for published ports. */
    openExternal: job(z.object({ url: z.url({ protocol: /^https?$/ }).max(2048) }).strict(), z.object({ isOpened: z.boolean() }), ['PERMISSION_DENIED']),
    /** Opens a port of a sandbox that is published on 127.0.0.1 in the browser. */
    openPort: job(reference.extend({ hostPort: z.int().min(1).max(65_535) }), done, ['SANDBOX_NOT_FOUND', 'PERMISSION_DENIED']),
    /** Shows the folder that a sandbox was made from or mounts in the system's file manager. FILE_NOT_FOUND when it is gone. */
    openFolder: job(reference, done, ['SANDBOX_NOT_FOUND', 'NO_HOST_FOLDER', 'FILE_NOT_FOUND', 'CANNOT_OPEN']),
    /** Shows the data directory, the log files or the folder of one's own templates. */
    openOwnFolder: job(z.object({ which: z.enum(['data', 'logs', 'templates']) }).strict(), done, ['CANNOT_OPEN']),
    /** What the application carries of others, by name. FILE_NOT_FOUND where its sources were not built. */
    licences: call(nothing, z.array(licenceSchema), { errors: ['FILE_NOT_FOUND'] }),
    /** Editors of this machine that can open a sandbox's folder. */
    editors: call(nothing, z.array(z.object({ id: z.string(), title: z.string() }))),
    openInEditor: job(reference.extend({ editor: z.string().max(64) }), done, ['SANDBOX_NOT_FOUND', 'NO_HOST_FOLDER', 'FILE_NOT_FOUND', 'EDITOR_NOT_FOUND']),
    /** Whether the application starts with the person's session, without a window. `unsupported`: it is not installed. */
    login: call(nothing, z.object({ state: z.enum(['on', 'off', 'unsupported']) })),
    setLogin: call(z.object({ isOn: z.boolean() }).strict(), done, { errors: ['NOT_SUPPORTED', 'PERMISSION_DENIED'] }),
    /** Now, and as it changes. */
    updates: stream(nothing, updateStateSchema),
    /** Looks now; harmless while no feed is named. */
    checkForUpdates: call(nothing, done, { deadlineMs: 600_000 }),
    /** Ends the application, puts what was fetched in place and starts it again. Otherwise that happens when it is quit. */
    installUpdate: call(nothing, done),
    /** Ends the application, its tray icon too. Shells end; sandboxes go on. */
    quit: call(nothing, done),
    /** `document.visibilityState` as it changes: the host stops watching engines for a window that nobody sees. */
    setVisibility: call(z.object({ isVisible: z.boolean() }).strict(), done),
    /** What is chosen in the application menu, the tray or by a link. What was asked for before the page was there comes first. */
    commands: stream(nothing, windowRequestSchema)
  }
} as const

/** Everything a window can ask: the product and its host. */
export const windowApi = { ...api, ...hostApi } as const

/** The host's own nouns as functions. */
export type HostApi = ApiOf<typeof hostApi>
/** What rpc's client presents to the renderer. The theme needs no method: `settings.theme` drives `prefers-color-scheme`. */
export type WindowApi = ApiOf<typeof windowApi>

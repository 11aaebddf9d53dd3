import { z } from 'zod'
import { backendKindSchema } from './backend-kind'
import { backendViewSchema, selectionSchema } from './backend'
import { bundleSchema, checkSchema } from './diagnostics'
import { activityApi } from './activity'
import { changeApi } from './change'
import { commandApi } from './command'
import { dataApi } from './data'
import { diskApi } from './disk'
import { endpointChoiceSchema } from './endpoint'
import { filesApi } from './files'
import { imagesApi } from './image'
import { call, job, stream, type ApiOf } from './method'
import { networkApi } from './network'
import { projectApi } from './project'
import { doneSchema as done, lifeErrors, nothingSchema as nothing, referenceSchema as reference } from './reference'
import { reviewApi } from './review'
import { runApi } from './run'
import { secretsApi } from './secret'
import { adoptableSchema, logLineSchema, sandboxEventSchema, sandboxListSchema, sandboxViewSchema, usageSchema } from './sandbox'
import { sandboxNameSchema } from './sandbox-name'
import { settingsPatchSchema, settingsSchema } from './settings'
import { createInputSchema } from './spec'
import { templatesApi } from './template'
import { textSchema } from './text'
import { terminalAttentionSchema, terminalEventSchema, terminalSizeSchema, terminalViewSchema } from './terminal'

/**
 * Everything a host can ask of the product: the one table from which types, validation,
 * the rpc router and the list of what may be called derive. Any method may also fail with
 * INVALID_INPUT, CANCELLED, DEADLINE_EXCEEDED, DISCONNECTED and INTERNAL.
 */
export const api = {
  sandboxes: {
    /** Sorted by name. Backends that are down are listed as unreachable with last known rows. */
    list: call(nothing, sandboxListSchema),
    get: call(reference, sandboxViewSchema, { errors: ['SANDBOX_NOT_FOUND'] }),
    /** Events, not polling; the first is a snapshot. `isQuiet`: engines that tell of their changes are not asked again now and then. */
    watch: stream(z.object({ isQuiet: z.boolean().optional() }).strict(), sandboxEventSchema),
    /** Pulls the image when absent, makes the engine's object, does not start it. Leaves nothing on failure. */
    create: job(createInputSchema, sandboxViewSchema, [
      'SANDBOX_EXISTS', 'BACKEND_UNKNOWN', 'BACKEND_NOT_READY', 'NO_BACKEND_READY', 'IMAGE_NOT_FOUND', 'IMAGE_PULL_FAILED', 'IMAGE_ACCESS_DENIED',
      'IMAGE_WITHOUT_SHELL', 'MOUNT_SOURCE_MISSING', 'MOUNT_REFUSED', 'PORT_TAKEN', 'NAME_TAKEN_IN_ENGINE', 'NOT_SUPPORTED', 'DISK_FULL', 'ENGINE_FAILED',
      'METADATA_UNAVAILABLE', 'METADATA_NEWER', 'CONFIG_INVALID', 'TEMPLATE_NOT_FOUND', 'SECRET_NOT_FOUND', 'VAULT_UNAVAILABLE'
    ]),
    /** Tells of a `create` before it is done, from its input alone: nothing is looked for, made or reserved. */
    preview: call(createInputSchema.omit({ name: true }), z.object({ loosened: z.array(textSchema) })),
    /** Harmless when it already runs. Returns when exec would work. */
    start: job(reference, sandboxViewSchema, [...lifeErrors, 'SANDBOX_START_FAILED', 'PORT_TAKEN', 'MOUNT_SOURCE_MISSING', 'MOUNT_REFUSED']),
    /** Harmless when it is already stopped. `graceMs`: time the program gets after SIGTERM. Files are kept. */
    stop: job(reference.extend({ graceMs: z.int().min(0).max(600_000).optional() }), sandboxViewSchema, lifeErrors),
    restart: job(reference.extend({ graceMs: z.int().min(0).max(600_000).optional() }), sandboxViewSchema, [...lifeErrors, 'SANDBOX_START_FAILED']),
    /** Removes the sandbox with its files. A running one only with `force`. Works while the engine is down only with `forget`. */
    remove: job(reference.extend({ force: z.boolean().optional() }), done, [...lifeErrors, 'SANDBOX_RUNNING']),
    rename: call(reference.extend({ name: sandboxNameSchema }), sandboxViewSchema, { errors: ['SANDBOX_NOT_FOUND', 'SANDBOX_EXISTS', 'SANDBOX_BUSY'] }),
    /** Makes a missing sandbox again from its record; its files are gone and are not restored. */
    recreate: job(reference, sandboxViewSchema.extend({ wasThere: z.boolean() }), lifeErrors),
    /** Drops the record of a sandbox that is missing or cannot be reached; one that is there is removed instead. */
    forget: call(reference, done, { errors: ['SANDBOX_NOT_FOUND', 'SANDBOX_PRESENT', 'SANDBOX_BUSY'] }),
    /** Starts everything that ran when the engine or machine went down. */
    resume: job(nothing, z.object({ started: z.array(z.string()), failed: z.array(z.string()) })),
    adoptable: call(nothing, z.array(adoptableSchema)),
    adopt: call(z.object({ backend: backendKindSchema, engineObjectId: z.string() }).strict(), sandboxViewSchema, { errors: ['SANDBOX_NOT_FOUND', 'SANDBOX_EXISTS'] }),
    /** Output of the main process. `tail`: last so many lines; `since`: ISO 8601. */
    logs: stream(
      reference.extend({ follow: z.boolean().optional(), tail: z.int().min(0).max(100_000).optional(), since: z.iso.datetime().optional() }),
      logLineSchema,
      [...lifeErrors, 'NOT_SUPPORTED']
    ),
    /** Usage of the named sandboxes that run, about every `intervalMs` (default 2,000). Stop reading to stop the cost. */
    usage: stream(z.object({ ids: z.array(z.string()).max(200), intervalMs: z.int().min(500).max(60_000).optional() }).strict(), usageSchema),
    ...changeApi
  },
  backends: {
    /** Cached for seconds unless `refresh`. Always all four, in order of preference. */
    list: call(z.object({ refresh: z.boolean().optional() }).strict(), z.array(backendViewSchema)),
    selection: call(z.object({ backend: z.string().optional() }).strict(), selectionSchema, { errors: ['BACKEND_UNKNOWN'] }),
    /** Where this backend's engine could be reached: contexts, connections, well-known sockets. The chosen one is a setting (`dockerEndpoint`, `podmanEndpoint`). */
    endpoints: call(z.object({ backend: backendKindSchema }).strict(), z.array(endpointChoiceSchema)),
    /** Does what a remedy with an `action` offers; the host has asked the user before. */
    runRemedy: job(z.object({ backend: backendKindSchema, action: z.string() }).strict(), backendViewSchema, ['NOT_SUPPORTED', 'PERMISSION_DENIED', 'ENGINE_FAILED']),
    /** What this backend needs here, one by one; empty where there is nothing that the product could set up. */
    checklist: call(z.object({ backend: backendKindSchema }).strict(), z.array(checkSchema)),
    /** Installs what this backend needs and tries it out. `from`: absolute paths of files to take it from, instead of the network. */
    setUp: job(z.object({ backend: backendKindSchema, from: z.array(z.string().min(1).max(4096)).max(8).optional() }).strict(), backendViewSchema, [
      'NOT_SUPPORTED', 'BACKEND_NOT_READY', 'DOWNLOAD_FAILED', 'WRONG_CONTENT', 'ARCHIVE_REFUSED', 'SELF_TEST_FAILED', 'FILE_NOT_FOUND', 'DISK_FULL', 'PERMISSION_DENIED'
    ])
  },
  images: imagesApi,
  disk: diskApi,
  files: filesApi,
  review: reviewApi,
  network: networkApi,
  run: runApi,
  activity: activityApi,
  templates: templatesApi,
  secrets: secretsApi,
  data: dataApi,
  command: commandApi,
  terminals: {
    /** Opens a shell (the image's best one) or `command` with a terminal; the sandbox must run. */
    open: call(reference.extend({ size: terminalSizeSchema, command: z.array(z.string()).min(1).max(256).optional() }), terminalViewSchema, {
      errors: ['SANDBOX_NOT_FOUND', 'SANDBOX_NOT_RUNNING', 'ENGINE_FAILED', 'BACKEND_UNREACHABLE', 'TOO_MANY_TERMINALS', 'SECRET_MISSING', 'VAULT_UNAVAILABLE']
    }),
    list: call(nothing, z.array(terminalViewSchema)),
    /** First the screen so far, then what comes. A second reader takes over from the first. */
    attach: stream(z.object({ id: z.string() }).strict(), terminalEventSchema, ['SESSION_NOT_FOUND']),
    /** Those that want a person's eyes, now and after every change. `inView`: what the reader shows; it never does, for as long as the stream is read. */
    watch: stream(z.object({ inView: z.array(z.string()).max(32) }).strict(), z.array(terminalAttentionSchema)),
    write: call(z.object({ id: z.string(), data: z.string().max(1_048_576) }).strict(), done, { errors: ['SESSION_NOT_FOUND'] }),
    resize: call(z.object({ id: z.string(), size: terminalSizeSchema }).strict(), done, { errors: ['SESSION_NOT_FOUND'] }),
    /** Ends the shell and forgets its screen. */
    close: call(z.object({ id: z.string() }).strict(), done, { errors: ['SESSION_NOT_FOUND'] })
  },
  settings: {
    get: call(nothing, settingsSchema),
    /** Only the named fields change. */
    set: call(settingsPatchSchema, settingsSchema, { errors: ['METADATA_UNAVAILABLE', 'METADATA_NEWER'] }),
    watch: stream(nothing, settingsSchema)
  },
  project: projectApi,
  diagnostics: {
    doctor: call(nothing, z.array(checkSchema), { deadlineMs: 60_000 }),
    /** What helps others to help: diagnostics, settings, records without values, logs. Redacted; to be shown before it is saved. */
    bundle: call(nothing, bundleSchema, { deadlineMs: 60_000 }),
    about: call(nothing, z.object({ version: z.string(), dataDirectory: z.string(), homeId: z.string() }))
  }
} as const

/** The product as functions: what core implements and what rpc's client presents. */
export type Api = ApiOf<typeof api>

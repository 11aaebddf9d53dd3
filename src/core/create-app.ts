import { nanoid } from 'nanoid'
import type { z } from 'zod'
import { api, type Api } from '#contract/api'
import type { Settings } from '#contract/settings'
import { parseInput } from '#contract/invalid-input'
import type { Call, CallOptions, Job } from '#contract/method'
import type { Task } from '#contract/progress'
import type { App, AppPorts } from './app'
import { describeSelection, listBackends, runRemedy } from './backends/views'
import { BackendRegistry } from './backends/registry'
import { runDoctor } from './diagnostics'
import { Emitter } from './emitter'
import { buildImage, listImages, pullImage, removeImage } from './images'
import { KeyedLock } from './keyed-lock'
import { findLoosenings } from './loosenings'
import type { MetadataStore } from './ports/metadata'
import { adopt, listAdoptable } from './sandboxes/adopt'
import type { SandboxContext } from './sandboxes/context'
import { copyIn, copyOut } from './sandboxes/copy'
import { createSandbox } from './sandboxes/create'
import { openExec } from './sandboxes/exec'
import { watchSandboxes } from './sandboxes/feed'
import { removeSandbox, resumeSandboxes, restartSandbox, startSandbox, stopSandbox } from './sandboxes/life'
import { listSandboxes, viewRecord } from './sandboxes/list'
import { readLogs, watchUsage } from './sandboxes/output'
import { forgetSandbox, getSandbox, recreateMissing, renameSandbox } from './sandboxes/record-work'
import { getRecord } from './sandboxes/records'
import { endpointSetting, setSettings, watchSettings } from './settings'
import { completeSpec } from './spec-defaults'
import { runTask } from './task'
import { createTerminals } from './terminals/terminals'

/** How long a host that closes waits for work that nobody waits for any more, in milliseconds. */
const closePatienceMs = 10_000

/**
 * The product in one process. Constructing it touches nothing: files, engines and terminals are
 * opened by the first call that needs them. Inputs are checked here, so every host gets the same
 * answer to the same mistake.
 */
export function createApp(ports: AppPorts): App {
  const context = createContext(ports)
  const settingsChanges = new Emitter<Settings>()
  const work = createWorker(context)
  const exec: App['openExec'] = (input, options) => run(context, 'exec', options, (task) => openExec(context, input, task))
  const terminals = createTerminals({
    findSandboxId: async (reference) => (await getRecord(context, reference)).id,
    openExec: exec,
    createScreenBuffer: ports.createScreenBuffer,
    clock: ports.clock,
    newId: () => nanoid(12)
  })

  const sandboxes: Api['sandboxes'] = {
    list: work(api.sandboxes.list, (_input, task) => listSandboxes(context, { signal: task.signal })),
    get: work(api.sandboxes.get, (input, task) => getSandbox(context, input.sandbox, task)),
    watch: (_input, options) => watchSandboxes(context, options?.signal ?? never()),
    create: work(api.sandboxes.create, (input, task) => createSandbox(context, input, task)),
    preview: work(api.sandboxes.preview, async (input) => ({ loosened: findLoosenings(completeSpec({ ...input, name: 'preview' }, (await (await context.metadata()).read()).settings)) })),
    start: work(api.sandboxes.start, (input, task) => startSandbox(context, input.sandbox, task)),
    stop: work(api.sandboxes.stop, (input, task) => stopSandbox(context, input.sandbox, input.graceMs, task)),
    restart: work(api.sandboxes.restart, (input, task) => restartSandbox(context, input.sandbox, input.graceMs, task)),
    remove: work(api.sandboxes.remove, async (input, task) => {
      await removeSandbox(context, input.sandbox, input.force ?? false, task)
      return {}
    }),
    rename: work(api.sandboxes.rename, (input, task) => renameSandbox(context, input, task)),
    recreate: work(api.sandboxes.recreate, (input, task) => recreateMissing(context, input.sandbox, task)),
    forget: work(api.sandboxes.forget, async (input, task) => {
      await forgetSandbox(context, input.sandbox, task)
      return {}
    }),
    resume: work(api.sandboxes.resume, async (_input, task) => {
      const { sandboxes: views } = await listSandboxes(context, { signal: task.signal })
      return await resumeSandboxes(context, views, task)
    }),
    adoptable: work(api.sandboxes.adoptable, () => listAdoptable(context)),
    adopt: work(api.sandboxes.adopt, async (input, task) => {
      const record = await adopt(context, input, task)
      context.changes.emit(record.id)
      return await viewRecord(context, record, task)
    }),
    logs: (input, options) => readLogs(context, parseInput(api.sandboxes.logs.input, input), options?.signal ?? never()),
    usage: (input, options) => watchUsage(context, parseInput(api.sandboxes.usage.input, input), options?.signal ?? never())
  }

  return {
    sandboxes,
    backends: {
      list: work(api.backends.list, (input) => listBackends(context, input.refresh ?? false)),
      selection: work(api.backends.selection, (input) => describeSelection(context, input.backend)),
      runRemedy: work(api.backends.runRemedy, (input, task) => runRemedy(context, input.backend, input.action, task))
    },
    images: {
      list: work(api.images.list, (input, task) => listImages(context, input.backend, task)),
      pull: work(api.images.pull, (input, task) => pullImage(context, input.image, input.backend, task)),
      remove: work(api.images.remove, async (input, task) => {
        await removeImage(context, input.image, { backend: input.backend, force: input.force ?? false }, task)
        return {}
      })
    },
    terminals: terminals.api,
    settings: {
      get: work(api.settings.get, async () => (await (await context.metadata()).read()).settings),
      set: work(api.settings.set, async (input) => {
        const settings = await setSettings(await context.metadata(), input, settingsChanges)
        for (const kind of context.registry.kinds) if (endpointSetting(kind) in input) context.places.emit(kind)
        return settings
      }),
      watch: (_input, options) => followSettings(context, settingsChanges, options?.signal ?? never())
    },
    project: {
      inspect: work(api.project.inspect, async (input) => {
        // Loaded when asked: only few callers need a TOML parser.
        const { inspectProject } = await import('./project/read-project')
        return await inspectProject(input.folder, ports.files)
      })
    },
    diagnostics: {
      doctor: work(api.diagnostics.doctor, () => runDoctor(context)),
      about: work(api.diagnostics.about, async () => ({ version: ports.host.version, dataDirectory: ports.host.dataDirectory, homeId: await ports.host.homeId() }))
    },
    openExec: exec,
    copyIn: (input, options) => run(context, 'copy', options, (task) => copyIn(context, input, task)),
    copyOut: (input, options) => run(context, 'copy', options, (task) => copyOut(context, input, task)),
    buildImage: (input, options) => run(context, 'build', options, (task) => buildImage(context, input, task)),
    close: async () => {
      await terminals.close()
      context.closing.abort()
      await settleBackground(context)
      await context.registry.close()
    }
  }
}

/** How a method of the table becomes a function: input checked, within its deadline, cancellable. */
function createWorker(context: SandboxContext) {
  return <I extends z.ZodType, O extends z.ZodType>(
    method: Call<I, O> | Job<I, O>,
    work: (input: z.output<I>, task: Task) => Promise<z.output<O>>
  ) =>
    async (input: z.input<I>, options: CallOptions = {}): Promise<z.output<O>> => {
      const parsed = parseInput(method.input, input)
      const deadlineMs = options.deadlineMs ?? (method.kind === 'call' ? method.deadlineMs : undefined)
      return await run(context, 'call', { ...options, ...(deadlineMs !== undefined && { deadlineMs }) }, (task) => work(parsed, task))
    }
}

/** A cancelled caller hears at once; what its work still has to tidy up is waited for by `close`. */
function run<T>(context: SandboxContext, what: string, options: CallOptions | undefined, work: (task: Task) => Promise<T>): Promise<T> {
  const { signal: closing } = context.closing
  const signal = options?.signal ? AbortSignal.any([options.signal, closing]) : closing
  return runTask(context.ports.clock, { ...options, what, signal }, (task) => {
    const running = work(task)
    const settled = running.catch(() => undefined).finally(() => context.background.delete(settled))
    context.background.add(settled)
    return running
  })
}

/** Waits for work in the background, but not for an engine that never answers. */
async function settleBackground({ background, ports }: SandboxContext): Promise<void> {
  const done = new AbortController()
  const patience = ports.clock.sleep(closePatienceMs, done.signal).catch(() => undefined)
  await Promise.race([Promise.allSettled(background), patience])
  done.abort()
}

function createContext(ports: AppPorts): SandboxContext {
  let opening: Promise<MetadataStore> | undefined
  return {
    ports,
    registry: new BackendRegistry(ports.backends, ports.clock),
    metadata: () => {
      // A failed opening is tried again by the next call.
      opening ??= ports.openMetadata().catch((error: unknown) => {
        opening = undefined
        throw error
      })
      return opening
    },
    locks: new KeyedLock(),
    operations: new Map(),
    changes: new Emitter(),
    places: new Emitter(),
    background: new Set(),
    closing: new AbortController()
  }
}

async function* followSettings(context: SandboxContext, own: Emitter<Settings>, signal: AbortSignal): AsyncGenerator<Settings> {
  yield* watchSettings(await context.metadata(), own, context.ports.log, signal)
}

function never(): AbortSignal {
  return new AbortController().signal
}

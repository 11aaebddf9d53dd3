import { nanoid } from 'nanoid'
import { api } from '#contract/api'
import { AppError } from '#contract/errors'
import { parseInput } from '#contract/invalid-input'
import type { Settings } from '#contract/settings'
import { exportActivity, listActivity } from './activity/query'
import { recorded } from './activity/record'
import type { App, AppPorts } from './app'
import { listEndpoints } from './backends/endpoints'
import { BackendRegistry } from './backends/registry'
import { describeSelection, listBackends, readChecklist, runRemedy, setUpBackend } from './backends/views'
import { backUp, describeData, inspectBackup, restore } from './data'
import { runDoctor } from './diagnostics'
import { readDiskUsage } from './disk'
import { Emitter } from './emitter'
import { buildImage, listImages, loadImages, pullImage, removeImage } from './images'
import { KeyedLock } from './keyed-lock'
import { createFilesNoun } from './nouns/files'
import { createNetworkNoun } from './nouns/network'
import { createReviewNoun } from './nouns/review'
import { createSandboxesNoun } from './nouns/sandboxes'
import { createSecretsNoun } from './nouns/secrets'
import type { MetadataStore } from './ports/metadata'
import { planPrune, prune } from './prune'
import { forgetConsents, keepConsent, listConsents } from './project/consents'
import { recordedRun } from './run/recorded-run'
import { planReplaced, removeReplaced } from './replaced'
import { openThrowAway } from './run/throw-away'
import type { SandboxContext } from './sandboxes/context'
import { copyIn, copyOut } from './sandboxes/copy'
import { openExec } from './sandboxes/exec'
import { openEngines } from './sandboxes/list'
import { getRecord } from './sandboxes/records'
import { endpointSetting, setSettings, watchSettings } from './settings'
import { draftTemplate } from './template-draft'
import { listTemplates, removeTemplate, saveTemplate } from './templates'
import { createTerminals } from './terminals/terminals'
import { createWorker, never, runRecorded, runWork } from './worker'

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
  const terminals = createTerminals({
    findSandboxId: async (reference) => (await getRecord(context, reference)).id,
    openExec: (input, options) => runWork(context, 'exec', options, (task) => openExec(context, input, task)),
    createScreenBuffer: ports.createScreenBuffer,
    clock: ports.clock,
    newId: () => nanoid(12)
  })

  return {
    sandboxes: createSandboxesNoun(context, work),
    files: createFilesNoun(context, work),
    review: createReviewNoun(context, work),
    network: createNetworkNoun(context, work),
    backends: {
      endpoints: work(api.backends.endpoints, (input, task) => listEndpoints(context, input.backend, task)),
      list: work(api.backends.list, (input) => listBackends(context, input.refresh ?? false)),
      selection: work(api.backends.selection, (input) => describeSelection(context, input.backend)),
      runRemedy: work(api.backends.runRemedy, (input, task) => runRemedy(context, input.backend, input.action, task)),
      checklist: work(api.backends.checklist, (input, task) => readChecklist(context, input.backend, task)),
      setUp: work(api.backends.setUp, (input, task) => setUpBackend(context, input, task))
    },
    images: {
      list: work(api.images.list, (input, task) => listImages(context, input.backend, task)),
      pull: work(api.images.pull, (input, task) => pullImage(context, input.image, input.backend, task)),
      load: work(api.images.load, (input, task) => loadImages(context, input.file, input.backend, task)),
      remove: work(api.images.remove, async (input, task) => {
        await removeImage(context, input.image, { backend: input.backend, force: input.force ?? false }, task)
        return {}
      }),
      planPrune: work(api.images.planPrune, (input, task) => planPrune(context, input, task)),
      prune: work(api.images.prune, (input, task) => prune(context, input, task))
    },
    disk: { usage: work(api.disk.usage, (_input, task) => readDiskUsage(context, task)) },
    run: {
      start: (input, options) => recordedRun(context, parseInput(api.run.start.input, input), options?.signal ?? never(), options?.actor),
      keep: work(api.run.keep, async ({ sandbox, name }) => {
        const run = context.runs.get((await getRecord(context, sandbox)).id)
        if (!run) throw new AppError('SESSION_NOT_FOUND', { id: sandbox })
        return await run.keep(name)
      })
    },
    activity: {
      list: work(api.activity.list, (input) => listActivity(ports.activity, input)),
      watch: (_input, options) => ports.activity.watch(options?.signal ?? never()),
      export: work(api.activity.export, async (input) => ({ text: await exportActivity(ports.activity, input) }))
    },
    templates: {
      list: work(api.templates.list, () => listTemplates(ports.templates)),
      draft: work(api.templates.draft, ({ sandbox }) => draftTemplate(context, sandbox)),
      save: work(api.templates.save, ({ id, template }) => saveTemplate(ports.templates, id, template)),
      remove: work(api.templates.remove, async ({ id }) => {
        await removeTemplate(ports.templates, id)
        return {}
      })
    },
    secrets: createSecretsNoun(context, work),
    data: {
      info: work(api.data.info, () => describeData(context)),
      planReplaced: work(api.data.planReplaced, (input) => planReplaced(context, input)),
      removeReplaced: work(api.data.removeReplaced, (input, task) => removeReplaced(context, input, task)),
      backUp: work(api.data.backUp, (input) => backUp(context, input)),
      inspectBackup: work(api.data.inspectBackup, ({ file }) => inspectBackup(context, file)),
      restore: work(api.data.restore, ({ file }) => restore(context, file))
    },
    command: {
      status: work(api.command.status, () => ports.commandShim().status()),
      install: work(api.command.install, async () => {
        await ports.commandShim().install()
        return await ports.commandShim().status()
      }),
      remove: work(api.command.remove, async () => {
        await ports.commandShim().remove()
        return await ports.commandShim().status()
      })
    },
    terminals: { ...terminals.api, open: work(api.terminals.open, (input, task) => terminals.api.open(input, { signal: task.signal })) },
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
        return await inspectProject(input.folder, ports)
      }),
      agree: work(api.project.agree, async (input) => {
        await keepConsent(ports, input)
        return {}
      }),
      consents: work(api.project.consents, () => listConsents(ports)),
      forgetConsents: work(api.project.forgetConsents, async ({ folder }) => {
        await forgetConsents(ports, folder)
        return {}
      })
    },
    diagnostics: {
      doctor: work(api.diagnostics.doctor, (_input, task) => runDoctor(context, task)),
      bundle: work(api.diagnostics.bundle, async (_input, task) => (await import('./bundle')).makeBundle(context, task)),
      about: work(api.diagnostics.about, async () => ({ version: ports.host.version, dataDirectory: ports.host.dataDirectory, homeId: await ports.host.homeId() }))
    },
    openExec: (input, options) => runRecorded(context, 'exec', { sandbox: input.sandbox, detail: input.argv[0] ?? '' }, options, (task) => openExec(context, input, task)),
    openThrowAway: async (input, options) => {
      const run = await runWork(context, 'run', options, (task) => openThrowAway(context, input, task))
      const tell = (end: { exitCode: number } | undefined) => ({ subject: input.exec.argv[0] ?? '', detail: String(end?.exitCode ?? '') })
      void recorded(context, { action: 'run.start', actor: options?.actor, tell }, () => run.session.exited).catch(() => undefined)
      return run
    },
    copyIn: (input, options) => runRecorded(context, 'copy.in', { sandbox: input.sandbox, detail: input.sandboxPath }, options, (task) => copyIn(context, input, task)),
    copyOut: (input, options) => runRecorded(context, 'copy.out', { sandbox: input.sandbox, detail: input.sandboxPath }, options, (task) => copyOut(context, input, task)),
    buildImage: (input, options) => runRecorded(context, 'build', { subject: input.tag }, options, (task) => buildImage(context, input, task)),
    prepare: () => openEngines(context).catch(() => undefined),
    close: async () => {
      await terminals.close()
      await Promise.all([...context.runs.values()].map((run) => run.close()))
      context.closing.abort()
      await settleBackground(context)
      await context.registry.close()
    }
  }
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
    settingUp: new Set(),
    runs: new Map(),
    changes: new Emitter(),
    places: new Emitter(),
    background: new Set(),
    closing: new AbortController()
  }
}

async function* followSettings(context: SandboxContext, own: Emitter<Settings>, signal: AbortSignal): AsyncGenerator<Settings> {
  yield* watchSettings(await context.metadata(), own, context.ports.log, signal)
}

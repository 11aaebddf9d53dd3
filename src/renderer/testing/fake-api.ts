import type { BackendView } from '#contract/backend'
import { AppError } from '#contract/errors'
import type { CallOptions } from '#contract/method'
import type { Adoptable, SandboxEvent, SandboxList, SandboxStatus, SandboxView } from '#contract/sandbox'
import { settingsSchema, type Settings } from '#contract/settings'
import type { WindowApi, WindowCommand } from '#contract/window-api'
import { Channel, sleep } from './channel'
import { createBackends, createBusyDay, createSandbox, createSpec, minutesAgo } from './fake-data'
import { createFakePages } from './fake-pages'
import { fakeFiles } from './fake-files'
import { createFakeRun } from './fake-run'
import { createFakeNetwork } from './fake-network'
import { createFakeReview } from './fake-review'
import { createFakeTerminals } from './fake-terminals'
import { createFakeSecrets } from './fake-secrets'
import { unanswered } from './unanswered'

export interface Scenario {
  readonly sandboxes?: SandboxView[]
  readonly backends?: BackendView[]
  readonly unreachable?: SandboxList['unreachable']
  readonly notices?: SandboxList['notices']
  readonly adoptable?: Adoptable[]
  readonly settings?: Partial<Settings>
  /** The list never comes. */
  readonly isLoading?: boolean
  /** The list breaks with this. */
  readonly listError?: AppError
  /** Every action ends with this. */
  readonly actionError?: AppError
  /** Settings cannot be written. */
  readonly isReadOnly?: boolean
  /** A create stays in its pull. */
  readonly isPullSlow?: boolean
}

export interface FakeWindowApi {
  readonly api: WindowApi
  /** Changes a sandbox as if the engine or the command had. */
  readonly upsert: (sandbox: SandboxView) => void
  readonly find: (reference: string) => SandboxView
  /** Chooses something in the application menu. */
  readonly choose: (command: WindowCommand) => void
  /** What was copied, oldest first. */
  readonly copied: string[]
}

/** The window's api over a list in memory: everything answers, nothing is real. For stories and unit tests. */
export function createFakeWindowApi(scenario: Scenario = {}): FakeWindowApi {
  const sandboxes = new Map((scenario.sandboxes ?? createBusyDay()).map((sandbox) => [sandbox.id, sandbox]))
  const events = new Channel<SandboxEvent>()
  const settingsEvents = new Channel<Settings>()
  const commands = new Channel<{ command: WindowCommand }>()
  const copied: string[] = []
  let backends = scenario.backends ?? createBackends()
  let adoptable = scenario.adoptable ?? []
  let settings = settingsSchema.parse(scenario.settings ?? {})
  const terminals = createFakeTerminals()
  const pages = createFakePages({ isEmpty: scenario.sandboxes?.length === 0, isReadOnly: scenario.isReadOnly ?? false })

  const list = (): SandboxList => ({ sandboxes: [...sandboxes.values()], unreachable: scenario.unreachable ?? [], notices: scenario.notices ?? [] })
  const find = (reference: string): SandboxView => {
    const found = sandboxes.get(reference) ?? [...sandboxes.values()].find((sandbox) => sandbox.name === reference)
    if (!found) throw new AppError('SANDBOX_NOT_FOUND', { name: reference })
    return found
  }
  const upsert = (sandbox: SandboxView): void => {
    sandboxes.set(sandbox.id, sandbox)
    events.send({ type: 'upserted', sandbox })
  }
  const drop = (id: string): void => {
    sandboxes.delete(id)
    events.send({ type: 'removed', id })
  }
  const change = async (reference: string, through: SandboxStatus, to: SandboxStatus, options: CallOptions = {}): Promise<SandboxView> => {
    const sandbox = find(reference)
    if (scenario.actionError) {
      await sleep(150)
      throw scenario.actionError
    }
    upsert({ ...sandbox, status: through })
    await sleep(400, options.signal)
    const settled: SandboxView = { ...sandbox, status: to, lastKnownStatus: to, wasRunning: false, ...(to === 'running' && { startedAt: new Date().toISOString(), bootMs: 296 }) }
    upsert(settled)
    return settled
  }

  const api: WindowApi = {
    sandboxes: {
      list: () => Promise.resolve(list()),
      get: (input) => Promise.resolve(find(input.sandbox)),
      async *watch(_input, options) {
        if (scenario.isLoading) await sleep(1e9, options?.signal)
        if (scenario.listError) throw scenario.listError
        yield* events.read(options?.signal, [{ type: 'snapshot', list: list() }])
      },
      async create(input, options) {
        if (scenario.actionError) throw scenario.actionError
        const total = 48_000_000
        const parts = ['a3ed95ca', '5f70bf18', 'c1ec31eb']
        for (let step = 1; step <= 8; step += 1) {
          const done = scenario.isPullSlow ? Math.min(step, 4) / 8 : step / 8
          options?.onProgress?.({
            step: 'pull',
            text: { key: 'window.create.pulling', params: { image: input.image ?? 'alpine:3.20' } },
            done: total * done,
            total,
            parts: parts.map((id, index) => ({ id, state: 'downloading', done: Math.min(1, done * (1.4 - index * 0.3)) * (total / 3), total: total / 3 }))
          })
          await sleep(scenario.isPullSlow && step > 4 ? 1e6 : 250, options?.signal).catch(() => {
            throw new AppError('CANCELLED', { what: 'create' })
          })
        }
        const { name, backend = 'docker', directory, ...spec } = input
        const sandbox = createSandbox(name, { backend, createdAt: new Date().toISOString() })
        const full = { ...sandbox, spec: createSpec({ ...JSON.parse(JSON.stringify(spec)), copiedFrom: directory ?? null }) }
        upsert(full)
        return full
      },
      preview: ({ profile, network }) => Promise.resolve({ loosened: profile === 'restrictive' && network ? [{ key: 'core.loosened.network', params: { profile } }] : [] }),
      start: (input, options) => change(input.sandbox, 'starting', 'running', options),
      stop: (input, options) => change(input.sandbox, 'stopping', 'stopped', options),
      restart: (input, options) => change(input.sandbox, 'stopping', 'running', options),
      async remove(input) {
        await sleep(300)
        if (scenario.actionError) throw scenario.actionError
        drop(find(input.sandbox).id)
        return {}
      },
      rename(input) {
        const renamed = { ...find(input.sandbox), name: input.name }
        upsert(renamed)
        return Promise.resolve(renamed)
      },
      recreate: async (input, options) => ({ ...(await change(input.sandbox, 'creating', 'stopped', options)), wasThere: false }),
      forget(input) {
        drop(find(input.sandbox).id)
        return Promise.resolve({})
      },
      async resume() {
        const interrupted = [...sandboxes.values()].filter((sandbox) => sandbox.wasRunning)
        await Promise.all(interrupted.map((sandbox) => change(sandbox.id, 'starting', 'running')))
        return { started: interrupted.map((sandbox) => sandbox.name), failed: [] }
      },
      adoptable: () => Promise.resolve(adoptable),
      adopt(input) {
        const found = adoptable.find((each) => each.engineObjectId === input.engineObjectId)
        if (!found) throw new AppError('SANDBOX_NOT_FOUND', { name: input.engineObjectId })
        adoptable = adoptable.filter((each) => each !== found)
        const sandbox = createSandbox(found.name, { backend: found.backend })
        upsert(sandbox)
        return Promise.resolve(sandbox)
      },
      async *logs(_input, options) {
        const lines = ['\u001b[32m✓\u001b[0m listening on http://0.0.0.0:3000', 'GET /health 200 2 ms', 'GET /orders?page=2 200 31 ms', 'warning: slow query orders.list took 412 ms']
        for (const [index, text] of lines.entries()) yield { stream: index === 3 ? ('stderr' as const) : ('stdout' as const), text: `${text}\n`, at: minutesAgo(4 - index) }
        if (options?.signal) await new Promise<void>((resolve) => options.signal?.addEventListener('abort', () => resolve()))
      },
      async *usage(input, options) {
        const seeds = new Map(input.ids.map((id, index) => [id, { cpu: 4 + index * 9, memory: (90 + index * 60) * 1_048_576 }]))
        for (let round = 0; !options?.signal?.aborted; round += 1) {
          for (const [id, seed] of seeds) {
            const wave = Math.abs(Math.sin((round + seed.cpu) / 3.1)) * Math.abs(Math.sin(round / 1.7 + seed.cpu))
            yield {
              id,
              cpuPercent: round === 0 ? null : seed.cpu * (0.25 + wave * 1.6),
              memoryBytes: seed.memory * (0.8 + 0.2 * Math.sin(round / 9) + round * 0.002),
              memoryLimitBytes: (sandboxes.get(id)?.spec.memoryMb ?? 512) * 1_048_576,
              processes: 6,
              at: new Date(Date.now() - Math.max(0, 27 - round) * 2000).toISOString()
            }
          }
          // A minute of samples comes at once so that pictures show a full line; then life goes at its own pace.
          if (round > 26) await sleep(2000, options?.signal).catch(() => undefined)
        }
      },
      ...unanswered.sandboxes,
      organise(input) {
        for (const id of input.sandboxes) upsert({ ...find(id), ...(input.isPinned !== undefined && { isPinned: input.isPinned }) })
        return Promise.resolve({})
      },
      raw: (input) => Promise.resolve({ record: JSON.stringify(find(input.sandbox), null, 2), engine: JSON.stringify({ Id: find(input.sandbox).engineObjectId, State: { Running: true } }, null, 2) })
    },
    files: fakeFiles,
    review: createFakeReview(),
    network: createFakeNetwork(find, upsert),
    run: createFakeRun(),
    disk: pages.disk,
    activity: pages.activity,
    templates: unanswered.templates,
    command: unanswered.command,
    secrets: createFakeSecrets(),
    data: pages.data,
    backends: {
      ...unanswered.backends,
      list: () => Promise.resolve(backends),
      selection(input) {
        const wanted = input.backend ?? settings.defaultBackend
        const selected = backends.find((backend) => (wanted === undefined || wanted === null ? backend.detection.state === 'ready' : backend.kind === wanted))
        if (selected?.detection.state !== 'ready') return Promise.resolve({ backend: null, why: { key: 'core.selected_none' }, remedies: [] })
        const passed = backends.filter((backend) => backend.detection.state !== 'ready').map((backend) => backend.kind)
        return Promise.resolve({ backend: selected.kind, why: { key: 'core.selected_first_ready', params: { backend: selected.kind, passed: passed.join(', ') } }, remedies: [] })
      },
      async runRemedy(input) {
        await sleep(600)
        backends = createBackends()
        const backend = backends.find((each) => each.kind === input.backend)
        if (!backend) throw new AppError('NOT_SUPPORTED', { backend: input.backend, feature: input.action })
        return backend
      }
    },
    images: pages.images,
    terminals,
    settings: {
      get: () => Promise.resolve(settings),
      set(patch) {
        if (pages.settingsError) return Promise.reject(pages.settingsError)
        settings = settingsSchema.parse({ ...settings, ...patch })
        settingsEvents.send(settings)
        return Promise.resolve(settings)
      },
      watch: (_input, options) => settingsEvents.read(options?.signal, [settings])
    },
    project: {
      inspect: () =>
        Promise.resolve({
          folderName: 'storefront-api',
          template: null,
          proposal: { image: 'node:22-bookworm', memoryMb: 1024 },
          because: [{ key: 'core.engine_says', params: { detail: 'package.json asks for Node 22' } }],
          needsConsent: [],
          consent: null
        }),
      agree: () => Promise.resolve({}),
      consents: () => Promise.resolve([]),
      forgetConsents: () => Promise.resolve({})
    },
    diagnostics: {
      doctor: pages.doctor,
      bundle: pages.bundle,
      about: () => Promise.resolve({ version: '0.1.0', dataDirectory: '/home/mara/.local/share/agentkernel-desktop', homeId: 'h1' })
    },
    host: {
      ...unanswered.host,
      ...pages.host,
      info: () =>
        Promise.resolve({
          platform: 'linux' as const,
          arch: 'x64',
          versions: { product: '0.1.0', electron: '45.4.1', chrome: '156', node: '24' },
          isDevelopment: true,
          titleBar: 'overlay' as const,
          languages: ['en']
        }),
      chooseFolder: () => Promise.resolve({ folder: { handle: 'folder-1', path: '/home/mara/code/storefront-api' } }),
      copyText(input) {
        copied.push(input.text)
        return Promise.resolve({})
      },
      paste: () => Promise.resolve({}),
      login: () => Promise.resolve({ state: 'off' as const }),
      openExternal: () => Promise.resolve({ isOpened: true }),
      setVisibility: () => Promise.resolve({}),
      commands: (_input, options) => commands.read(options?.signal)
    }
  }
  return { api, upsert, find, choose: (command) => commands.send({ command }), copied }
}

import type { ActivityEntry } from '#contract/activity'
import type { Check } from '#contract/diagnostics'
import { AppError } from '#contract/errors'
import type { ImageView } from '#contract/image'
import type { WindowApi } from '#contract/window-api'
import { Channel, sleep } from './channel'
import { minutesAgo } from './fake-data'

const mb = 1_048_576

export interface FakePagesOptions {
  /** No image, nothing done yet. */
  readonly isEmpty?: boolean
  /** Nothing can be written. */
  readonly isReadOnly?: boolean
}

function createImages(): ImageView[] {
  const image = (id: string, backend: ImageView['backend'], references: string[], size: number, usedBy: string[], days: number): ImageView => ({
    backend,
    id: `sha256:${id.repeat(8)}`,
    references,
    repoDigests: [],
    labels: {},
    sizeBytes: size * mb,
    createdAt: minutesAgo(days * 1440),
    usedBy
  })
  return [
    image('a1b2c3d4', 'docker', ['alpine:3.20', 'alpine:latest'], 7.8, ['quiet-lynx'], 40),
    image('b2c3d4e5', 'docker', ['node:22-bookworm'], 1098, ['api-refactor'], 12),
    image('c3d4e5f6', 'docker', ['python:3.13-slim'], 121, ['bright-otter', 'data-import'], 21),
    image('d4e5f6a7', 'docker', ['postgres:17'], 438, ['migration-test'], 33),
    image('e5f6a7b8', 'docker', ['mcr.example.com/team/playwright-runner:v1.65.1-noble'], 2210, ['web-snapshots'], 9),
    image('f6a7b8c9', 'podman', ['golang:1.25-alpine'], 244, ['gopher-bench'], 18),
    image('a7b8c9d0', 'podman', ['rust:1.92-slim'], 812, ['kind-harbor'], 25),
    image('b8c9d0e1', 'podman', ['debian:13-slim'], 78, ['claude-docs'], 60),
    image('c9d0e1f2', 'docker', [], 612, [], 90),
    image('d0e1f2a3', 'docker', ['node:20'], 1090, [], 200)
  ]
}

function createActivity(): ActivityEntry[] {
  const deeds: [number, ActivityEntry['actor'], string, string, Partial<ActivityEntry>?][] = [
    [1, 'window', 'sandboxes.start', 'quiet-lynx', { backend: 'docker', durationMs: 318 }],
    [2, 'window', 'sandboxes.create', 'quiet-lynx', { backend: 'docker', durationMs: 1240 }],
    [14, 'command', 'exec', 'api-refactor', { backend: 'docker', durationMs: 48_200, detail: 'npm' }],
    [22, 'window', 'images.pull', 'node:24', {
      backend: 'podman',
      durationMs: 31_000,
      outcome: 'failed',
      error: new AppError('IMAGE_PULL_FAILED', { image: 'node:24', detail: 'received unexpected HTTP status: 503 Service Unavailable' }).toData()
    }],
    [41, 'tray', 'sandboxes.stop', 'gopher-bench', { backend: 'podman', durationMs: 2100 }],
    [55, 'window', 'settings.set', '', { durationMs: 6, detail: 'theme' }],
    [90, 'command', 'copy.in', 'data-import', { backend: 'docker', durationMs: 900, detail: '/workspace' }],
    [130, 'window', 'images.pull', 'rust:1.92-slim', { backend: 'podman', durationMs: 12_000, outcome: 'cancelled' }],
    [1500, 'window', 'sandboxes.rename', 'old-prototype', { durationMs: 4, detail: 'first-try' }],
    [1580, 'command', 'run.start', 'python', { backend: 'docker', durationMs: 5300, detail: 'exit code 0' }],
    [2990, 'window', 'data.backUp', '', { durationMs: 40 }]
  ]
  return deeds.map(([minutes, actor, action, subject, rest], index) => ({ id: `deed-${index}`, at: minutesAgo(minutes), actor, action, subject, outcome: 'done', durationMs: 10, ...rest }))
}

const checks: Check[] = [
  { id: 'data', title: { key: 'core.doctor.data', params: { path: '/home/mara/.local/share/agentkernel-desktop' } }, outcome: 'pass', detail: { key: 'core.doctor.data_good' }, remedies: [] },
  { id: 'backend-firecracker', title: { key: 'core.doctor.backend', params: { backend: 'firecracker' } }, outcome: 'warn', detail: { key: 'reasons.kvm_denied' }, remedies: [{ text: { key: 'remedies.kvm_group' }, command: 'sudo usermod -aG kvm mara', action: 'kvm-group' }] },
  { id: 'backend-apple', title: { key: 'core.doctor.backend', params: { backend: 'apple' } }, outcome: 'skip', detail: { key: 'reasons.apple_needs_mac' }, remedies: [] },
  { id: 'backend-docker', title: { key: 'core.doctor.backend', params: { backend: 'docker' } }, outcome: 'pass', detail: { key: 'core.doctor.backend_ready', params: { version: '28.5.1', endpoint: 'unix:///var/run/docker.sock' } }, remedies: [] },
  { id: 'sandboxes', title: { key: 'core.doctor.sandboxes' }, outcome: 'fail', detail: { key: 'core.doctor.sandboxes_bad', params: { names: 'data-import, old-prototype' } }, remedies: [] }
]

/** What the pages beside the list ask for. */
export function createFakePages({ isEmpty = false, isReadOnly = false }: FakePagesOptions) {
  let images = isEmpty ? [] : createImages()
  const deeds = isEmpty ? [] : createActivity()
  const activity = new Channel<ActivityEntry>()
  const own = (backend: ImageView['backend']) => images.filter((image) => image.backend === backend)
  const sum = (of: readonly ImageView[]) => of.reduce((all, image) => all + image.sizeBytes, 0)
  const disk = (backend: ImageView['backend'], sandboxes: [string, number][]) => ({
    backend,
    totalBytes: null,
    imagesBytes: sum(own(backend)),
    unusedImagesBytes: sum(own(backend).filter((image) => image.usedBy.length === 0)),
    sandboxes: sandboxes.map(([name, size]) => ({ id: name, name, bytes: size * mb })),
    foreignBytes: backend === 'docker' ? 320 * mb : 0,
    cacheBytes: backend === 'docker' ? 940 * mb : null
  })
  return {
    images: {
      list: () => Promise.resolve({ images, failed: [] }),
      async pull(input, options) {
        const total = 61_000_000
        for (let step = 1; step <= 40; step += 1) {
          options?.onProgress?.({ step: 'pull', text: { key: 'progress.pulling', params: { image: input.image } }, done: (total * step) / 40, total })
          await sleep(250, options?.signal).catch(() => {
            throw new AppError('CANCELLED', { what: 'pull' })
          })
          if (input.image.startsWith('huge') && step === 6) throw new AppError('DISK_FULL', { where: '/var/lib/docker' })
        }
        const image: ImageView = { backend: input.backend ?? 'docker', id: `sha256:${Date.now()}`, references: [input.image], repoDigests: [], labels: {}, sizeBytes: total, usedBy: [] }
        images = [...images, image]
        return image
      },
      load: () => Promise.resolve(images.slice(0, 1)),
      remove(input) {
        const image = images.find((each) => each.references.includes(input.image) || each.id === input.image)
        if (image && image.usedBy.length > 0) throw new AppError('IMAGE_IN_USE', { image: input.image, name: image.usedBy.join(', ') })
        images = images.filter((each) => each !== image)
        return Promise.resolve({})
      },
      async planPrune({ scope, withCaches = true }) {
        await sleep(200)
        const going = images.filter((image) => image.usedBy.length === 0 && (scope === 'unused' || image.references.length === 0))
        const caches = withCaches && !isEmpty ? [{ backend: 'docker' as const, bytes: 940 * mb }] : []
        return { images: going, caches, bytes: sum(going) + caches.reduce((all, { bytes }) => all + bytes, 0), failed: [] }
      },
      async prune(input) {
        await sleep(600)
        const ids = new Set(input.images.map(({ id }) => id))
        const freedBytes = sum(images.filter(({ id }) => ids.has(id)))
        images = images.filter(({ id }) => !ids.has(id))
        return { removed: ids.size, freedBytes, failed: [] }
      }
    } satisfies WindowApi['images'],
    disk: {
      usage: () =>
        Promise.resolve({
          backends: isEmpty ? [] : [disk('docker', [['api-refactor', 412], ['bright-otter', 96], ['data-import', 1310], ['quiet-lynx', 0.4]]), disk('podman', [['kind-harbor', 2100], ['gopher-bench', 60]])],
          failed: []
        })
    } satisfies WindowApi['disk'],
    activity: {
      list: ({ search = '', actors, outcomes, nouns }) =>
        Promise.resolve({
          entries: deeds.filter(
            (deed) =>
              JSON.stringify(deed).toLowerCase().includes(search.toLowerCase()) &&
              (actors?.includes(deed.actor) ?? true) &&
              (outcomes?.includes(deed.outcome) ?? true) &&
              (nouns?.includes(deed.action.split('.')[0] ?? '') ?? true)
          ),
          hasMore: false
        }),
      watch: (_input, options) => activity.read(options?.signal),
      export: () => Promise.resolve({ text: JSON.stringify(deeds) })
    } satisfies WindowApi['activity'],
    data: {
      info: () => Promise.resolve({ directory: '/home/mara/.local/share/agentkernel-desktop', bytes: 3.4 * mb, replacedBytes: 1.2 * mb }),
      planReplaced: () =>
        Promise.resolve({ directory: '/home/mara/.local/share/agentkernel-desktop/replaced', folders: [{ name: '2026-01-04T09-12-31-004Z-api-refactor', sandbox: 'api-refactor', keptAt: '2026-01-04T09:12:31.004Z', bytes: 1.1 * mb }], bytes: 1.1 * mb }),
      removeReplaced: ({ names }) => Promise.resolve({ removed: names.length, freedBytes: 1.1 * mb }),
      backUp: ({ file }) => Promise.resolve({ file, bytes: 18_400 }),
      inspectBackup: () => Promise.resolve({ createdAt: minutesAgo(4000), version: '0.1.0', sandboxes: ['api-refactor', 'bright-otter', 'kind-harbor'], templates: 1, isOwn: true }),
      restore: () => Promise.resolve({ createdAt: minutesAgo(4000), version: '0.1.0', sandboxes: [], templates: 0, isOwn: true, previous: '/home/mara/.local/share/agentkernel-desktop/metadata.json.backup' })
    } satisfies WindowApi['data'],
    doctor: () => Promise.resolve(checks),
    bundle: () =>
      Promise.resolve({
        files: [
          { name: 'versions.json', text: JSON.stringify({ product: '0.1.0', electron: '45.4.1', node: '24' }, null, 2) },
          { name: 'settings.json', text: JSON.stringify({ theme: 'dark', dockerEndpoint: null }, null, 2) },
          { name: 'sandboxes.json', text: JSON.stringify([{ name: 'api-refactor', image: 'node:22', environment: { ANTHROPIC_API_KEY: '•••' } }], null, 2) },
          { name: 'logs/window.log', text: '[10:14:02] started\n[10:14:03] docker is ready at unix:///var/run/docker.sock\n' }
        ],
        text: 'bundle',
        suggestedName: 'agentkernel-support-2026-01-31.txt'
      }),
    settingsError: isReadOnly ? new AppError('METADATA_UNAVAILABLE', { file: '/home/mara/.local/share/agentkernel-desktop/metadata.json', detail: 'EACCES: permission denied' }, { because: { key: 'reasons.metadata_denied', params: { folder: '/home/mara/.local/share/agentkernel-desktop' } } }) : null,
    host: {
      chooseSaveFile: ({ suggestedName }) => Promise.resolve({ file: { handle: 'file-1', path: `/home/mara/${suggestedName}` } }),
      chooseBackup: () => Promise.resolve({ file: { handle: 'file-2', path: '/home/mara/agentkernel-2026-01-28.backup' } }),
      saveText: ({ suggestedName }) => Promise.resolve({ path: `/home/mara/${suggestedName}` }),
      openOwnFolder: () => Promise.resolve({})
    } satisfies Partial<WindowApi['host']>
  }
}

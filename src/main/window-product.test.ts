import { describe, expect, test, vi } from 'vitest'
import type { Api } from '#contract/api'
import { createTestApp } from '#core/testing/create-test-app'
import { createFolderHandles } from './folder-handles'
import { createVisibility } from './visibility'
import { createWindowProduct } from './window-product'

function setUp() {
  const { app } = createTestApp()
  const seen: unknown[] = []
  const product = {
    ...app,
    sandboxes: {
      ...app.sandboxes,
      create: async (input: Parameters<Api['sandboxes']['create']>[0]) => {
        seen.push(input)
        throw new Error('seen')
      }
    },
    backends: {
      ...app.backends,
      setUp: async (input: Parameters<Api['backends']['setUp']>[0]) => {
        seen.push(input)
        throw new Error('seen')
      }
    },
    images: {
      ...app.images,
      load: async (input: Parameters<Api['images']['load']>[0]) => {
        seen.push(input)
        throw new Error('seen')
      }
    },
    project: {
      ...app.project,
      inspect: async ({ folder }: { folder: string }) => ({
        folderName: folder,
        template: null,
        proposal: { directory: `${folder}/copy`, mounts: [{ source: `${folder}/data`, target: '/data', writable: false }] },
        because: [],
        needsConsent: [],
        consent: null
      }),
      agree: async (input: unknown) => {
        seen.push(input)
        return {}
      }
    }
  }
  let ids = 0
  const folders = createFolderHandles(() => String((ids += 1)))
  const asked: string[] = []
  const askToRun = async (program: string): Promise<boolean> => asked.push(program) > 1
  return { seen, asked, folders, api: createWindowProduct(product, { folders, visibility: createVisibility(), askToRun }) }
}

describe('what a window calls a folder', () => {
  test('is turned into its path when it was chosen in the dialog', async () => {
    const { seen, folders, api } = setUp()
    const { handle } = folders.add('/home/me/project')
    const mounts = [{ source: handle, target: '/work', writable: true }]
    await expect(api.sandboxes.create({ name: 'a', directory: handle, mounts })).rejects.toThrow('seen')
    expect(seen).toEqual([{ name: 'a', directory: '/home/me/project', mounts: [{ source: '/home/me/project', target: '/work', writable: true }] }])
  })

  test('is turned into its path for a set-up from files', async () => {
    const { seen, folders, api } = setUp()
    await expect(api.backends.setUp({ backend: 'firecracker', from: [folders.add('/media/vmlinux-6.1.155').handle] })).rejects.toThrow('seen')
    await expect(api.backends.setUp({ backend: 'firecracker' })).rejects.toThrow('seen')
    expect(seen).toEqual([{ backend: 'firecracker', from: ['/media/vmlinux-6.1.155'] }, { backend: 'firecracker' }])
  })

  test('is turned into its path for an archive of images, of which the page names none by itself', async () => {
    const { seen, folders, api } = setUp()
    await expect(api.images.load({ file: folders.add('/media/app.tar').handle, backend: 'firecracker' })).rejects.toThrow('seen')
    await expect(api.images.load({ file: '/media/app.tar' })).rejects.toMatchObject({ code: 'PATH_REFUSED' })
    expect(seen).toEqual([{ file: '/media/app.tar', backend: 'firecracker' }])
  })

  test.each(['/home/me', '/', 'folder:', 'folder:9', '__proto__'])('is refused when it is %s', async (path) => {
    const { seen, api } = setUp()
    const refused = { code: 'PATH_REFUSED', params: { path } }
    await expect(api.sandboxes.create({ name: 'a', directory: path })).rejects.toMatchObject(refused)
    await expect(api.sandboxes.create({ name: 'a', mounts: [{ source: path, target: '/x' }] })).rejects.toMatchObject(refused)
    await expect(api.project.inspect({ folder: path })).rejects.toMatchObject(refused)
    await expect(api.backends.setUp({ backend: 'firecracker', from: [path] })).rejects.toMatchObject(refused)
    expect(seen).toEqual([])
  })

  test('is a handle again in what a project proposes', async () => {
    const { folders, api } = setUp()
    const { proposal } = await api.project.inspect({ folder: folders.add('/p').handle })
    expect(folders.resolve(proposal.directory ?? '')).toBe('/p/copy')
    expect(folders.resolve(proposal.mounts?.[0]?.source ?? '')).toBe('/p/data')
  })

  test('is turned into its path where a person agrees to what its file asks for', async () => {
    const { seen, folders, api } = setUp()
    await api.project.agree({ folder: folders.add('/p').handle, subject: 'file', digest: 'a' })
    await expect(api.project.agree({ folder: '/p', subject: 'file', digest: 'a' })).rejects.toMatchObject({ code: 'PATH_REFUSED' })
    expect(seen).toEqual([{ folder: '/p', subject: 'file', digest: 'a' }])
  })

  test('is the same handle for the same folder', () => {
    const { folders } = setUp()
    expect(folders.add('/p')).toEqual(folders.add('/p'))
  })
})

test.each(['watch', 'usage'] as const)('what follows engines, as %s does, is closed while the window is hidden', async (method) => {
  const { app } = createTestApp()
  const counts = { opened: 0, closed: 0 }
  const follow = async function* (_input: unknown, options: { signal?: AbortSignal } = {}): AsyncGenerator<never> {
    counts.opened += 1
    yield* []
    await new Promise<void>((resolve) => options.signal?.addEventListener('abort', () => resolve()))
    counts.closed += 1
  }
  const visibility = createVisibility()
  const api = createWindowProduct({ ...app, sandboxes: { ...app.sandboxes, watch: follow, usage: follow } }, { folders: createFolderHandles(() => ''), visibility, askToRun: async () => false })
  const stop = new AbortController()
  const reading = (async () => {
    for await (const _event of api.sandboxes[method]({ ids: [] }, { signal: stop.signal }));
  })()
  await vi.waitFor(() => expect(counts).toEqual({ opened: 1, closed: 0 }))
  visibility.set(false)
  await vi.waitFor(() => expect(counts).toEqual({ opened: 1, closed: 1 }))
  visibility.set(true)
  await vi.waitFor(() => expect(counts).toEqual({ opened: 2, closed: 1 }))
  stop.abort()
  await reading
  expect(counts).toEqual({ opened: 2, closed: 2 })
})

test('a program that the page names is kept only after a yes of the person', async () => {
  const { asked, api } = setUp()
  await expect(api.settings.set({ firecrackerProgram: '/tmp/program' })).rejects.toMatchObject({ code: 'CONSENT_REQUIRED', params: { what: '/tmp/program' } })
  expect(await api.settings.get({})).toMatchObject({ firecrackerProgram: null })
  expect(await api.settings.set({ firecrackerProgram: '/tmp/program' })).toMatchObject({ firecrackerProgram: '/tmp/program' })
  expect(await api.settings.set({ firecrackerProgram: null, theme: 'dark' })).toMatchObject({ firecrackerProgram: null })
  expect(asked).toEqual(['/tmp/program', '/tmp/program'])
})

test('an input without folders passes as it is', async () => {
  const { seen, api } = setUp()
  await expect(api.sandboxes.create({ name: 'a', vcpus: 2 })).rejects.toThrow('seen')
  expect(seen).toEqual([{ name: 'a', vcpus: 2 }])
})

import { describe, expect, test } from 'vitest'
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
  return { seen, folders, api: createWindowProduct(product, folders, createVisibility()) }
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

test('an input without folders passes as it is', async () => {
  const { seen, api } = setUp()
  await expect(api.sandboxes.create({ name: 'a', vcpus: 2 })).rejects.toThrow('seen')
  expect(seen).toEqual([{ name: 'a', vcpus: 2 }])
})

import { describe, expect, it } from 'vitest'
import { createSandbox } from '../../testing/fake-data'
import { toGroups, toProject } from './sandbox-groups'

const copied = createSandbox('a', { spec: { copiedFrom: '/home/mara/code/store/' } })
const mounted = createSandbox('b', { backend: 'podman', spec: { mounts: [{ source: '/home/mara/code/docs', target: '/workspace', writable: true }] } })
const labelled = createSandbox('c', { spec: { copiedFrom: '/home/mara/code/docs', labels: { project: 'store' } } })
const loose = createSandbox('d', { spec: { mounts: [{ source: '/home/mara/tokens', target: '/tokens', writable: false }] } })
const all = [loose, copied, mounted, labelled]
const shape = (...asked: Parameters<typeof toGroups>) => toGroups(...asked).map(({ key, sandboxes }) => `${key} ${sandboxes.map(({ name }) => name).join('')}`)
const nobody = () => false

describe('toProject', () => {
  it('takes the label, then the folder it was copied from, then the one mounted where it works', () => {
    expect(all.map(toProject)).toEqual(['', 'store', 'docs', 'store'])
  })

  it('reads the last part of a Windows path too', () => {
    expect(toProject(createSandbox('w', { spec: { copiedFrom: String.raw`C:\code\shop` } }))).toBe('shop')
  })
})

describe('toGroups', () => {
  it('is one group in the order given when nothing is asked', () => {
    expect(shape(all, 'none', nobody)).toEqual(['rest dabc'])
  })

  it('groups by project with the ones without a project last', () => {
    expect(shape(all, 'project', nobody)).toEqual(['project:docs b', 'project:store ac', 'project: d'])
  })

  it('groups by backend', () => {
    expect(shape(all, 'backend', nobody)).toEqual(['backend:docker dac', 'backend:podman b'])
  })

  it('puts what is pinned first and nowhere else', () => {
    expect(shape(all, 'backend', (sandbox) => sandbox === mounted)).toEqual(['pinned b', 'backend:docker dac'])
  })

  it('has no group when there is no sandbox', () => {
    expect(shape([], 'project', nobody)).toEqual([])
  })
})

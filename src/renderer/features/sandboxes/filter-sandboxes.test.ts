import { describe, expect, it } from 'vitest'
import { createSandbox } from '../../testing/fake-data'
import { countGroups, filterSandboxes, type SandboxFilter } from './filter-sandboxes'

const sandboxes = [
  createSandbox('api-refactor', { status: 'running', spec: { image: 'node:22', labels: { team: 'store' } } }),
  createSandbox('data-import', { status: 'failed', backend: 'podman', spec: { image: 'python:3.13' } }),
  createSandbox('quiet-lynx', { status: 'stopped' })
]
const everything: SandboxFilter = { search: '', group: 'all', backend: null, waiting: new Set() }
const names = (filter: Partial<SandboxFilter>) => filterSandboxes(sandboxes, { ...everything, ...filter }).map((sandbox) => sandbox.name)

describe('filterSandboxes', () => {
  it('keeps everything when nothing is asked', () => {
    expect(names({})).toEqual(['api-refactor', 'data-import', 'quiet-lynx'])
  })

  it.each([
    ['a part of the name', 'IMPORT', ['data-import']],
    ['the image', 'node:22', ['api-refactor']],
    ['the backend', 'podman', ['data-import']],
    ['a label', 'team=store', ['api-refactor']],
    ['every word of several', 'docker lynx', ['quiet-lynx']],
    ['nothing', 'lynx node', []]
  ])('finds by %s', (_what, search, found) => {
    expect(names({ search })).toEqual(found)
  })

  it('narrows by state and backend together', () => {
    expect(names({ group: 'attention' })).toEqual(['data-import'])
    expect(names({ group: 'attention', backend: 'docker' })).toEqual([])
  })

  it('counts a sandbox whose terminal waits to those that want attention, and to those that run', () => {
    const waiting = new Set([sandboxes[0]?.id ?? ''])
    expect(names({ group: 'attention', waiting })).toEqual(['api-refactor', 'data-import'])
    expect(names({ group: 'running', waiting })).toEqual(['api-refactor'])
    expect(countGroups(sandboxes, waiting)).toEqual({ all: 3, running: 1, stopped: 1, attention: 2 })
  })
})

describe('countGroups', () => {
  it('counts every sandbox once, and once more in all, while none waits', () => {
    expect(countGroups(sandboxes, new Set())).toEqual({ all: 3, running: 1, stopped: 1, attention: 1 })
  })
})

import { describe, expect, it } from 'vitest'
import type { SandboxView } from '#contract/sandbox'
import { createBusyDay, createSandbox } from '../../testing/fake-data'
import type { Action } from './action-registry'
import { listSections, rankActions, type PaletteSources } from './rank-actions'

const action = (id: string, title: string, rest: Partial<Action> = {}): Action => ({ id, group: 'places', title, run: () => undefined, ...rest })

function verbs(sandbox: SandboxView): Action[] {
  return [
    action(`stop ${sandbox.name}`, `Stop ${sandbox.name}`, { group: 'sandbox', isEnabled: sandbox.status === 'running' }),
    action(`remove ${sandbox.name}`, `Remove ${sandbox.name}…`, { group: 'sandbox', isDestructive: true })
  ]
}

function sources(changes: Partial<PaletteSources> = {}): PaletteSources {
  return {
    actions: [action('places.backends', 'Backends'), action('theme.dark', 'Theme: Dark', { keywords: ['night'] }), action('off', 'Never now', { isEnabled: false }), action('self', 'Palette', { isListed: false })],
    sandboxes: createBusyDay(),
    current: undefined,
    verbs,
    openSandbox: (sandbox) => action(`open ${sandbox.name}`, sandbox.name, { group: 'sandboxes', note: sandbox.spec.image }),
    ...changes
  }
}

const found = (query: string, changes?: Partial<PaletteSources>): string[] => rankActions(sources(changes), query).flatMap(({ actions }) => actions.map(({ id }) => id))

describe('what the palette finds', () => {
  it('puts a sandbox whose name is typed first', () => {
    expect(found('api')[0]).toBe('open api-refactor')
  })

  it('puts a sandbox before what is done to it, also where a verb begins with the same letter', () => {
    const pins = (sandbox: SandboxView): Action[] => [action(`pin ${sandbox.name}`, `Pin ${sandbox.name}`, { group: 'sandbox' })]
    expect(found('plt one', { sandboxes: [createSandbox('palette-one')], verbs: pins })).toEqual(['open palette-one', 'pin palette-one'])
  })

  it('finds a verb with the letters of a name behind it', () => {
    expect(found('stop kind')[0]).toBe('stop kind-harbor')
    expect(found('sto api')[0]).toBe('stop api-refactor')
  })

  it('finds a verb without a name, for sandboxes where it can be done', () => {
    const stops = found('stop').filter((id) => id.startsWith('stop '))
    expect(stops).toEqual(expect.arrayContaining(['stop api-refactor', 'stop kind-harbor']))
    expect(stops).not.toContain('stop migration-test')
  })

  it('finds what can be done with a thing, and shows but a few things before anything is typed', () => {
    const images = Array.from({ length: 9 }, (_, index) => action(`image ${index}`, `box:${index}`, { group: 'images', more: () => [action(`drop ${index}`, `Drop box:${index}…`, { group: 'images' })] }))
    expect(found('drop box:7', { actions: images, sandboxes: [] })[0]).toBe('drop 7')
    const shown = listSections(sources({ actions: [...images, action('pull', 'Pull', { group: 'images' })], sandboxes: [] })).flatMap(({ actions }) => actions.map(({ id }) => id))
    expect(shown).toEqual(['image 0', 'image 1', 'image 2', 'image 3', 'image 4', 'pull'])
  })

  it('finds by other words and by the image', () => {
    expect(found('night')).toContain('theme.dark')
    expect(found('rust:1')).toContain('open kind-harbor')
  })

  it('offers nothing that cannot be done now or is the palette itself', () => {
    expect(found('never now')).not.toContain('off')
    expect(found('palette')).not.toContain('self')
    expect(listSections(sources()).flatMap(({ actions }) => actions.map(({ id }) => id))).not.toContain('off')
  })

  it('finds nothing where only strewn letters fit', () => {
    expect(found('xqzw')).toEqual([])
  })

  it('puts what destroys behind what does not', () => {
    const both = found('m', { actions: [action('remove it', 'Move it', { isDestructive: true }), action('move it', 'Move it')], sandboxes: [] })
    expect(both).toEqual(['move it', 'remove it'])
  })

  it('stays quick with a thousand sandboxes', () => {
    const sandboxes = Array.from({ length: 1000 }, (_, index) => createSandbox(`sandbox-${index}`, { status: 'running' }))
    const from = performance.now()
    expect(found('stop sandbox-77', { sandboxes })[0]).toBe('stop sandbox-77')
    expect(performance.now() - from).toBeLessThan(250)
  })
})

describe('the palette before anything is typed', () => {
  it('begins with what can be done to the sandbox that is open', () => {
    const current = createBusyDay().find(({ name }) => name === 'api-refactor')
    const [first] = listSections(sources({ current }))
    expect(first?.group).toBe('sandbox')
    expect(first?.actions.map(({ id }) => id)).toContain('stop api-refactor')
  })
})

import { describe, expect, it } from 'vitest'
import { createSandbox } from '../../testing/fake-data'
import { holdOrder } from './hold-order'
import { applySandboxEvent } from './sandbox-list-cache'

const list = { sandboxes: [createSandbox('box-2'), createSandbox('box-10')], unreachable: [], notices: [] }
const names = (sandboxes: readonly { readonly name: string }[]) => sandboxes.map((sandbox) => sandbox.name)

describe('applySandboxEvent', () => {
  it('puts a new sandbox where its name belongs, counting numbers as numbers', () => {
    const next = applySandboxEvent(list, { type: 'upserted', sandbox: createSandbox('box-3') })
    expect(names(next.sandboxes)).toEqual(['box-2', 'box-3', 'box-10'])
  })

  it('replaces a known one, also under a new name', () => {
    const [first] = list.sandboxes
    if (!first) throw new Error('the list has a first sandbox')
    const next = applySandboxEvent(list, { type: 'upserted', sandbox: { ...first, name: 'zebra', status: 'running' } })
    expect(names(next.sandboxes)).toEqual(['box-10', 'zebra'])
    expect(next.sandboxes[1]?.status).toBe('running')
  })

  it('drops a removed one and starts over with a snapshot', () => {
    const id = list.sandboxes[0]?.id ?? ''
    expect(names(applySandboxEvent(list, { type: 'removed', id }).sandboxes)).toEqual(['box-10'])
    expect(applySandboxEvent(list, { type: 'snapshot', list: { sandboxes: [], unreachable: [], notices: [] } }).sandboxes).toEqual([])
  })
})

describe('holdOrder', () => {
  it('moves nothing that is shown, drops what is gone, and appends what is new', () => {
    expect(holdOrder(['c', 'a', 'b'], ['a', 'b', 'n'])).toEqual(['a', 'b', 'n'])
    expect(holdOrder(['c', 'a'], ['a', 'c'])).toEqual(['c', 'a'])
  })
})

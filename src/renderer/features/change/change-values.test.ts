import { describe, expect, it } from 'vitest'
import { createSpec } from '../../testing/fake-data'
import { areValuesPossible, suggestCopyName, toChanges, toChangeValues, toDuplicateCommand, toUpdateCommand } from './change-values'

const spec = createSpec({ image: 'node:22', memoryMb: 512 })

describe('changes of a sandbox', () => {
  it('are only what differs', () => {
    expect(toChanges(spec, toChangeValues(spec))).toEqual({})
    expect(toChanges(spec, { ...toChangeValues(spec), memoryMb: 1024, network: false })).toEqual({ memoryMb: 1024, network: false })
  })

  it('read the same as a command', () => {
    expect(toUpdateCommand('shop', { image: 'node:24', vcpus: 2, memoryMb: 1024, profile: 'restrictive', network: true })).toBe('agentkernel update shop --image node:24 --vcpus 2 --memory 1024 --profile restrictive --network')
    expect(toDuplicateCommand('shop', 'shop-2', { network: false }, true)).toBe('agentkernel duplicate shop shop-2 --no-network --files')
  })

  it('of a copy begin with a name that nobody has', () => {
    expect(suggestCopyName('shop', ['shop'])).toBe('shop-2')
    expect(suggestCopyName('shop', ['shop', 'shop-2', 'shop-3'])).toBe('shop-4')
  })

  it('are refused where they cannot be', () => {
    expect(areValuesPossible({ ...toChangeValues(spec), image: '' })).toBe(false)
    expect(areValuesPossible({ ...toChangeValues(spec), memoryMb: 1 })).toBe(false)
    expect(areValuesPossible(toChangeValues(spec))).toBe(true)
  })
})

import { describe, expect, it } from 'vitest'
import { findByTyping } from './use-go-to'

describe('findByTyping', () => {
  const names = ['web-api', 'api-refactor', 'Api-docs']

  it.each([
    ['prefers a name that begins so', 'api', 1],
    ['does not mind capitals', 'API-D', 2],
    ['falls back to a name that holds it', 'docs', 2],
    ['finds nothing', 'zebra', -1]
  ])('%s', (_what, typed, index) => {
    expect(findByTyping(names, typed)).toBe(index)
  })
})

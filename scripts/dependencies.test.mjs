import { describe, expect, test } from 'vitest'
import { isSatisfied } from './dependencies.mjs'

describe('installed packages', () => {
  const wanted = { '': { version: '1.0.0' }, 'node_modules/a': { version: '2.0.0' }, 'node_modules/b-darwin': { version: '1.0.0', optional: true } }

  test('are current when all are there but those for another platform', () => {
    expect(isSatisfied(wanted, { 'node_modules/a': { version: '2.0.0' } })).toBe(true)
  })

  test('are not when one is missing or of another version', () => {
    expect(isSatisfied(wanted, {})).toBe(false)
    expect(isSatisfied(wanted, { 'node_modules/a': { version: '1.9.0' } })).toBe(false)
  })
})

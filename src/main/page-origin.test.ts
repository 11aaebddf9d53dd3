import { describe, expect, test } from 'vitest'
import { createPageOrigin } from './page-origin'

describe('our origin', () => {
  const { owns } = createPageOrigin(undefined)
  test.each(['app://agentkernel/', 'app://agentkernel/index.html', 'app://agentkernel/assets/x.js?y#z'])('owns %s', (url) => expect(owns(url)).toBe(true))
  test.each([
    'app://agentkernel.evil.example/',
    'app://agentkernel:1/',
    'app://user@agentkernel/',
    'app://evil/agentkernel',
    'https://agentkernel/',
    'file:///agentkernel',
    'about:blank',
    'data:text/html,app://agentkernel/',
    'blob:app://agentkernel/1',
    '',
    'app:'
  ])('does not own %s', (url) => expect(owns(url)).toBe(false))
})

test('an unpackaged run owns its development server instead', () => {
  const { owns } = createPageOrigin('http://localhost:5173/')
  expect(owns('http://localhost:5173/src/main.tsx')).toBe(true)
  expect(owns('http://localhost:5174/')).toBe(false)
  expect(owns('app://agentkernel/')).toBe(false)
})

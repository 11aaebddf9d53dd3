import { assert, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseLink, parseStart } from './start-request'

describe('a start', () => {
  const packaged = ['/opt/agentkernel-desktop', '--no-sandbox', '--allow-file-access-from-files']

  test('shows the window unless it says otherwise', () => {
    expect(parseStart(packaged)).toEqual({ kind: 'show' })
    expect(parseStart([...packaged, '--hidden'])).toEqual({ kind: 'hidden' })
  })

  test('names a sandbox by its id', () => {
    expect(parseStart([...packaged, '--open-sandbox=V1StGXR8_Z5j'])).toEqual({ kind: 'sandbox', id: 'V1StGXR8_Z5j' })
  })

  test.each(['', '../x', 'a b', 'x'.repeat(65)])('ignores what cannot be an id: %j', (id) => {
    expect(parseStart([...packaged, `--open-sandbox=${id}`])).toEqual({ kind: 'show' })
  })

  test('is a link when a word is one, whatever else it says', () => {
    expect(parseStart([...packaged, '--open-sandbox=abc', 'agentkernel://sandbox/web'])).toEqual({ kind: 'link', link: { name: 'web' } })
    expect(parseStart(['agentkernel://sandbox/web', 'agentkernel://sandbox/api'])).toEqual({ kind: 'refused-link' })
    expect(parseStart(['AGENTKERNEL://remove/web'])).toEqual({ kind: 'refused-link' })
  })
})

describe('a link', () => {
  test('leads to the window or to a sandbox', () => {
    expect(parseLink('agentkernel://open')).toEqual({ name: null })
    // Browsers add the stroke.
    expect(parseLink('agentkernel://open/')).toEqual({ name: null })
    expect(parseLink('agentkernel://sandbox/my-app_2')).toEqual({ name: 'my-app_2' })
  })

  test.each([
    'agentkernel:open', 'agentkernel://', 'agentkernel://sandbox', 'agentkernel://sandbox/', 'agentkernel://sandbox/a/b', 'agentkernel://sandbox/../etc',
    'agentkernel://sandbox/web?start=1', 'agentkernel://sandbox/web#x', 'agentkernel://user@sandbox/web', 'agentkernel://sandbox:80/web', 'agentkernel://sandbox/we%62',
    'agentkernel://sandbox/-web', 'agentkernel://sandbox/web ', ' agentkernel://sandbox/web', 'agentkernel://sandbox/web\n', 'agentkernel://exec/web', 'https://sandbox/web',
    `agentkernel://sandbox/${'x'.repeat(64)}`
  ])('is refused: %j', (text) => {
    expect(parseLink(text)).toBeNull()
  })

  test('never yields a name with anything but letters, digits, strokes', () => {
    const isPlain = property(string({ unit: 'binary' }), (rest) => /^[\w-]*$/.test(parseLink(`agentkernel://sandbox/${rest}`)?.name ?? ''))
    expect(() => assert(isPlain)).not.toThrow()
  })
})

import { describe, expect, it } from 'vitest'
import { findFileNameProblem, formatMode, joinPath, nameOf, parentOf, toCrumbs } from './file-paths'

describe('paths in a sandbox', () => {
  it.each([
    ['/', 'etc', '/etc'],
    ['/etc', 'hosts', '/etc/hosts']
  ])('joins %s and %s, and takes them apart again', (directory, name, path) => {
    expect(joinPath(directory, name)).toBe(path)
    expect(parentOf(path)).toBe(directory)
    expect(nameOf(path)).toBe(name)
  })

  it('leads from the root to the directory', () => {
    expect(toCrumbs('/')).toEqual([{ name: '/', path: '/' }])
    expect(toCrumbs('/var/log').map(({ path }) => path)).toEqual(['/', '/var', '/var/log'])
  })

  it('writes permissions as ls does', () => {
    expect([0o755, 0o640, 0o000, 0o4711].map(formatMode)).toEqual(['rwxr-xr-x', 'rw-r-----', '---------', 'rwx--x--x'])
  })

  it('refuses names that are none', () => {
    expect(['', ' ', 'a/b', '..', 'ä'.repeat(128), 'notes.md'].map(findFileNameProblem)).toEqual(['empty', 'empty', 'slash', 'dots', 'long', null])
  })
})

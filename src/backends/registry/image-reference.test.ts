import { describe, expect, it } from 'vitest'
import { qualifyReference, shortenReference, toRegistry } from './image-reference'

describe('image references', () => {
  it.each([
    ['alpine', 'docker.io/library/alpine:latest'],
    ['alpine:3.20', 'docker.io/library/alpine:3.20'],
    ['nickblah/lua:5.4', 'docker.io/nickblah/lua:5.4'],
    ['ghcr.io/a/b', 'ghcr.io/a/b:latest'],
    ['localhost:5000/x:1', 'localhost:5000/x:1'],
    ['localhost/x:1', 'localhost/x:1'],
    ['a@sha256:abc', 'docker.io/library/a@sha256:abc']
  ])('%s means %s', (short, whole) => expect(qualifyReference(short)).toBe(whole))

  it('are shown as a person writes them', () => {
    expect(['docker.io/library/alpine:3.20', 'docker.io/me/x:1', 'localhost/x:1', 'ghcr.io/a/b:1'].map(shortenReference)).toEqual(['alpine:3.20', 'me/x:1', 'x:1', 'ghcr.io/a/b:1'])
  })

  it('name their registry', () => expect([toRegistry('alpine'), toRegistry('ghcr.io/a/b')]).toEqual(['docker.io', 'ghcr.io']))
})

import { describe, expect, it } from 'vitest'
import { qualifyReference, shortenReference, toRegistry, toRepoDigest } from './image-reference'

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

  it.each([
    ['alpine:3.20', 'alpine@sha256:1'],
    ['docker.io/library/alpine', 'alpine@sha256:1'],
    ['localhost:5000/x', 'localhost:5000/x@sha256:1'],
    ['ghcr.io/a/b:1@sha256:2', 'ghcr.io/a/b@sha256:1']
  ])('%s and a digest name exactly one image', (reference, exact) => expect(toRepoDigest(reference, 'sha256:1')).toBe(exact))

  it('name their registry', () => expect([toRegistry('alpine'), toRegistry('ghcr.io/a/b')]).toEqual(['docker.io', 'ghcr.io']))
})

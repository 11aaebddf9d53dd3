import { describe, expect, it } from 'vitest'
import { dockerQuirks } from '../docker/quirks'
import { podmanQuirks } from '../podman/quirks'
import { qualifyReference, shortenReference, toLocalNames, toRegistry } from './image-reference'

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

  it('are looked for on Podman under what they mean first, then among what was made here', () => {
    expect(toLocalNames('alpine:3.20', podmanQuirks)).toEqual(['docker.io/library/alpine:3.20', 'localhost/alpine:3.20'])
    expect(toLocalNames('me/mine:1', podmanQuirks)).toEqual(['docker.io/me/mine:1', 'localhost/me/mine:1'])
    expect(toLocalNames('ghcr.io/a/b:1', podmanQuirks)).toEqual(['ghcr.io/a/b:1'])
    expect(toLocalNames('localhost/x:1', podmanQuirks)).toEqual(['localhost/x:1'])
    expect(toLocalNames('alpine:3.20', dockerQuirks)).toEqual(['alpine:3.20'])
    expect(toLocalNames(`sha256:${'a'.repeat(64)}`, podmanQuirks)).toEqual([`sha256:${'a'.repeat(64)}`])
  })

  it('are shown as a person writes them', () => {
    expect(['docker.io/library/alpine:3.20', 'docker.io/me/x:1', 'localhost/x:1', 'ghcr.io/a/b:1'].map(shortenReference)).toEqual(['alpine:3.20', 'me/x:1', 'x:1', 'ghcr.io/a/b:1'])
  })

  it('name their registry', () => expect([toRegistry('alpine'), toRegistry('ghcr.io/a/b')]).toEqual(['docker.io', 'ghcr.io']))
})

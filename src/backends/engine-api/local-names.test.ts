import { describe, expect, it } from 'vitest'
import { dockerQuirks } from '../docker/quirks'
import { podmanQuirks } from '../podman/quirks'
import { toLocalNames } from './local-names'

describe('local names of images', () => {
  it('are looked for on Podman under what they mean first, then among what was made here', () => {
    expect(toLocalNames('alpine:3.20', podmanQuirks)).toEqual(['docker.io/library/alpine:3.20', 'localhost/alpine:3.20'])
    expect(toLocalNames('me/mine:1', podmanQuirks)).toEqual(['docker.io/me/mine:1', 'localhost/me/mine:1'])
    expect(toLocalNames('ghcr.io/a/b:1', podmanQuirks)).toEqual(['ghcr.io/a/b:1'])
    expect(toLocalNames('localhost/x:1', podmanQuirks)).toEqual(['localhost/x:1'])
    expect(toLocalNames('alpine:3.20', dockerQuirks)).toEqual(['alpine:3.20'])
    expect(toLocalNames(`sha256:${'a'.repeat(64)}`, podmanQuirks)).toEqual([`sha256:${'a'.repeat(64)}`])
  })
})

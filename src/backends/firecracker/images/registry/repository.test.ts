import { describe, expect, it } from 'vitest'
import { parseChallenge } from './challenge'
import { parseRepository } from './repository'

describe('a reference, as a registry takes it', () => {
  const digest = `sha256:${'a'.repeat(64)}`
  it.each([
    ['alpine', 'https://registry-1.docker.io', 'library/alpine', 'latest'],
    ['ghcr.io/a/b-c/d_e:v1.2', 'https://ghcr.io', 'a/b-c/d_e', 'v1.2'],
    ['localhost:5000/x:1', 'http://localhost:5000', 'x', '1'],
    ['127.0.0.1:80/x', 'http://127.0.0.1:80', 'x', 'latest'],
    [`quay.io/a/b@${digest}`, 'https://quay.io', 'a/b', digest],
    [`quay.io/a/b:2@${digest}`, 'https://quay.io', 'a/b', digest],
    ['127.0.0.1.example.org/x:1', 'https://127.0.0.1.example.org', 'x', '1']
  ])('%s is asked of %s', (reference, origin, name, version) => expect(parseRepository(reference)).toMatchObject({ origin, name, version }))

  it.each(['', 'UPPER', 'a/../b', 'ghcr.io/../x', 'a b', 'a:b:c', `x@sha256:zz`, 'ghcr.io/a?b=c', 'user@host.example/x', 'a//b', 'a/b:', `a:${'t'.repeat(129)}`, 'http://ghcr.io/a'])('%j is none', (reference) => expect(parseRepository(reference)).toBeNull())
})

describe('a challenge', () => {
  it.each([
    ['Bearer realm="https://auth.example/token",service="r e g",scope="repository:a/b:pull,push"', { scheme: 'bearer', realm: 'https://auth.example/token', service: 'r e g', scope: 'repository:a/b:pull,push' }],
    ['bearer service=plain,realm="a\\"b"', { scheme: 'bearer', realm: 'a"b', service: 'plain', scope: null }],
    ['Basic realm="x", Bearer realm="https://y"', { scheme: 'bearer', realm: 'https://y', service: null, scope: null }],
    ['Basic realm="x"', { scheme: 'basic' }],
    ['Negotiate', null],
    ['', null]
  ])('%s is understood', (header, challenge) => expect(parseChallenge(header)).toEqual(challenge))
})

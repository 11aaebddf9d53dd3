import { describe, expect, it } from 'vitest'
import { EngineProblem } from './errors'
import { toPullError } from './pull'
import { PullProgress } from './pull-progress'

describe('a failed pull', () => {
  it.each([
    ['manifest for alpine:9 not found: manifest unknown: manifest unknown', 'IMAGE_NOT_FOUND'],
    ['initializing source docker://x: reading manifest 9 in docker.io/library/x: manifest unknown', 'IMAGE_NOT_FOUND'],
    ["pull access denied for x, repository does not exist or may require 'docker login': denied: requested access to the resource is denied", 'IMAGE_ACCESS_DENIED'],
    ['Head "https://ghcr.io/v2/a": unauthorized', 'IMAGE_ACCESS_DENIED'],
    ['initializing source docker://x: requesting authentication: 403 Forbidden', 'IMAGE_ACCESS_DENIED'],
    ['Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host', 'IMAGE_PULL_FAILED'],
    ['write /var/lib/docker/tmp/x: no space left on device', 'DISK_FULL']
  ])('is told by its cause: %s', (message, code) => {
    expect(toPullError('x', new EngineProblem(500, JSON.stringify({ message })))).toMatchObject({ code })
  })
})

describe('progress of a pull', () => {
  it('counts the bytes of every layer once, also while they are unpacked', () => {
    const progress = new PullProgress('alpine')
    progress.take({ id: '3.20', status: 'Pulling from library/alpine' })
    progress.take({ id: 'aa', status: 'Pulling fs layer' })
    expect(progress.take({ id: 'aa', status: 'Downloading', progressDetail: { current: 50, total: 100 } })).toMatchObject({ done: 50, total: 100 })
    progress.take({ id: 'bb', status: 'Downloading', progressDetail: { current: 10, total: 300 } })
    progress.take({ id: 'aa', status: 'Download complete' })
    expect(progress.take({ id: 'aa', status: 'Extracting', progressDetail: { current: 1, total: 100 } })).toMatchObject({
      step: 'pull',
      done: 110,
      total: 400,
      parts: [{ id: 'aa', state: 'Extracting', done: 100, total: 100 }, { id: 'bb', state: 'Downloading', done: 10, total: 300 }]
    })
  })
})

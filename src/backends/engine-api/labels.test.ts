import { describe, expect, it } from 'vitest'
import { parseContainerName, parseIdentity, parseImage, parseSpec, toContainerName, toLabels } from './labels'
import { createRequest } from './testing/requests'

describe('labels', () => {
  const request = createRequest({ environment: { TOKEN: 'secret=value', EMPTY: '' }, labels: { 'com.example.team': 'ü "x"' }, command: ['sleep', '1'], mounts: [{ source: '/data', target: '/mnt', writable: true }] })
  const labels = toLabels(request)
  const containerName = toContainerName(request.name, request.sandboxId)

  it('and the environment of the container rebuild the spec', () => {
    expect(parseSpec(labels, ['PATH=/bin', 'TOKEN=secret=value', 'EMPTY=', 'HOME=/root'])).toEqual(request.spec)
  })

  it('hold no value of the environment', () => {
    expect(JSON.stringify(labels)).not.toContain('secret')
  })

  it('show the labels of the user to other tools, out of the way of ours', () => {
    expect(labels['agentkernel.label.com.example.team']).toBe('ü "x"')
    expect(parseSpec({ ...labels, 'agentkernel.label.of-the-image': 'x' }, [])?.labels).toEqual({ 'com.example.team': 'ü "x"' })
  })

  it('tell whose it is, with the name that the container has now', () => {
    const { sandboxId, homeId, createdAt } = request
    expect(parseIdentity(labels, `/${containerName}`)).toEqual({ sandboxId, homeId, name: request.name, createdAt })
    expect(parseIdentity(labels, toContainerName('renamed', sandboxId))).toMatchObject({ name: 'renamed' })
  })

  it('do not make a container ours that was made from an image of one of ours', () => {
    expect(parseIdentity(labels, '/brave_rubin')).toBeNull()
    expect(parseIdentity({}, containerName)).toBeNull()
  })

  it('answer the image as the user named it', () => {
    expect(parseImage(labels)).toBe('alpine:3.20')
    expect(parseImage({})).toBeNull()
  })

  it.each(['{', '', '{"image":1,"environment":[]}', 'null'])('that were tampered with give no spec: %s', (spec) => {
    expect(parseSpec({ ...labels, 'agentkernel.spec': spec }, [])).toBeNull()
  })
})

describe('container names', () => {
  it('differ between sandboxes of one name in different homes', () => {
    expect(toContainerName('same', 'sb-aaaaaaaaaaaa')).not.toBe(toContainerName('same', 'sb-bbbbbbbbbbbb'))
  })

  it.each(['agentkernel--abcdef', 'agentkernel-x', 'x-abcdef', ''])('that we did not give are not parsed: %s', (name) => {
    expect(parseContainerName(name, 'sb-abcdef')).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import { parseEndpoint, toDisplay } from './endpoint'

describe('parseEndpoint', () => {
  it.each([
    ['unix:///var/run/docker.sock', { type: 'unix', path: '/var/run/docker.sock' }],
    ['/run/my.sock', { type: 'unix', path: '/run/my.sock' }],
    [' unix:///a b.sock ', { type: 'unix', path: '/a b.sock' }],
    ['npipe:////./pipe/docker_engine', { type: 'npipe', path: '//./pipe/docker_engine' }],
    ['tcp://10.0.0.5', { type: 'tcp', host: '10.0.0.5', port: 2375, tls: null }],
    ['tcp://example.org:2376', { type: 'tcp', host: 'example.org', port: 2376, tls: null }],
    ['tcp://example.org:80', { type: 'tcp', host: 'example.org', port: 80, tls: null }],
    ['localhost:1234', { type: 'tcp', host: 'localhost', port: 1234, tls: null }],
    ['https://example.org', { type: 'tcp', host: 'example.org', port: 2376, tls: { isVerified: true } }],
    ['tcp://[::1]:2375', { type: 'tcp', host: '::1', port: 2375, tls: null }],
    ['ssh://ada@build-1.example.org', { type: 'ssh', host: 'build-1.example.org', user: 'ada' }],
    ['ssh://build', { type: 'ssh', host: 'build' }],
    ['ssh://ada@10.0.0.5:2222/run/user/1000/podman/podman.sock', { type: 'ssh', host: '10.0.0.5', user: 'ada', port: 2222, socketPath: '/run/user/1000/podman/podman.sock' }],
    ['ssh://[fe80::1]:22', { type: 'ssh', host: 'fe80::1', port: 22 }]
  ])('reads %s', (text, endpoint) => {
    expect(parseEndpoint(text)).toEqual({ endpoint })
  })

  it.each([
    ['unix://relative.sock', 'reasons.endpoint_path'],
    ['fd://', 'reasons.endpoint_scheme'],
    ['tcp://', 'reasons.endpoint_address'],
    ['tcp://host:99999', 'reasons.endpoint_address'],
    ['ssh://-oProxyCommand=reboot', 'reasons.endpoint_ssh'],
    ['ssh://-oProxyCommand=reboot@host', 'reasons.endpoint_ssh'],
    ['ssh://ada@host/x;reboot', 'reasons.endpoint_ssh'],
    ['ssh://ada@host/$(reboot)', 'reasons.endpoint_ssh'],
    ['ssh://a%20b@host', 'reasons.endpoint_ssh'],
    ['ssh://', 'reasons.endpoint_ssh'],
    ['ssh://ada:secret@host', 'reasons.endpoint_password']
  ])('refuses %s', (text, key) => {
    const result = parseEndpoint(text)
    expect(result).toMatchObject({ problem: { key } })
    expect(JSON.stringify(result)).not.toContain('secret')
  })

  it.each(['unix:///var/run/docker.sock', 'npipe:////./pipe/docker_engine', 'tcp://example.org:2376', 'tcp://[::1]:2375', 'ssh://ada@build:2222/run/podman.sock', 'ssh://build'])(
    'shows %s as it was written',
    (text) => {
      const result = parseEndpoint(text)
      expect('endpoint' in result && toDisplay(result.endpoint)).toBe(text)
    }
  )

  it('never shows a password', () => {
    const result = parseEndpoint('tcp://ada:secret@example.org:2376')
    expect('endpoint' in result && toDisplay(result.endpoint)).toBe('tcp://example.org:2376')
  })
})

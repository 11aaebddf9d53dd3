import { expect, test } from 'vitest'
import { decideLink } from './external-links'

test('a page of an engine we know is opened', () => {
  expect(decideLink('https://docs.docker.com/engine/install/')).toEqual({ kind: 'open', url: 'https://docs.docker.com/engine/install/', host: 'docs.docker.com' })
})

test.each([
  ['https://example.com/x', 'example.com'],
  ['https://docs.docker.com.evil.example/', 'docs.docker.com.evil.example'],
  ['https://docs.docker.com:8443/', 'docs.docker.com:8443'],
  ['https://dосs.docker.com/', 'xn--ds-fmcm.docker.com'],
  ['https://docs.docker.com@evil.example', undefined]
])('%s is asked about with its whole host, or refused', (link, host) => {
  expect(decideLink(link)).toMatchObject(host === undefined ? { kind: 'refuse' } : { kind: 'ask', host })
})

test.each(['http://docs.docker.com/', 'file:///etc/passwd', 'javascript:alert(1)', 'smb://host/share', 'https://user:secret@podman.io/', 'x', ''])('%s is refused', (link) => {
  expect(decideLink(link)).toEqual({ kind: 'refuse' })
})

import { describe, expect, it } from 'vitest'
import { UsageError } from '../usage-error'
import { parseAllow } from './allow'
import { parseVcpus } from './cpus'
import { parseDuration, parseSince } from './duration'
import { parseEnvironment, parseLabels } from './environment'
import { parseMemory } from './memory'
import { parseMount } from './mount'
import { parsePublish } from './publish'
import { parseCopy } from './sandbox-path'

const place = { directory: '/projects', home: '/home/ann' }

describe('values of flags', () => {
  it.each([
    ['512', 512], ['512m', 512], ['512M', 512], ['512MB', 512], ['2g', 2048], ['2GiB', 2048], ['1.5g', 1536], ['1t', 1_048_576], [' 64 ', 64]
  ])('reads the memory %j as %i MB', (text, megabytes) => {
    expect(parseMemory(text)).toBe(megabytes)
  })

  it.each(['', 'lots', '512k', '-1', '1', '2097152', '12gm', '0x10'])('refuses the memory %j', (text) => {
    expect(() => parseMemory(text)).toThrow(UsageError)
  })

  it('reads a host that may be reached as it is written, and refuses what is none', () => {
    expect(parseAllow('registry.example.org:443')).toBe('registry.example.org:443')
    for (const text of ['*.example.org', 'https://example.org', '::1', 'example.org:0', '']) expect(() => parseAllow(text)).toThrow(UsageError)
  })

  it.each(['0', '65', '1.5', 'two', ''])('refuses %j CPUs', (text) => {
    expect(() => parseVcpus(text)).toThrow(UsageError)
  })

  it.each([['30s', 30_000], ['500ms', 500], ['5m', 300_000], ['1h', 3_600_000], ['2d', 172_800_000], ['45', 45_000], ['0.5s', 500]])('reads the duration %j', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  it.each(['', 'soon', '-3s', '5 minutes', '3w'])('refuses the duration %j', (text) => {
    expect(() => parseDuration(text)).toThrow(UsageError)
  })

  it('reads a moment as a date or as a time before now', () => {
    const now = Date.parse('2026-11-23T12:00:00Z')
    expect(parseSince('10m', now)).toBe('2026-11-23T11:50:00.000Z')
    expect(parseSince('2026-11-23T10:00:00Z', now)).toBe('2026-11-23T10:00:00.000Z')
    expect(() => parseSince('yesterday', now)).toThrow(UsageError)
    expect(() => parseSince('2026-99-99', now)).toThrow(UsageError)
  })

  it.each([
    ['/src:/app', { source: '/src', target: '/app', writable: false }],
    ['./src:/app:rw', { source: '/projects/src', target: '/app', writable: true }],
    ['.:/app:ro', { source: '/projects', target: '/app', writable: false }],
    ['~/code:/app', { source: '/home/ann/code', target: '/app', writable: false }]
  ])('reads the mount %j, read-only unless it says :rw', (text, mount) => {
    expect(parseMount(text, place)).toEqual(mount)
  })

  it('does not take a drive letter for the source of a mount', () => {
    expect(parseMount(String.raw`C:\code:/app:rw`, place)).toMatchObject({ target: '/app', writable: true, source: expect.stringContaining(String.raw`C:\code`) })
  })

  it.each(['', '/src', '/src:app', '/src:/app:rx', ':/app', 'a:b:c:d'])('refuses the mount %j', (text) => {
    expect(() => parseMount(text, place)).toThrow(UsageError)
  })

  it.each([
    ['80', { hostPort: null, sandboxPort: 80, protocol: 'tcp' }],
    ['8080:80', { hostPort: 8080, sandboxPort: 80, protocol: 'tcp' }],
    ['53:53/udp', { hostPort: 53, sandboxPort: 53, protocol: 'udp' }],
    ['127.0.0.1:8080:80', { hostPort: 8080, sandboxPort: 80, protocol: 'tcp' }],
    ['localhost:8080:80', { hostPort: 8080, sandboxPort: 80, protocol: 'tcp' }]
  ])('reads the port %j', (text, port) => {
    expect(parsePublish(text)).toEqual(port)
  })

  it.each(['', 'http', '0', '70000', '8080:0', '1-3:1-3', '80/sctp', '0.0.0.0:80:80', '[::]:80:80'])('refuses the port %j', (text) => {
    expect(() => parsePublish(text)).toThrow(UsageError)
  })

  it('takes the value of a bare variable from the caller, so that it shows in no list of processes', () => {
    expect(parseEnvironment(['A=1', 'TOKEN', 'B=x=y', 'C='], { TOKEN: 'secret' })).toEqual({ A: '1', TOKEN: 'secret', B: 'x=y', C: '' })
    expect(() => parseEnvironment(['GONE'], {})).toThrow(UsageError)
    expect(() => parseEnvironment(['1A=2'], {})).toThrow(UsageError)
    expect(() => parseEnvironment(['=2'], {})).toThrow(UsageError)
  })

  it('reads labels and keeps the prefix of the product to itself', () => {
    expect(parseLabels(['team=a', 'flag'])).toEqual({ team: 'a', flag: '' })
    expect(() => parseLabels(['agentkernel.id=1'])).toThrow(UsageError)
  })
})

describe('the two sides of cp', () => {
  it.each([
    ['web:/etc/hosts', './hosts', { type: 'out', sandbox: 'web', sandboxPath: '/etc/hosts', hostPath: './hosts' }],
    ['./a:b.txt', 'web:/tmp', { type: 'in', sandbox: 'web', sandboxPath: '/tmp', hostPath: './a:b.txt' }],
    [String.raw`C:\data`, 'web:/tmp', { type: 'in', sandbox: 'web', sandboxPath: '/tmp', hostPath: String.raw`C:\data` }],
    ['C:data.txt', 'web:/tmp', { type: 'in', sandbox: 'web', sandboxPath: '/tmp', hostPath: 'C:data.txt' }],
    ['/abs:colon', 'c:/tmp', { type: 'in', sandbox: 'c', sandboxPath: '/tmp', hostPath: '/abs:colon' }],
    ['web:relative', 'x', { type: 'out', sandbox: 'web', sandboxPath: 'relative', hostPath: 'x' }]
  ])('reads %j to %j', (source, destination, direction) => {
    expect(parseCopy(source, destination)).toEqual(direction)
  })

  it('wants exactly one sandbox', () => {
    expect(() => parseCopy('a:/x', 'b:/y')).toThrow(/copy_between/)
    expect(() => parseCopy('./x', '/y')).toThrow(/copy_neither/)
  })
})

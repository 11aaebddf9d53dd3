import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { addChangeOptions, toChanges, type ChangeOptions } from './change-options'
import type { Context } from './context'
import { UsageError } from './usage-error'

function read(words: readonly string[], program: readonly string[] = []) {
  const command = addChangeOptions(new Command().exitOverride())
  command.parse(words, { from: 'user' })
  const place: Pick<Context, 'environment' | 'place' | 'program'> = { environment: { API_KEY: 'secret' }, place: { directory: '/projects', home: '/home/ann' }, program }
  return toChanges(command.opts<ChangeOptions>(), place as Context).changes
}

describe('the flags of a change', () => {
  it('leave alone what they do not name', () => {
    expect(read([])).toEqual({})
    expect(read(['--memory', '1g'])).toEqual({ memoryMb: 1024 })
  })

  it('name lists whole', () => {
    expect(read(['--mount', '/a:/a', '--mount', '/b:/b:rw', '-e', 'API_KEY', '-p', '53/udp', '--allow', 'example.org:443'])).toEqual({
      mounts: [{ source: '/a', target: '/a', writable: false }, { source: '/b', target: '/b', writable: true }],
      environment: { API_KEY: 'secret' },
      ports: [{ hostPort: null, sandboxPort: 53, protocol: 'udp' }],
      allowedHosts: ['example.org:443']
    })
  })

  it('empty what they begin with --no-, and the last word counts', () => {
    expect(read(['--no-mount', '--no-env', '--no-publish', '--no-allow'])).toEqual({ mounts: [], environment: {}, ports: [], allowedHosts: [] })
    expect(read(['--no-publish', '-p', '80'])).toEqual({ ports: [{ hostPort: null, sandboxPort: 80, protocol: 'tcp' }] })
  })

  it('give it a program, or none of its own, and not both', () => {
    expect(read([], ['node', 'server.js'])).toEqual({ command: ['node', 'server.js'] })
    expect(read(['--keep-alive'])).toEqual({ command: null })
    expect(() => read(['--keep-alive'], ['node'])).toThrow(UsageError)
  })
})

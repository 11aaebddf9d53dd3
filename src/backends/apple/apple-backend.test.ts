import { describe, expect, it } from 'vitest'
import type { Command, Machine, Processes } from '#core/ports'
import { createTask } from '../engine-api/testing/real-engines'
import { filesOf, noProcesses, testMachine } from '../testing/machine'
import { createAppleBackend } from './apple-backend'

const mac = { platform: 'darwin', arch: 'arm64', osRelease: '25.1.0' } as const
const withTool = { ...mac, files: filesOf({ '/opt/homebrew/bin/container': { isProgram: true } }) }

/** A Mac's answers to `program arguments`. */
function answering(changes: Readonly<Record<string, string>> = {}): Processes {
  const answers: Record<string, string> = {
    'sysctl -n hw.optional.arm64': '1\n',
    'sysctl -n kern.hv_support': '1\n',
    'container --version': 'container CLI version 1.4.1 (build: release, commit: 0123456)\n',
    ...changes
  }
  const run = ({ file, args }: Command) => Promise.resolve({ exitCode: 0, stdout: answers[[file.split('/').at(-1), ...args].join(' ')] ?? '', stderr: '' })
  return { ...noProcesses, run }
}

describe('the Apple backend says', () => {
  it.each<[string, Partial<Machine>, Processes, object]>([
    ['unsupported elsewhere, without running anything', {}, noProcesses, { state: 'unsupported', reason: { key: 'reasons.apple_needs_mac' } }],
    ['unsupported on an Intel Mac', mac, answering({ 'sysctl -n hw.optional.arm64': '' }), { state: 'unsupported', reason: { key: 'reasons.apple_needs_silicon' } }],
    ['unsupported before macOS 26', { ...mac, osRelease: '24.6.0' }, answering(), { state: 'unsupported', reason: { key: 'reasons.apple_needs_macos_26' }, remedies: [{ text: { key: 'remedies.macos_update' } }] }],
    ['unsupported inside a virtual machine', mac, answering({ 'sysctl -n kern.hv_support': '0' }), { state: 'unsupported', reason: { key: 'reasons.apple_no_hypervisor' } }],
    ['missing without the tool', mac, answering(), { state: 'missing', remedies: [{ command: 'brew install container' }], warnings: [{ key: 'reasons.apple_not_built' }] }],
    ['missing where another program has its name', withTool, answering({ 'container --version': 'container 3.2' }), { state: 'missing' }],
    ['broken with a tool that is too old', withTool, answering({ 'container --version': 'container CLI version 0.12.0 (build: release)' }), { state: 'broken', version: '0.12.0', reason: { key: 'reasons.apple_old' } }],
    ['never ready while it has no engine, however complete the machine', withTool, answering(), { state: 'unsupported', reason: { key: 'reasons.apple_not_built' } }]
  ])('%s', async (_title, machine, processes, expected) => {
    const backend = createAppleBackend({ machine: testMachine(machine), processes })
    expect(await backend.detect(createTask())).toMatchObject(expected)
    await expect(backend.open(createTask())).rejects.toMatchObject({ code: 'BACKEND_NOT_READY', params: { backend: 'apple' } })
  })
})

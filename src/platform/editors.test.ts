import { describe, expect, it } from 'vitest'
import { sandboxSpecSchema, type SandboxSpec } from '#contract/spec'
import { findEditors, folderOf, toEditorArguments } from './editors'

const plain = sandboxSpecSchema.parse({
  image: 'alpine:3.20', vcpus: 1, memoryMb: 512, profile: 'moderate', network: false, mounts: [], environment: {}, ports: [],
  workingDirectory: null, user: null, labels: {}, command: null, useEntrypoint: false, copiedFrom: null
})
const readOnly = { source: '/home/ada/docs', target: '/docs', writable: false }
const writable = { source: '/home/ada/project', target: '/project', writable: true }

function argumentsFor(changes: Partial<SandboxSpec>, rest: Partial<Parameters<typeof toEditorArguments>[0]> = {}): string[] | null {
  return toEditorArguments({ spec: { ...plain, ...changes }, backend: 'docker', status: 'running', engineObjectId: 'abc', ...rest })
}

describe('the editors of this machine', () => {
  const find = async (platform: 'linux' | 'darwin' | 'win32', path: string, programs: readonly string[]): Promise<string[]> => {
    const host = { platform, homeDirectory: '/home/ada', environment: (name: string) => (name === 'PATH' ? path : undefined) }
    return (await findEditors(host, async (file) => programs.includes(file))).map(({ id, file }) => `${id} ${file}`)
  }

  it('are found on PATH first, then where installers put them', async () => {
    expect(await find('linux', '/opt/bin:/usr/bin', ['/usr/bin/code', '/snap/bin/code', '/usr/share/codium/bin/codium'])).toEqual(['vscode /usr/bin/code', 'vscodium /usr/share/codium/bin/codium'])
    expect(await find('darwin', '', ['/home/ada/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code'])).toEqual(['vscode /home/ada/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code'])
    expect(await find('linux', '/usr/bin', [])).toEqual([])
  })

  it('are never taken from a folder of PATH that depends on where we were started', async () => {
    expect(await find('linux', '.:bin::/usr/bin', ['./code', 'bin/code', '/code'])).toEqual([])
  })

  it('are on Windows the installed program, never a batch file of PATH', async () => {
    expect(await find('win32', 'C:/tools', ['C:/tools/code', 'C:/Program Files/Microsoft VS Code/Code.exe'])).toEqual(['vscode C:/Program Files/Microsoft VS Code/Code.exe'])
  })
})

describe('what an editor opens', () => {
  it('is the folder a sandbox writes into, before one that it reads, before the one it was copied from', () => {
    expect(folderOf({ spec: { ...plain, mounts: [readOnly, writable], copiedFrom: '/copied' } })).toBe(writable.source)
    expect(folderOf({ spec: { ...plain, mounts: [readOnly], copiedFrom: '/copied' } })).toBe(readOnly.source)
    expect(folderOf({ spec: { ...plain, copiedFrom: '/copied' } })).toBe('/copied')
    expect(folderOf({ spec: plain })).toBeNull()
    expect(argumentsFor({ mounts: [readOnly, writable] })).toEqual([writable.source])
  })

  it('is the inside of a running container of Docker where no folder is shared, in its working directory', () => {
    const [flag, uri = ''] = argumentsFor({ workingDirectory: '/srv/app', copiedFrom: '/copied' }) ?? []
    expect(flag).toBe('--folder-uri')
    const [, hex = '', folder] = /^vscode-remote:\/\/attached-container\+([\da-f]+)(\/.*)$/.exec(uri) ?? []
    expect([JSON.parse(Buffer.from(hex, 'hex').toString()), folder]).toEqual([{ containerName: '/abc' }, '/srv/app'])
  })

  it('is what was copied, or nothing, where there is no way inside', () => {
    expect(argumentsFor({ copiedFrom: '/copied' }, { status: 'stopped' })).toEqual(['/copied'])
    expect(argumentsFor({}, { status: 'stopped' })).toBeNull()
    expect(argumentsFor({}, { backend: 'podman' })).toBeNull()
  })
})

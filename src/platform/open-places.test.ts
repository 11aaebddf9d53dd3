import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SandboxView } from '#contract/sandbox'
import { openFolder, openInEditor, requireFolder, type OpeningParts } from './open-places'
import { createProcesses } from './processes'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentkernel-open-'))
  mkdirSync(join(folder, 'bin'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A program on PATH that writes down what it was started with. */
function addProgram(name: string, exitCode = 0): void {
  const file = join(folder, 'bin', name)
  writeFileSync(file, `#!/bin/sh\nprintf '%s ' "$@" "ran=$ELECTRON_RUN_AS_NODE" "who=$WHO" > '${folder}/told.part'\nmv '${folder}/told.part' '${folder}/told'\nexit ${exitCode}\n`)
  chmodSync(file, 0o755)
}

function parts(): OpeningParts {
  return {
    host: { platform: 'linux', homeDirectory: folder, environment: (name) => (name === 'PATH' ? `bin:${folder}/bin` : undefined) },
    processes: createProcesses(),
    environment: { PATH: '/usr/bin:/bin', WHO: 'ada', ELECTRON_RUN_AS_NODE: '1' }
  }
}

const sandbox = (copiedFrom: string | null) => ({ name: 'web', backend: 'podman', status: 'stopped', spec: { mounts: [], copiedFrom } }) as unknown as SandboxView
const told = async (): Promise<string> => {
  await expect.poll(() => existsSync(join(folder, 'told')), { timeout: 5000 }).toBe(true)
  return readFileSync(join(folder, 'told'), 'utf8')
}

describe('a folder of a sandbox', () => {
  it('is shown by the program of the desktop, with the environment of the person but what is Electron’s of it', async () => {
    addProgram('xdg-open')
    await openFolder(parts(), folder)
    expect(await told()).toBe(`${folder} ran= who=ada `)
  })

  it('is not said to be shown when the program could not, or there is none', async () => {
    await expect(openFolder(parts(), folder)).rejects.toMatchObject({ code: 'CANNOT_OPEN', because: { key: 'problems.open.no_program' } })
    addProgram('xdg-open', 3)
    await expect(openFolder(parts(), folder)).rejects.toMatchObject({ code: 'CANNOT_OPEN', because: { key: 'problems.open.refused' } })
  })

  it('is one that is there, and never a file in its place', async () => {
    expect(await requireFolder(sandbox(folder))).toBe(folder)
    await expect(requireFolder(sandbox(null))).rejects.toMatchObject({ code: 'NO_HOST_FOLDER', params: { name: 'web' } })
    addProgram('a-file')
    for (const gone of [join(folder, 'gone'), join(folder, 'bin/a-file')]) await expect(requireFolder(sandbox(gone))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND', params: { path: gone } })
  })
})

describe('an editor', () => {
  it('is the named one, or the first there is', async () => {
    addProgram('codium')
    expect((await openInEditor(parts(), sandbox(folder))).id).toBe('vscodium')
    expect(await told()).toBe(`${folder} ran= who=ada `)
    await expect(openInEditor(parts(), sandbox(folder), 'emacs')).rejects.toMatchObject({ code: 'EDITOR_NOT_FOUND', params: { editor: 'emacs' }, because: { params: { found: 'vscodium' } } })
  })

  it('opens nothing of a sandbox without a folder', async () => {
    addProgram('code')
    await expect(openInEditor(parts(), sandbox(null), 'vscode')).rejects.toMatchObject({ code: 'NO_HOST_FOLDER' })
  })
})

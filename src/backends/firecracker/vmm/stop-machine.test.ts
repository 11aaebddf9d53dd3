import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fileNames, SandboxFiles, toMountName } from '../state/sandbox-files'
import { clearAfter } from './stop-machine'

it('takes away the sockets and the copies of folders of a machine that is gone, and nothing else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'agentkernel-clear-'))
  try {
    for (const name of [fileNames.apiSocket, fileNames.agentSocket, toMountName(0), toMountName(12), fileNames.scratch, 'mount-notes']) await writeFile(join(folder, name), '')
    await clearAfter({ files: new SandboxFiles(folder), state: { monitor: null, uplink: null } })
    expect((await readdir(folder)).toSorted()).toEqual(['mount-notes', fileNames.scratch])
  } finally {
    await rm(folder, { recursive: true })
  }
})

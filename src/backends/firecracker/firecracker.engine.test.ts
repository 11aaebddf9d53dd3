import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeEngine, type EngineFixture } from '../conformance'
import { readFromPort } from '../testing/read-from-port'
import { createEngineLab, createFolderName } from './testing/engine-lab'
import { findObstacle } from './testing/microvm-lab'
import { isReal } from './testing/monitor-program'

describeEngine(isReal ? 'firecracker' : 'firecracker (double)', async () => {
  const obstacle = findObstacle()
  return obstacle === null ? await createFixture() : { unavailable: obstacle }
})

async function createFixture(): Promise<EngineFixture> {
  const lab = await createEngineLab()
  const folders: string[] = []
  return {
    engine: lab.open(),
    image: 'alpine:3.20',
    imageWithoutShell: 'agentkernel-test/noshell:1',
    keepsAliveByItself: true,
    mountsCopies: true,
    // QEMU has no filter of its own here.
    standInLacks: isReal ? [] : ['monitorSeccomp'],
    connectAgain: async () => await Promise.resolve(lab.open()),
    async createHostFolder(files) {
      const folder = createFolderName()
      folders.push(folder)
      await mkdir(folder)
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
      return folder
    },
    readHostFile: async (folder, name) => await readFile(join(folder, name), 'utf8').catch(() => null),
    async withForeignObject(work) {
      const folder = lab.folderOf('not-ours')
      await mkdir(folder, { recursive: true })
      await work('not-ours').finally(async () => await rm(folder, { recursive: true }))
    },
    readLabels: async (objectId) => await readOpenFiles(lab.folderOf(objectId)),
    patienceMs: 500,
    readFromPort,
    dispose: async () => {
      await lab.dispose()
      for (const folder of folders) await rm(folder, { recursive: true, force: true })
    }
  }
}

/** What anybody but the owner can read of a sandbox. */
async function readOpenFiles(folder: string): Promise<Record<string, string>> {
  const isOpen = async (path: string): Promise<boolean> => ((await stat(path)).mode & 0o077) !== 0
  if (!(await isOpen(folder))) return {}
  const names = await readdir(folder)
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'latin1')] as const)))
}

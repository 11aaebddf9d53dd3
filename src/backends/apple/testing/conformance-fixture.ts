import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Backend } from '#core/ports'
import type { CreateFixture, EngineFixture } from '../../conformance'
import { newTask } from '../../conformance/lab'
import { parseContainers } from '../container-json'
import { findDoubleEngine, openDoubleMac, type DoubleEngine } from './double-mac'

export interface FixtureParts {
  createBackend(): Backend
  container(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }>
  dispose(): Promise<void>
}

/** The conformance suite on a `container` program, double or real. */
export async function createAppleFixture(parts: FixtureParts): Promise<EngineFixture> {
  const backends: Backend[] = []
  const open = async (): Promise<EngineFixture['engine']> => {
    const backend = parts.createBackend()
    backends.push(backend)
    return await backend.open(newTask())
  }
  const folders = join(tmpdir(), `apple-folders-${randomUUID()}`)
  return {
    engine: await open(),
    image: 'alpine:3.20',
    imageWithoutShell: 'agentkernel-test/noshell:1',
    keepsNot: { exitCodes: true, logStreams: true },
    patienceMs: 600,
    connectAgain: open,
    async createHostFolder(files) {
      const folder = join(folders, randomUUID())
      await mkdir(folder, { recursive: true })
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
      return folder
    },
    readHostFile: (folder, name) => readFile(join(folder, name), 'utf8').catch(() => null),
    async withForeignObject(work) {
      const id = `foreign-${randomUUID().slice(0, 8)}`
      await parts.container('create', '--name', id, 'alpine:3.20', 'sleep', '300')
      await parts.container('start', id)
      try {
        await work(id)
      } finally {
        await parts.container('delete', '--force', id)
      }
    },
    async readLabels(objectId) {
      return parseContainers((await parts.container('inspect', objectId)).stdout)[0]?.labels ?? {}
    },
    readFromPort,
    async dispose() {
      await Promise.all(backends.map((backend) => backend.close()))
      await parts.dispose()
      await rm(folders, { recursive: true, force: true })
    }
  }
}

/** The suite on the double of a version, its sandboxes run by the wanted engine, or by another where that is not there. */
export async function createDoubleFixture(profile: '1.2.2' | '1.4.1', wanted: DoubleEngine): ReturnType<CreateFixture> {
  const found = await findDoubleEngine(wanted)
  return 'engine' in found ? await createAppleFixture(await openDoubleMac(profile, wanted)) : { unavailable: found.obstacle }
}

/** What listens inside may need a moment: tries for some seconds. */
async function readFromPort(address: string, port: number): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    const text = await readOnce(address, port).catch(() => '')
    if (text !== '' || attempt === 20) return text
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

function readOnce(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect({ host, port, timeout: 2_000 })
    socket.on('data', (data) => (text += data.toString()))
    socket.once('end', () => resolve(text)).once('error', reject).once('timeout', () => socket.destroy(new Error('timeout')))
  })
}

import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '#core/ports'
import { describeEngine } from '../conformance'
import { newTask } from '../conformance/lab'
import { createFakeBackend, labelsOf } from './index'

/** Twenty times faster than life: what a sandbox sleeps is not slept here. */
const clock: Clock = { now: Date.now, monotonic: () => performance.now(), sleep: (ms, signal) => sleep(ms / 20, undefined, { signal }) }

describeEngine('fake', async () => {
  const backend = createFakeBackend({ kind: 'docker', clock })
  const { daemon } = backend
  return {
    engine: await backend.open(newTask()),
    image: 'alpine:3.20',
    imageWithoutShell: 'bare:latest',
    patienceMs: 20,
    connectAgain: () => createFakeBackend({ kind: 'docker', clock, daemon }).open(newTask()),
    async createHostFolder(files) {
      const path = `/host/${randomUUID()}`
      daemon.setHostFolder(path, files)
      return path
    },
    async readHostFile(folder, name) {
      const node = daemon.hostFolder(folder)?.get(`/${name}`)
      return node?.type === 'file' ? new TextDecoder().decode(node.data) : null
    },
    withForeignObject: (work) => work('foreign'),
    async readLabels(objectId) {
      const container = daemon.containers.get(objectId)
      return container ? labelsOf(container) : {}
    },
    dispose: () => backend.close()
  }
})

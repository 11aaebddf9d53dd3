import type { Detection } from '#contract/backend'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Backend } from '#core/ports'
import { detectFirecracker } from './setup/detect'
import { pins } from './setup/pins'
import { setUpAction } from './setup/remedies'
import { createSetup } from './setup/set-up'
import type { SetupHost } from './setup/setup-host'
import { bootOnce } from './vmm/boot-once'

export type FirecrackerDependencies = Omit<SetupHost, 'pins' | 'bootOnce'>

/** MicroVMs of Firecracker: every sandbox a virtual machine with a kernel of its own. */
export function createFirecrackerBackend(dependencies: FirecrackerDependencies): Backend {
  const host: SetupHost = { ...dependencies, pins, bootOnce }
  const setup = createSetup(host)
  const detect = async (task: Task): Promise<Detection> => toAnswer(await detectFirecracker(host, task))
  return {
    kind: 'firecracker',
    isolation: 'own-kernel',
    detect,
    setup,
    remedies: { [setUpAction]: (task) => setup.run([], task) },
    async open(task) {
      const { state, reason, remedies } = await detect(task)
      throw new AppError('BACKEND_NOT_READY', { backend: 'firecracker', state, ready: '' }, { because: reason, remedies })
    },
    close: () => Promise.resolve()
  }
}

/** However complete the machine is: without an engine behind it it is not ready. */
function toAnswer(detection: Detection): Detection {
  return detection.state === 'ready' ? { ...detection, state: 'unsupported', reason: { key: 'reasons.firecracker_not_built' } } : detection
}

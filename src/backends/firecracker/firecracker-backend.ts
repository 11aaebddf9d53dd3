import { AppError } from '#contract/errors'
import type { Backend, Engine, Log } from '#core/ports'
import { createRegistryCredentials } from '../registry/registry-credentials'
import { openEngine, type OpenEngineOptions } from './engine/open-engine'
import { detectFirecracker } from './setup/detect'
import { pins } from './setup/pins'
import { findReadyArtifacts } from './setup/ready-artifacts'
import { setUpAction } from './setup/remedies'
import { createSetup } from './setup/set-up'
import type { SetupHost } from './setup/setup-host'
import { bootOnce } from './vmm/boot-once'

export interface FirecrackerDependencies extends Omit<SetupHost, 'pins' | 'bootOnce'>, Pick<OpenEngineOptions, 'keeper' | 'exporters'> {
  readonly log: Log
}

/** MicroVMs of Firecracker: every sandbox a virtual machine with a kernel of its own. */
export function createFirecrackerBackend(dependencies: FirecrackerDependencies): Backend {
  const host: SetupHost = { ...dependencies, pins, bootOnce }
  const setup = createSetup(host)
  const credentials = createRegistryCredentials('docker', dependencies)
  let opened: { readonly engine: Engine; readonly key: string } | null = null
  return {
    kind: 'firecracker',
    isolation: 'own-kernel',
    detect: (task) => detectFirecracker(host, task),
    setup,
    remedies: { [setUpAction]: (task) => setup.run([], task) },
    async open(task) {
      task.signal.throwIfAborted()
      const artifacts = await findReadyArtifacts(host)
      if (!artifacts) {
        const { state, reason, remedies } = await detectFirecracker(host, task)
        throw new AppError('BACKEND_NOT_READY', { backend: 'firecracker', state, ready: '' }, { because: reason, remedies })
      }
      const key = JSON.stringify(artifacts)
      if (opened?.key !== key) opened = { engine: openEngine({ ...dependencies, artifacts, credentials }), key }
      return opened.engine
    },
    close: () => Promise.resolve()
  }
}

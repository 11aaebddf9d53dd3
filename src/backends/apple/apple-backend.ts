import { AppError } from '#contract/errors'
import type { Backend } from '#core/ports'
import type { AppleDependencies } from './dependencies'
import { examine } from './detect'
import { kind } from './failures'
import { createRemedyActions } from './remedy-actions'

/** Apple's `container` on macOS. Looked at with every check; not usable until its engine is built. */
export function createAppleBackend(dependencies: AppleDependencies): Backend {
  const notBuilt = { key: 'reasons.apple_not_built' }
  const detect: Backend['detect'] = async (task) => {
    const { detection } = await examine(dependencies, task)
    const { state, warnings } = detection
    if (state === 'ready') return { ...detection, state: 'unsupported', reason: notBuilt }
    return state === 'unsupported' ? detection : { ...detection, warnings: [...warnings, notBuilt] }
  }
  return {
    kind,
    isolation: 'own-kernel',
    detect,
    async open(task) {
      const { state, reason, remedies } = await detect(task)
      throw new AppError('BACKEND_NOT_READY', { backend: kind, state, ready: '' }, { because: reason, remedies })
    },
    remedies: createRemedyActions(dependencies, () => undefined),
    close: () => Promise.resolve()
  }
}

import type { Detection } from '#contract/backend'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Text } from '#contract/text'
import type { Backend, Machine, Processes } from '#core/ports'
import { examineApple, type AppleProblem } from './examine'

/** Said also beside what can be mended, so that nobody installs something that helps nothing yet. */
const notBuilt: Text = { key: 'reasons.apple_not_built' }

/** Says what this machine lacks for Apple's `container`. Never ready until there is an engine behind it. */
export function createAppleBackend({ machine, processes }: { machine: Machine; processes: Processes }): Backend {
  const detect = async ({ signal }: Task): Promise<Detection> => {
    const problem = await examineApple(machine, processes, signal).catch(toCutShort)
    const canBeMended = problem !== null && problem.state !== 'unsupported'
    return { attempts: [], warnings: canBeMended ? [notBuilt] : [], ...(problem ?? { state: 'unsupported', reason: notBuilt, remedies: [] }) }
  }
  return {
    kind: 'apple',
    isolation: 'own-kernel',
    detect,
    async open(task) {
      const { state, reason, remedies } = await detect(task)
      throw new AppError('BACKEND_NOT_READY', { backend: 'apple', state, ready: '' }, { because: reason, remedies })
    },
    close: () => Promise.resolve()
  }
}

/** Only the task's own end rejects in there. */
function toCutShort(): AppleProblem {
  return { state: 'broken', reason: { key: 'reasons.detection_cut_short' }, remedies: [] }
}

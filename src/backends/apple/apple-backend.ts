import type { Detection } from '#contract/backend'
import { AppError } from '#contract/errors'
import type { Text } from '#contract/text'
import { findProgram, type Backend, type Machine } from '#core/ports'

/** Darwin 25 is macOS 26, the first with everything Apple's `container` needs. */
const oldestDarwin = 25

/** Says what this machine lacks for Apple's `container`. Never ready until there is an engine behind it. */
export function createAppleBackend(machine: Machine): Backend {
  const detect = async (): Promise<Detection> => ({ attempts: [], warnings: [], ...(await examine(machine)) })
  return {
    kind: 'apple',
    isolation: 'own-kernel',
    detect,
    async open() {
      const { state, reason, remedies } = await detect()
      throw new AppError('BACKEND_NOT_READY', { backend: 'apple', state, ready: '' }, { because: reason, remedies })
    },
    close: () => Promise.resolve()
  }
}

/** Said also beside other reasons, so that nobody installs something that helps nothing yet. */
const notBuilt: Text = { key: 'reasons.apple_not_built' }

type Examined = Pick<Detection, 'state' | 'remedies'> & { readonly reason: Text; readonly warnings?: Text[] }

async function examine(machine: Machine): Promise<Examined> {
  if (machine.platform !== 'darwin') return { state: 'unsupported', reason: { key: 'reasons.apple_needs_mac' }, remedies: [] }
  if (Number.parseInt(machine.osRelease, 10) < oldestDarwin) {
    return { state: 'unsupported', reason: { key: 'reasons.apple_needs_macos_26' }, remedies: [{ text: { key: 'remedies.macos_update' } }] }
  }
  const program = await findProgram('container', machine, ['/usr/local/bin', '/opt/homebrew/bin', '/opt/homebrew/opt/container/bin'])
  if (program) return { state: 'unsupported', reason: notBuilt, remedies: [] }
  const url = 'https://github.com/apple/container/releases'
  return { state: 'missing', reason: { key: 'reasons.apple_missing' }, remedies: [{ text: { key: 'remedies.apple_install' }, command: 'brew install container', url }], warnings: [notBuilt] }
}

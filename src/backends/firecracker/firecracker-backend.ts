import type { Detection } from '#contract/backend'
import { AppError } from '#contract/errors'
import type { Remedy, Text } from '#contract/text'
import { findProgram, type Backend, type Machine } from '#core/ports'

const readWrite = 6

/** Says what this machine lacks for microVMs. Never ready until there is an engine behind it. */
export function createFirecrackerBackend(machine: Machine): Backend {
  const detect = async (): Promise<Detection> => ({ attempts: [], warnings: [], ...(await examine(machine)) })
  return {
    kind: 'firecracker',
    isolation: 'own-kernel',
    detect,
    async open() {
      const { state, reason, remedies } = await detect()
      throw new AppError('BACKEND_NOT_READY', { backend: 'firecracker', state, ready: '' }, { because: reason, remedies })
    },
    close: () => Promise.resolve()
  }
}

/** Said also beside other reasons, so that nobody installs something that helps nothing yet. */
const notBuilt: Text = { key: 'reasons.firecracker_not_built' }

type Examined = Pick<Detection, 'state' | 'remedies'> & { readonly reason: Text; readonly warnings?: Text[] }

async function examine(machine: Machine): Promise<Examined> {
  if (machine.platform !== 'linux') return { state: 'unsupported', reason: { key: 'reasons.firecracker_needs_linux' }, remedies: [] }
  if (machine.arch !== 'x64') return { state: 'unsupported', reason: { key: 'reasons.firecracker_needs_x64', params: { arch: machine.arch } }, remedies: [] }
  return (await examineKvm(machine)) ?? (await examineProgram(machine)) ?? { state: 'unsupported', reason: notBuilt, remedies: [] }
}

async function examineKvm({ files }: Machine): Promise<Examined | null> {
  const device = await files.stat('/dev/kvm').catch(() => null)
  if (!device) return { state: 'unsupported', reason: { key: 'reasons.kvm_missing' }, remedies: [{ text: { key: 'remedies.kvm_enable' } }] }
  const isAllowed = await files.access('/dev/kvm', readWrite).then(() => true, () => false)
  if (isAllowed) return null
  const remedy: Remedy = { text: { key: 'remedies.kvm_group' }, command: 'sudo usermod -aG kvm "$USER"' }
  return { state: 'broken', reason: { key: 'reasons.kvm_denied' }, remedies: [remedy], warnings: [notBuilt] }
}

async function examineProgram(machine: Machine): Promise<Examined | null> {
  const named = machine.environment['FIRECRACKER_BIN']
  const isThere = named ? await machine.files.access(named, 1).then(() => true, () => false) : (await findProgram('firecracker', machine, ['/usr/local/bin'])) !== null
  if (isThere) return null
  const remedy: Remedy = { text: { key: 'remedies.firecracker_install' }, url: 'https://github.com/firecracker-microvm/firecracker/releases' }
  return { state: 'missing', reason: { key: 'reasons.firecracker_missing' }, remedies: [remedy], warnings: [notBuilt] }
}

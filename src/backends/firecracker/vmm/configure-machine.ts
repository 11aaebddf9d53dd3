import type { FirecrackerApi } from '../api/firecracker-api'
import { fileNames } from '../state/sandbox-files'
import { bootArguments } from './boot-arguments'
import type { MachineDrive, MachinePlan } from './machine-plan'
import { toRateLimiter } from './rates'

const startTimeoutMs = 10_000
/** What a guest may write to its console: a burst of this many bytes, and as many each second. */
const consoleBytes = 1_048_576
const guestContextId = 3

/** Tells Firecracker what to make, in the order it wants, and starts it. Rejects with what FirecrackerApi rejects with. */
export async function configureMachine(api: FirecrackerApi, plan: MachinePlan, version: string, signal: AbortSignal): Promise<void> {
  for (const [path, body] of toRequests(plan, version)) await api.put(path, body, { signal })
  await api.put('/actions', { action_type: 'InstanceStart' }, { signal, timeoutMs: startTimeoutMs })
}

function toRequests(plan: MachinePlan, version: string): [path: string, body: object][] {
  const isRecent = isAtLeast(version, 1, 16)
  return [
    ['/machine-config', { vcpu_count: plan.vcpus, mem_size_mib: plan.memoryMb, smt: false }],
    ['/boot-source', { kernel_image_path: plan.kernel, initrd_path: plan.initrd, boot_args: bootArguments }],
    ...plan.drives.map((drive) => toDrive(drive, plan)),
    ...(plan.network ? [toInterface(plan.network, plan, isRecent)] : []),
    ['/vsock', { guest_cid: guestContextId, uds_path: fileNames.agentSocket }],
    ['/entropy', {}],
    ['/serial', { serial_out_path: fileNames.console, ...(isRecent && { rate_limiter: { size: consoleBytes, one_time_burst: consoleBytes, refill_time: 1_000 } }) }]
  ]
}

/** Writeback: by default Firecracker ignores it when a guest flushes its disk. */
function toDrive({ id, file, isReadOnly }: MachineDrive, { rates }: MachinePlan): [string, object] {
  const limiter = toRateLimiter('disk', rates.diskMbPerSecond)
  return [`/drives/${id}`, { drive_id: id, path_on_host: file, is_root_device: false, is_read_only: isReadOnly, ...(!isReadOnly && { cache_type: 'Writeback' }), rate_limiter: limiter }]
}

function toInterface({ interfaceName, tapDevice, mac, mtu }: NonNullable<MachinePlan['network']>, { rates }: MachinePlan, hasMtu: boolean): [string, object] {
  const limiter = toRateLimiter('network', rates.networkMbPerSecond)
  return [`/network-interfaces/${interfaceName}`, { iface_id: interfaceName, host_dev_name: tapDevice, guest_mac: mac, ...(hasMtu && { mtu }), rx_rate_limiter: limiter, tx_rate_limiter: limiter }]
}

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [ofMajor = 0, ofMinor = 0] = version.split('.').map(Number)
  return ofMajor > major || (ofMajor === major && ofMinor >= minor)
}

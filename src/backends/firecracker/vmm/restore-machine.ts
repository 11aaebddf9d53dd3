import type { FirecrackerApi } from '../api/firecracker-api'
import { fileNames } from '../state/sandbox-files'
import type { WarmTemplate } from '../warm/warm-template'
import type { MachinePlan } from './machine-plan'
import { toRateLimiter } from './rates'

/** Mapping the memory; what of it is needed is read later. */
const loadMs = 30_000

/**
 * Has a monitor that was told nothing yet go on with a template's guest, with drives and rates of the sandbox's own: they are exchanged before it
 * runs again. Rejects with what FirecrackerApi rejects with; the monitor may then be in any state.
 */
export async function restoreMachine(api: FirecrackerApi, { stateFile, memoryFile }: WarmTemplate, plan: MachinePlan, { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number }): Promise<void> {
  await api.put('/snapshot/load', {
    snapshot_path: stateFile,
    mem_backend: { backend_type: 'File', backend_path: memoryFile },
    vsock_override: { uds_path: fileNames.agentSocket },
    ...(plan.network && { network_overrides: [{ iface_id: plan.network.interfaceName, host_dev_name: plan.network.tapDevice }] }),
    resume_vm: false
  }, { signal, timeoutMs: loadMs })
  const { diskMbPerSecond, networkMbPerSecond } = plan.rates
  for (const { id, file } of plan.drives) await api.patch(`/drives/${id}`, { drive_id: id, path_on_host: file, rate_limiter: toRateLimiter('disk', diskMbPerSecond) }, { signal })
  if (plan.network) {
    const [id, limiter] = [plan.network.interfaceName, toRateLimiter('network', networkMbPerSecond)]
    await api.patch(`/network-interfaces/${id}`, { iface_id: id, rx_rate_limiter: limiter, tx_rate_limiter: limiter }, { signal })
  }
  await api.patch('/vm', { state: 'Resumed' }, { signal, timeoutMs })
}

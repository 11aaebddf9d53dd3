import type { Finding } from '#contract/sandbox'
import { FirecrackerApi } from '../api/firecracker-api'
import { fileNames, type SandboxFiles, type SandboxState } from '../state/sandbox-files'
import { readRate, type RateLimiter } from '../vmm/rates'

/** What of a monitor's configuration is looked at. */
interface Configuration {
  readonly drives?: readonly { readonly rate_limiter?: RateLimiter | null }[]
  readonly 'network-interfaces'?: readonly { readonly rx_rate_limiter?: RateLimiter | null; readonly tx_rate_limiter?: RateLimiter | null }[]
}

/** What its last start asked of the monitor, beside what that says now. Nothing where nothing was asked. */
export async function lookAtRates({ rates }: Pick<SandboxState, 'rates'>, files: SandboxFiles, hasNetwork: boolean, signal: AbortSignal): Promise<Finding[]> {
  const { diskMbPerSecond = 0, networkMbPerSecond = 0 } = rates ?? {}
  const asked = { diskRate: diskMbPerSecond, networkRate: hasNetwork ? networkMbPerSecond : 0 }
  if (asked.diskRate === 0 && asked.networkRate === 0) return []
  const api = new FirecrackerApi({ folder: files.folder, socketName: fileNames.apiSocket })
  const configuration = await api.get('/vm/config', { signal }).catch(() => null)
  signal.throwIfAborted()
  const actual = configuration === null ? null : readRates(configuration as Configuration)
  return (['diskRate', 'networkRate'] as const).filter((key) => asked[key] > 0).map((key) => toFinding(key, asked[key], actual && actual[key]))
}

function readRates({ drives = [], 'network-interfaces': interfaces = [] }: Configuration): { diskRate: number; networkRate: number } {
  return {
    diskRate: readRate(drives.map((drive) => drive.rate_limiter)),
    networkRate: readRate(interfaces.flatMap((one) => [one.rx_rate_limiter, one.tx_rate_limiter]))
  }
}

/** Less than asked is not weaker. */
function toFinding(key: string, asked: number, actual: number | null): Finding {
  const requested = `${asked} MB/s`
  if (actual === null) return { key, requested, actual: 'unknown', verdict: 'unknown', why: { key: 'enforcement.why.rates_not_seen' } }
  return { key, requested, actual: actual === 0 ? 'no limit' : `${actual} MB/s`, verdict: actual === 0 || actual > asked ? 'weaker' : 'enforced' }
}

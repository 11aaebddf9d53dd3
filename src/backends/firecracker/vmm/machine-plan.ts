import type { Rates } from './rates'

/** One virtual machine, as it is told to Firecracker. */
export interface MachinePlan {
  readonly vcpus: number
  readonly memoryMb: number
  readonly kernel: string
  readonly initrd: string
  /** In the order in which the guest sees them: vda, vdb… */
  readonly drives: readonly MachineDrive[]
  readonly network: { readonly interfaceName: string; readonly tapDevice: string; readonly mac: string; readonly mtu: number } | null
  readonly rates: Rates
}

export interface MachineDrive {
  /** Letters, digits and underscores. */
  readonly id: string
  readonly file: string
  readonly isReadOnly: boolean
}

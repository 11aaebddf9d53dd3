import { keepSandbox } from '#backends/firecracker/keeper/keep-sandbox'
import { createClock } from '#platform/clock'

/** The process that stays beside a running microVM: started by the product itself, for no person. */
export async function keepMicrovm(folder: string): Promise<number> {
  await keepSandbox(folder, createClock())
  return 0
}

import { api, type Api } from '#contract/api'
import type { SandboxContext } from '../sandboxes/context'
import type { Worker } from '../worker'

/** Loaded when asked: few sandboxes have a list. */
export function createNetworkNoun(context: SandboxContext, work: Worker): Api['network'] {
  return {
    blocked: work(api.network.blocked, async ({ sandbox }, task) => await (await import('../network/blocked')).listBlocked(context, sandbox, task))
  }
}

import { api, type Api } from '#contract/api'
import type { SandboxContext } from '../sandboxes/context'
import { viewRecord } from '../sandboxes/list'
import { getRecord } from '../sandboxes/records'
import type { Worker } from '../worker'

/** Loaded when asked: few sandboxes have a list. */
export function createNetworkNoun(context: SandboxContext, work: Worker): Api['network'] {
  return {
    rules: work(api.network.rules, async ({ sandbox }, task) => await (await import('../network/rules')).describeRules(context, sandbox, task)),
    test: work(api.network.test, async (input, task) => await (await import('../network/test-host')).testHost(context, input, task)),
    allow: work(api.network.allow, async (input, task) => {
      await (await import('../network/change-list')).allowHost(context, input, task)
      return await viewRecord(context, await getRecord(context, input.sandbox), task)
    }),
    deny: work(api.network.deny, async (input, task) => {
      await (await import('../network/change-list')).denyHost(context, input, task)
      return await viewRecord(context, await getRecord(context, input.sandbox), task)
    }),
    blocked: work(api.network.blocked, async ({ sandbox }, task) => await (await import('../network/blocked')).listBlocked(context, sandbox, task))
  }
}

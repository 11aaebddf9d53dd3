import { api, type Api } from '#contract/api'
import type { Task } from '#contract/progress'
import type { SandboxView } from '#contract/sandbox'
import type { SandboxContext } from '../sandboxes/context'
import { viewRecord } from '../sandboxes/list'
import { getRecord } from '../sandboxes/records'
import type { Worker } from '../worker'

/** Loaded when asked: few sandboxes have a list. */
export function createNetworkNoun(context: SandboxContext, work: Worker): Api['network'] {
  const changeList = async (change: 'allowHost' | 'denyHost', input: { sandbox: string; host: string }, task: Task): Promise<SandboxView> => {
    await (await import('../network/change-list'))[change](context, input, task)
    return await viewRecord(context, await getRecord(context, input.sandbox), task)
  }
  return {
    rules: work(api.network.rules, async ({ sandbox }, task) => await (await import('../network/rules')).describeRules(context, sandbox, task)),
    test: work(api.network.test, async (input, task) => await (await import('../network/test-host')).testHost(context, input, task)),
    allow: work(api.network.allow, (input, task) => changeList('allowHost', input, task)),
    deny: work(api.network.deny, (input, task) => changeList('denyHost', input, task)),
    blocked: work(api.network.blocked, async ({ sandbox }, task) => await (await import('../network/blocked')).listBlocked(context, sandbox, task))
  }
}

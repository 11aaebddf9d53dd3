import { api, type Api } from '#contract/api'
import { parseInput } from '#contract/invalid-input'
import { adopt, listAdoptable } from '../sandboxes/adopt'
import { duplicateSandbox, updateSandbox } from '../sandboxes/change'
import { planChange } from '../sandboxes/change-plan'
import type { SandboxContext } from '../sandboxes/context'
import { createSandbox, previewLoosenings } from '../sandboxes/create'
import { watchSandboxes } from '../sandboxes/feed'
import { removeSandbox, resumeSandboxes, restartSandbox, startSandbox, stopSandbox } from '../sandboxes/life'
import { listSandboxes, viewRecord } from '../sandboxes/list'
import { organise, readRaw } from '../sandboxes/organise'
import { readLogs, watchUsage } from '../sandboxes/output'
import { forgetSandbox, getSandbox, recreateMissing, renameSandbox } from '../sandboxes/record-work'
import { setUpNow } from '../sandboxes/set-up'
import { never, type Worker } from '../worker'

export function createSandboxesNoun(context: SandboxContext, work: Worker): Api['sandboxes'] {
  return {
    list: work(api.sandboxes.list, (_input, task) => listSandboxes(context, { signal: task.signal })),
    get: work(api.sandboxes.get, (input, task) => getSandbox(context, input.sandbox, task)),
    watch: (input, options) => watchSandboxes(context, parseInput(api.sandboxes.watch.input, input), options?.signal ?? never()),
    create: work(api.sandboxes.create, (input, task) => createSandbox(context, input, task)),
    preview: work(api.sandboxes.preview, async (input) => ({ loosened: await previewLoosenings(context, { ...input, name: 'preview' }) })),
    start: work(api.sandboxes.start, (input, task) => startSandbox(context, input.sandbox, task)),
    stop: work(api.sandboxes.stop, (input, task) => stopSandbox(context, input.sandbox, input.graceMs, task)),
    restart: work(api.sandboxes.restart, (input, task) => restartSandbox(context, input.sandbox, input.graceMs, task)),
    remove: work(api.sandboxes.remove, async (input, task) => {
      await removeSandbox(context, input.sandbox, input.force ?? false, task)
      return {}
    }),
    rename: work(api.sandboxes.rename, (input, task) => renameSandbox(context, input, task)),
    recreate: work(api.sandboxes.recreate, (input, task) => recreateMissing(context, input.sandbox, task)),
    forget: work(api.sandboxes.forget, async (input, task) => {
      await forgetSandbox(context, input.sandbox, task)
      return {}
    }),
    resume: work(api.sandboxes.resume, async (_input, task) => {
      const { sandboxes: views } = await listSandboxes(context, { signal: task.signal })
      return await resumeSandboxes(context, views, task)
    }),
    adoptable: work(api.sandboxes.adoptable, () => listAdoptable(context)),
    adopt: work(api.sandboxes.adopt, async (input, task) => {
      const record = await adopt(context, input, task)
      context.changes.emit(record.id)
      return await viewRecord(context, record, task)
    }),
    logs: (input, options) => readLogs(context, parseInput(api.sandboxes.logs.input, input), options?.signal ?? never()),
    usage: (input, options) => watchUsage(context, parseInput(api.sandboxes.usage.input, input), options?.signal ?? never()),
    plan: work(api.sandboxes.plan, (input, task) => planChange(context, input, task)),
    update: work(api.sandboxes.update, (input, task) => updateSandbox(context, input, task)),
    duplicate: work(api.sandboxes.duplicate, (input, task) => duplicateSandbox(context, input, task)),
    organise: work(api.sandboxes.organise, async (input) => {
      await organise(context, input)
      return {}
    }),
    raw: work(api.sandboxes.raw, (input, task) => readRaw(context, input.sandbox, task)),
    setUp: work(api.sandboxes.setUp, async (input, task) => await viewRecord(context, await setUpNow(context, input.sandbox, task), task))
  }
}

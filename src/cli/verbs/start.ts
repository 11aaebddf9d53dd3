import type { BackendKind } from '#contract/backend-kind'
import { AppError } from '#contract/errors'
import type { SandboxStatus, SandboxView } from '#contract/sandbox'
import type { Context } from '../context'
import { createProgressLine } from '../output/progress'
import type { Verb } from '../verb'
import { requireBackend } from './create'
import { eachSandbox } from './each-sandbox'

export const start: Verb = {
  build: (command, context) => {
    command
      .argument('<name...>', 'cli.argument.names')
      .option('-B, --backend <name>', 'cli.option.backend_kept')
      .option('--set-up', 'cli.option.set_up')
      .action(async (names: string[], options: { backend?: string; setUp?: boolean }) => {
        const asked = options.backend === undefined ? undefined : await requireBackend(context(), options.backend)
        await eachSandbox(context(), names, async (name) => {
          const started = await startOne(context(), name, asked)
          const view = options.setUp === true && started.setUp !== null && started.setUp.state !== 'done' ? await setUpOne(context(), started) : started
          if (view.setUp?.state === 'failed') await tellFailedSetUp(context(), view)
          return view
        })
      })
  }
}

/** Nothing begins that could be told of: a lost one is refused, and of one whose backend is silent only the attempt knows more. */
const refused: ReadonlySet<SandboxStatus> = new Set(['missing', 'unknown'])

/** The backend it was made on wins over `asked`; that it did is said. */
async function startOne(context: Context, name: string, asked: BackendKind | undefined) {
  const app = await context.app()
  const before = await app.sandboxes.get({ sandbox: name }, { signal: context.signal }).catch((error: unknown) => {
    throw AppError.is(error, 'SANDBOX_NOT_FOUND') ? new AppError('SANDBOX_NOT_FOUND', { name }, { remedies: [{ text: { key: 'cli.start.create_first', params: { name } } }], cause: error }) : error
  })
  if (asked !== undefined && asked !== before.backend) await context.note('start.kept', { name: before.name, backend: before.backend })
  if (before.status === 'running') {
    await context.note('start.already', { name: before.name })
    return before
  }
  if (!refused.has(before.status)) await context.note('start.starting', { name: before.name })
  const progress = await createProgressLine(context)
  const view = await app.sandboxes.start({ sandbox: before.id }, { signal: context.signal, onProgress: progress.onProgress }).finally(progress.end)
  await context.note('start.started', { name: view.name })
  await context.note('start.next', { name: view.name })
  return view
}

/** What its template does at the first start, again. */
async function setUpOne(context: Context, { id }: SandboxView): Promise<SandboxView> {
  const app = await context.app()
  const progress = await createProgressLine(context)
  const view = await app.sandboxes.setUp({ sandbox: id }, { signal: context.signal, onProgress: progress.onProgress }).finally(progress.end)
  await context.note('start.set_up_done', { name: view.name })
  return view
}

/** The sandbox runs, and what its template should have made of it is not there: that is said where one looks, and how to go on. */
async function tellFailedSetUp(context: Context, { name, setUp }: SandboxView): Promise<void> {
  await context.note('start.set_up_failed', { name, because: setUp?.reason ? await context.say(setUp.reason) : '' })
}

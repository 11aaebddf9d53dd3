import { AppError } from '#contract/errors'
import type { RunInput } from '#contract/run'
import type { CallOptions } from '#contract/method'
import type { WindowApi } from '#contract/window-api'
import { Channel, sleep } from './channel'
import { createSandbox } from './fake-data'

/** Runs that print a few lines and end; `false` fails. */
export function createFakeRun(): WindowApi['run'] {
  const kept = new Channel<string>()
  return {
    async *start(input: RunInput, options?: CallOptions) {
      yield { type: 'progress', progress: { step: 'pull', text: { key: 'window.create.pulling', params: { image: input.image ?? 'node:22-alpine' } }, done: 24e6, total: 48e6 } }
      await sleep(300, options?.signal)
      const sandbox = createSandbox('run-4f2a91c0', { status: 'running' })
      yield { type: 'started', sandbox, image: input.image ?? 'node:22-alpine' }
      const lines = ['\u001b[32m✓\u001b[0m src/cart.test.ts (12 tests) 48 ms', '\u001b[32m✓\u001b[0m src/orders.test.ts (31 tests) 120 ms', '\u001b[31m✗\u001b[0m src/tax.test.ts: expected 19, got 20']
      for (const [index, line] of lines.entries()) {
        await sleep(120, options?.signal)
        yield { type: 'output', stream: index === 2 ? 'stderr' : 'stdout', text: `${line}\r\n` }
      }
      yield { type: 'exited', exitCode: input.command[0] === 'false' ? 1 : 0, durationMs: 1340, hasTimedOut: false }
      for await (const id of kept.read(options?.signal)) if (id === sandbox.id) return yield { type: 'kept', sandbox }
    },
    keep(input) {
      kept.send(input.sandbox)
      return input.sandbox === '' ? Promise.reject(new AppError('SESSION_NOT_FOUND', { id: input.sandbox })) : Promise.resolve(createSandbox(input.name ?? 'kept'))
    }
  }
}

import { describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import type { ExecOutput, ExecSession } from '#core/ports'
import { lookInside } from './look-inside'

const never = new Promise<never>(() => undefined)

/** A sandbox whose `cat` says that. */
function sandboxOf(output: AsyncIterable<ExecOutput>): { run: () => Promise<ExecSession>; kills: number } {
  const sandbox = {
    kills: 0,
    run: () => Promise.resolve<ExecSession>({
      output, exited: never, write: () => Promise.resolve(), endInput: () => undefined, resize: () => Promise.resolve(),
      kill: () => {
        sandbox.kills += 1
        return Promise.resolve()
      }
    })
  }
  return sandbox
}

async function* say(...texts: readonly string[]): AsyncGenerator<ExecOutput> {
  for (const text of texts) yield { stream: 'stdout', data: Buffer.from(text) }
}

async function* sayForEver(): AsyncGenerator<ExecOutput> {
  for (;;) yield { stream: 'stdout', data: Buffer.alloc(65_536, 'CapEff') }
}

async function* saySomethingAndWait(): AsyncGenerator<ExecOutput> {
  yield* say('CapEff')
  await never
}

const { signal } = new AbortController()

describe('a look inside', () => {
  it('is what the program says', async () => {
    expect(await lookInside(sandboxOf(say('CapEff:\t', '0')), signal)).toBe('CapEff:\t0')
    expect(await lookInside(sandboxOf(say('cat: not found')), signal)).toBeNull()
  })

  it('tells nothing when the program does not end or says too much, and ends it', async () => {
    for (const sandbox of [sandboxOf(sayForEver()), sandboxOf(saySomethingAndWait())]) {
      expect(await lookInside(sandbox, signal, 50)).toBeNull()
      expect(sandbox.kills).toBe(1)
    }
  })

  it('is given up with its caller', async () => {
    const reason = new AppError('CANCELLED', { what: 'verify' })
    const abort = new AbortController()
    setTimeout(() => abort.abort(reason), 10)
    await expect(lookInside(sandboxOf(saySomethingAndWait()), abort.signal)).rejects.toBe(reason)
  })
})

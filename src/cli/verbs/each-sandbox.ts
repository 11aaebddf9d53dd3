import type { SandboxView } from '#contract/sandbox'
import type { Context } from '../context'
import { describeError, formatError } from '../output/error'
import { toExitCode } from '../exit-codes'

/**
 * Does the same to every named sandbox, one after the other; one that fails does not keep the others
 * from their turn. With --json prints what became of them: always a list.
 */
export async function eachSandbox(context: Context, names: readonly string[], act: (name: string) => Promise<SandboxView | { name: string }>): Promise<void> {
  const done: (SandboxView | { name: string })[] = []
  for (const name of names) {
    if (context.signal.aborted) break
    try {
      done.push(await act(name))
    } catch (error) {
      if (names.length === 1) throw error
      const described = describeError(error, await context.translate())
      context.process.stderr.write(`${context.flags.json ? JSON.stringify({ error: described }) : formatError(described)}\n`)
      context.exitCode = toExitCode(error, false)
    }
  }
  if (context.flags.json) context.printJson(done)
}

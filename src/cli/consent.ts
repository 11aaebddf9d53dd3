import { AppError } from '#contract/errors'
import type { Text } from '#contract/text'
import type { Context } from './context'

/**
 * Asks for a yes to what would mount, publish, copy or build. `isExplicit`: the person named the file
 * that wants it, so without a yes the whole command fails; else it goes on without these things.
 */
export async function agree(context: Context, wishes: readonly Text[], options: { yes: boolean; isExplicit: boolean }): Promise<boolean> {
  if (wishes.length === 0 || options.yes) return true
  const sentences = await Promise.all(wishes.map((wish) => context.say(wish)))
  if (context.canAsk) {
    for (const sentence of sentences) context.process.stderr.write(`  ${sentence}\n`)
    if (await ask(context, await context.say('consent.question'))) return true
  }
  if (options.isExplicit) throw new AppError('CONSENT_REQUIRED', { what: sentences.join(' ') })
  await context.note('consent.skipped', { what: sentences.join(' ') })
  return false
}

/** A yes-or-no question on the terminal; no is the answer to Enter; Ctrl-C rejects with CANCELLED. */
export async function ask(context: Context, question: string): Promise<boolean> {
  const { confirm, isCancel } = await import('@clack/prompts')
  const answer = await confirm({ message: question, initialValue: false, output: context.process.stderr, signal: context.signal })
  if (isCancel(answer)) throw new AppError('CANCELLED', { what: 'question' })
  return answer
}

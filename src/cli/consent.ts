import { AppError } from '#contract/errors'
import type { Consent } from '#contract/project'
import type { Text } from '#contract/text'
import { isAgreed } from '#core/project/consents'
import type { Context } from './context'

/** What a yes is about; `folder` as its links resolve. */
export type Asked = Omit<Consent, 'agreedAt'>

/**
 * Asks for a yes to what would mount, publish, copy or build, unless one was given to just this before. `isExplicit`: the person named the file
 * that wants it, so without a yes the whole command fails; else it goes on without these things.
 */
export async function agree(context: Context, wishes: readonly Text[], options: { yes: boolean; isExplicit: boolean; asked: Asked }): Promise<boolean> {
  if (wishes.length === 0 || options.yes) return true
  const sentences = await Promise.all(wishes.map((wish) => context.say(wish)))
  const { project } = await context.app()
  if (isAgreed(await project.consents({}), options.asked)) {
    await context.note('consent.kept', { what: sentences.join(' ') })
    return true
  }
  if (context.canAsk) {
    for (const sentence of sentences) context.process.stderr.write(`  ${sentence}\n`)
    if (await ask(context, await context.say('consent.question'))) {
      await project.agree(options.asked)
      return true
    }
  }
  if (options.isExplicit) throw new AppError('CONSENT_REQUIRED', { what: sentences.join(' ') })
  await context.note('consent.skipped', { what: sentences.join(' ') })
  return false
}

/** A folder as its links resolve; one that is gone fails where it is used. */
export async function toRealPath(context: Context, folder: string): Promise<string> {
  return (await (await context.files()).realPath(folder)) ?? folder
}

/** A yes-or-no question on the terminal; no is the answer to Enter; Ctrl-C rejects with CANCELLED. */
export async function ask(context: Context, question: string): Promise<boolean> {
  const { confirm, isCancel } = await import('@clack/prompts')
  const answer = await confirm({ message: question, initialValue: false, output: context.process.stderr, signal: context.signal })
  if (isCancel(answer)) throw new AppError('CANCELLED', { what: 'question' })
  return answer
}

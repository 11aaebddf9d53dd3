import type { Check } from '#contract/diagnostics'
import type { Context } from '../context'
import { describeRemedy, formatRemedy } from './error'
import { toPlainLine } from './plain-text'

const colors = { pass: 'green', warn: 'yellow', fail: 'red', skip: 'gray' } as const

/** One point of a checklist: how it stands in a word, what about it, and below it what helps. */
export async function describeCheck(context: Context, { outcome, title, detail, remedies }: Check): Promise<string> {
  const translate = await context.translate()
  const word = (await context.say(`doctor.${outcome}`)).padEnd(5)
  const { styleText } = await import('node:util')
  const mark = context.flags.color && context.process.stdout.isTTY ? styleText(colors[outcome], word) : word
  const lines = remedies.map((remedy) => `        ${formatRemedy(describeRemedy(remedy, translate))}`)
  return [`${mark} ${toPlainLine(translate(title))}: ${toPlainLine(translate(detail))}`, ...lines].join('\n')
}

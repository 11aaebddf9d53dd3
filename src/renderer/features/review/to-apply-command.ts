import type { ReviewedFile } from '#contract/review'
import { quoteWord } from '../create/to-command-line'

type Choosable = Pick<ReviewedFile, 'path' | 'flags' | 'barrier'>

/** More names than this are no line that anybody reads. */
const maxNamed = 20

/** The line that brings back what is chosen: without names where that is what nothing speaks against; flagged files are asked about there too. */
export function toApplyCommand(name: string, files: readonly Choosable[], chosen: readonly Choosable[]): string {
  const words = ['agentkernel', 'apply', quoteWord(name)]
  const proposed = files.filter(({ flags, barrier }) => barrier === undefined && flags.length === 0)
  const isProposal = chosen.length === proposed.length && chosen.every(({ flags }) => flags.length === 0)
  if (!isProposal) words.push(...(chosen.length > maxNamed ? ['PATH…'] : chosen.map(({ path }) => quoteWord(path))))
  if (chosen.some(({ flags }) => flags.includes('conflict'))) words.push('--overwrite')
  return words.join(' ')
}

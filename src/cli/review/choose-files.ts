import { AppError } from '#contract/errors'
import type { ReviewedFile } from '#contract/review'
import { toPlainLine } from '../output/plain-text'
import type { Context } from '../context'

/** Those that were named, by themselves or by a folder of theirs; all when none was. Rejects with FILE_NOT_FOUND for a name of nothing. */
export function chooseFiles(files: readonly ReviewedFile[], names: readonly string[]): readonly ReviewedFile[] {
  if (names.length === 0) return files
  const wanted = names.map((name) => name.replace(/^\.\//, '').replace(/\/+$/, ''))
  const isBelow = (path: string, name: string): boolean => name === '.' || path === name || path.startsWith(`${name}/`)
  const missing = wanted.find((name) => !files.some(({ path }) => isBelow(path, name)))
  if (missing !== undefined) throw new AppError('FILE_NOT_FOUND', { path: missing })
  return files.filter(({ path }) => wanted.some((name) => isBelow(path, name)))
}

/** Why a file is not simply brought back, in words; empty where nothing speaks against it. */
export async function explainFile(context: Context, { flags, barrier }: Pick<ReviewedFile, 'flags' | 'barrier'>): Promise<string> {
  const keys = [...(barrier === undefined ? [] : [`review.barriers.${barrier}`]), ...flags.map((flag) => `review.flags.${flag}`)]
  return (await Promise.all(keys.map((key) => context.say({ key })))).join(', ')
}

/** With where it leads, for a link. */
export function nameFile({ path, linkTarget }: Pick<ReviewedFile, 'path' | 'linkTarget'>): string {
  return toPlainLine(linkTarget === undefined ? path : `${path} -> ${linkTarget}`)
}

/** One line for each: `  PATH (REASONS)`. */
export async function explainFiles(context: Context, files: readonly ReviewedFile[]): Promise<string> {
  return (await Promise.all(files.map(async (file) => `  ${nameFile(file)} (${await explainFile(context, file)})`))).join('\n')
}
